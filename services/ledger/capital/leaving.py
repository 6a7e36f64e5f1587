"""What becomes of the shares of those who leave: asked back, cancelled when the membership ends, owed on 4567.

``member.left`` asks for all of a member's shares by itself, once. They are cancelled on the first day after the
membership, or later where that day takes no more postings; where it lies in a fiscal year that has not begun, the
request waits for that year, and is carried out by a task or by the first operation that moves capital in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from services.commons.bindings import follows
from services.commons.clock import Clock
from services.commons.events.received import Event
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.ledger.capital import contract
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.tables import Member, Redemption
from services.ledger.capital.taking import Piece, holdings, last_moved, whole
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.years import running_year
from services.membership.register.contract import member_left

CALLED_CAPITAL, PAID_UP_CAPITAL, CALLED_FROM_MEMBERS, TO_REPAY = "1012", "1013", "4562", "4567"


@follows(member_left)
def on_member_left(unit: Unit, event: Event) -> None:
    """Ask for the shares of whoever left; told twice, or in other words, it is asked for once."""
    hold_the_book(unit)
    member_id, left_on = event.data["member_id"], date.fromisoformat(event.data["left_on"])
    member = unit.session.get(Member, member_id)
    known = select(Redemption.id).where(
        Redemption.member_id == member_id, Redemption.left_on == left_on, Redemption.state != "annulled"
    )
    # Whose handler of this event comes first is open; a departure on another day was told before.
    if member is None or member.left_on not in (None, left_on) or unit.session.scalar(known) is not None:
        return
    if held := sum(row.held for row in holdings(unit, member_id)):
        request(unit, member_id, held, event.data["reason"], min(unit.today, left_on), left_on)
        cancel_who_left(unit)


def request(
    unit: Unit, member_id: str, count: int, reason: str, requested_on: date, left_on: date | None
) -> Redemption:
    """Enter a request for redemption; it moves nothing yet."""
    ends_on = left_on or requested_on
    row = Redemption(
        id=new_id("red"), member_id=member_id, state="requested", reason=reason, count=count,
        requested_on=requested_on, left_on=left_on, cancelled_on=None, year=year_of(unit, ends_on), nominal=0, unpaid=0,
        loss=None, valued_on=None, paid=0,
    )  # fmt: skip
    unit.session.add(row)
    write_movements(unit, [
        Move("redemption_request", member_id, ends_on, reason, count=count, redemption_id=row.id,
             signed_on=requested_on)
    ])  # fmt: skip
    unit.emit(contract.redemption_requested, f"members/{member_id}", {
        "member_id": member_id, "redemption_id": row.id, "count": count, "reason": reason, "left_on": left_on,
    })  # fmt: skip
    return row


def cancel_who_left(unit: Unit) -> list[Redemption]:
    """Cancel the shares of all whose membership ends within the running fiscal year or ended before.

    The caller holds the book; every operation that moves shares or values them comes here first.
    """
    waiting = select(Redemption).where(Redemption.state == "requested", Redemption.left_on.is_not(None))
    cancelled = []
    for row in unit.session.scalars(waiting.order_by(Redemption.left_on, Redemption.id)).all():
        assert row.left_on is not None
        first_day = row.left_on + timedelta(days=1)
        if year_of(unit, first_day) <= year_of(unit, unit.today):
            pieces = [whole(one) for one in holdings(unit, row.member_id)]
            moved = last_moved(unit, [piece.row.id for piece in pieces])
            cancel(unit, row, pieces, max(first_day, moved or first_day))
            cancelled.append(row)
    return cancelled


def cancel_when_due(database: Database, clock: Clock) -> bool:
    """Cancel the shares that waited for a fiscal year that has begun by now; there is never more."""
    waiting = select(Redemption.id).where(Redemption.state == "requested", Redemption.left_on.is_not(None))
    with database.reading() as session:
        if session.scalar(waiting.limit(1)) is None:
            return False
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        hold_the_book(unit)
        cancel_who_left(unit)
    return False


cancelling = Task("leaving-members", cancel_when_due, sweep=3600.0)


def cancel(unit: Unit, redemption: Redemption, pieces: Sequence[Piece], on: date) -> None:
    """Cancel shares: D 1013 / C 4567 what was paid up on them, D 1012 / C 4562 what was not.

    Who left did so on a day that may have closed since: then it is booked today.
    """
    paid, unpaid = sum(piece.paid_up for piece in pieces), sum(piece.called - piece.paid_up for piece in pieces)
    entry, on = _booked(unit, redemption, paid, unpaid, on)
    moves = []
    for piece in pieces:
        move = piece.move("cancellation", on, redemption.reason)
        moves.append(replace(move, owed=piece.paid_up, redemption_id=redemption.id, entry=entry))
        piece.leaves()
    redemption.state, redemption.cancelled_on = "cancelled", on
    redemption.count, redemption.nominal, redemption.unpaid = sum(one.count for one in pieces), paid, unpaid
    if not paid:  # nothing was paid up, so nothing is to be valued
        redemption.state, redemption.loss, redemption.valued_on = "redeemed", 0, on
    write_movements(unit, moves)
    unit.emit(contract.shares_cancelled, f"members/{redemption.member_id}", {
        "member_id": redemption.member_id, "redemption_id": redemption.id, "count": redemption.count,
        "nominal": Money(paid, unit.currency), "unpaid": Money(unpaid, unit.currency), "cancelled_on": on,
    })  # fmt: skip


def _booked(unit: Unit, redemption: Redemption, paid: int, unpaid: int, on: date) -> tuple[int | None, date]:
    sides = (
        (PAID_UP_CAPITAL, TO_REPAY, Money(paid, unit.currency)),
        (CALLED_CAPITAL, CALLED_FROM_MEMBERS, Money(unpaid, unit.currency)),
    )
    lines = [
        line for debited, credited, money in sides if money.minor
        for line in (debit(debited, money), credit(credited, money, auxiliary=redemption.member_id))
    ]  # fmt: skip
    if not lines:
        return None, on
    label = f"Cancellation of the shares of redemption {redemption.id}"
    draft = Draft("capital", on, label, tuple(lines), metadata={"source": redemption.id})
    if redemption.left_on is None or on == unit.today:
        return post(unit, [draft])[0].seq, on
    try:
        with unit.session.begin_nested():
            return post(unit, [draft])[0].seq, on
    except Refusal:
        # It cannot be undone that somebody left; corrections go to the open period.
        return post(unit, [draft._replace(day=unit.today)])[0].seq, unit.today


def year_of(unit: Unit, day: date) -> int:
    """Return the fiscal year that a day lies in."""
    return running_year(unit, day).year
