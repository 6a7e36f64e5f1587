"""Takes shares out of what a member holds, oldest first; shares that are not paid go only when their holder does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.movements import Move
from services.ledger.capital.tables import Movement, Subscription


@dataclass(frozen=True)
class Piece:
    """Shares taken out of a subscription, with the called and the paid-up capital that go with them."""

    row: Subscription
    count: int
    called: int
    paid_up: int

    def leaves(self) -> None:
        """Take it out of the subscription."""
        self.row.held -= self.count
        self.row.called -= self.called
        self.row.paid_up -= self.paid_up

    def move(self, kind: str, on: date, reason: str) -> Move:
        """Return the movement that takes it away."""
        return Move(
            kind, self.row.member_id, on, reason, count=-self.count, amount=-self.called, called=-self.called,
            paid=-self.paid_up, unit_price=self.row.unit_price, subscription_id=self.row.id,
            share_type=self.row.share_type,
        )  # fmt: skip


def holdings(unit: Unit, member_id: str) -> list[Subscription]:
    """Return what a member holds, oldest first; the caller holds the book, so that nothing else moves it."""
    found = (
        select(Subscription).where(Subscription.member_id == member_id, Subscription.held > 0)
        .order_by(Subscription.subscribed_on, Subscription.id).with_for_update()
    )  # fmt: skip
    return list(unit.session.scalars(found.execution_options(populate_existing=True)))


def whole(row: Subscription) -> Piece:
    """Return all that is left of a subscription, paid or not."""
    return Piece(row, row.held, row.called, row.paid_up)


def paid_pieces(unit: Unit, member_id: str, share_type: str | None, count: int, on: date) -> list[Piece]:
    """Take fully paid shares (of a type, or any) on a day. Raises SharesNotHeld, MovementBackdated."""
    rows = {
        row.id: row for row in holdings(unit, member_id)
        if row.outstanding == 0 and share_type in (None, row.share_type)
    }  # fmt: skip
    held = sum(row.held for row in rows.values())
    if count > held:
        raise contract.SharesNotHeld(member_id=member_id, held=held, share_type=share_type or "any", asked=count)
    taken = rules.take([rules.Holding(row.id, row.held, row.called) for row in rows.values()], count)
    check_not_before(unit, [one.id for one in taken], on)
    return [Piece(rows[one.id], one.count, one.capital, one.capital) for one in taken]


def check_not_before(unit: Unit, subscription_ids: list[str], on: date) -> None:
    """Refuse a movement dated before the last one of the same shares."""
    earliest = last_moved(unit, subscription_ids)
    if earliest is not None and on < earliest:
        raise contract.MovementBackdated(on=on, earliest=earliest)


def last_moved(unit: Unit, subscription_ids: list[str]) -> date | None:
    """Return the day on which some shares moved last."""
    moved = select(func.max(Movement.effective_on)).where(Movement.subscription_id.in_(subscription_ids))
    return unit.session.scalar(moved)
