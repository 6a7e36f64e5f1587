"""Subscribes shares: capital is called, and the register keeps who called it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.events.outbox import Told
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.limits import Parts, limits_parts
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.payments import Paid, check_outstanding, paid_up_told, payment_draft, payment_move
from services.ledger.capital.share_types import share_type
from services.ledger.capital.tables import Member, Redemption, Subscription
from services.ledger.journal.posting import hold_the_book, post, share_the_book
from services.ledger.journal.rules import Draft, credit, debit

CALLED_CAPITAL, CALLED_FROM_MEMBERS = "1012", "4562"


@dataclass(frozen=True)
class Wanted:
    """A subscription to be made for a locked member; ``paid`` is what is paid on it at once."""

    member: Member
    count: int
    on: date
    reason: str | None = None
    paid: Paid | None = None
    share_type: str | None = None
    external_id: str | None = None


def open_the_book(unit: Unit) -> None:
    """Share the book with other postings, or hold it where limits on parts of the whole capital are checked."""
    if limits_parts(unit):
        hold_the_book(unit)
    else:
        share_the_book(unit)


def subscribe(unit: Unit, wanted: Sequence[Wanted], *, booked: bool = False) -> list[Subscription]:
    """Subscribe shares, all or none: D 4562 / C 1012, and what is paid at once as ``pay`` does.

    With ``booked`` imported books hold the capital already: the register takes it over, and nothing is posted.
    Raises ShareLimitExceeded, SharesBelowMinimum and what the limits on parts refuse, with the article.
    """
    if not wanted:
        return []
    held = shares_held(unit, {one.member.id for one in wanted})
    parts = Parts(unit, [one.member for one in wanted], max(one.on for one in wanted))
    made: list[_Made] = []
    for asked in wanted:
        made.append(_allowed(unit, asked, held[asked.member.id], parts))
        held[asked.member.id] += asked.count
    entries: Iterator[int | None] = iter([None] * (2 * len(made)))
    if not booked:
        entries = (one.seq for one in post(unit, [draft for one in made for draft in one.drafts(unit.currency)]))
    moves: list[Move] = []
    for one in made:
        one.row["entry"] = next(entries)
        moves.append(one.move())
        if paid := one.wanted.paid:
            moves.append(payment_move(one.row, paid).booked(next(entries)))
    rows = [one.row for one in made]
    unit.session.execute(insert(Subscription), rows)
    write_movements(unit, moves)
    unit.emit_all([told for one in made for told in one.told(unit.currency)])
    return [Subscription(**row) for row in rows]


@dataclass(frozen=True)
class _Made:
    """A subscription that the statutes allow: its row, still without the entry, and what the member holds with it."""

    wanted: Wanted
    row: dict[str, Any]
    held: int

    def drafts(self, currency: str) -> Iterator[Draft]:
        amount = Money(self.row["amount"], currency)
        yield Draft(
            "capital", self.wanted.on, f"Subscription of {self.wanted.count} share(s) {self.row['id']}",
            (debit(CALLED_FROM_MEMBERS, amount, auxiliary=self.wanted.member.id), credit(CALLED_CAPITAL, amount)),
            metadata={"source": self.row["id"]},
        )  # fmt: skip
        if self.wanted.paid:
            yield payment_draft(self.row["id"], self.wanted.member.id, self.wanted.paid)

    def move(self) -> Move:
        row = self.row
        return Move(
            "subscription", row["member_id"], row["subscribed_on"], row["reason"], count=row["count"],
            amount=row["amount"], unit_price=row["unit_price"], called=row["amount"], subscription_id=row["id"],
            share_type=row["share_type"], entry=row["entry"],
        )  # fmt: skip

    def told(self, currency: str) -> Iterator[Told]:
        member_id, amount = self.wanted.member.id, Money(self.row["amount"], currency)
        yield contract.shares_subscribed, f"members/{member_id}", {
            "member_id": member_id, "subscription_id": self.row["id"], "count": self.wanted.count, "amount": amount,
        }  # fmt: skip
        if self.wanted.paid:
            yield paid_up_told(member_id, self.row["id"], Money(self.row["paid"], currency), amount, self.held)


def _allowed(unit: Unit, wanted: Wanted, held: int, parts: Parts) -> _Made:
    member, on = wanted.member, wanted.on
    check_not_gone(unit, member, on)
    kind = share_type(unit, wanted.share_type, on)
    check_bounds(unit, member, held, wanted.count, on)
    row: dict[str, Any] = {
        "id": new_id("sub"), "member_id": member.id, "share_type": kind.slug, "origin": "subscription",
        "count": wanted.count, "unit_price": kind.nominal.minor, "amount": (kind.nominal * wanted.count).minor,
        "paid": 0, "held": wanted.count, "called": (kind.nominal * wanted.count).minor, "paid_up": 0,
        "subscribed_on": on, "reason": wanted.reason or ("increase" if held else "joining"), "entry": None,
        "external_id": wanted.external_id,
    }  # fmt: skip
    if wanted.paid:
        check_outstanding(unit, row["id"], row["amount"], wanted.paid)
        row["paid"] = row["paid_up"] = wanted.paid.amount.minor
    parts.move(on, {member.id: row["called"]}, {member.id: member})
    return _Made(wanted, row, held + wanted.count)


def check_not_gone(unit: Unit, member: Member, on: date) -> None:
    """Refuse shares to a former member, to one who is leaving, and to one whose shares are to be repaid already.

    Shares of a former member that are older than the departure are taken in: a register that arrives may hold them.
    """
    if member.left_on is None:
        return
    leaving = exists().where(Redemption.member_id == member.id, Redemption.left_on == member.left_on)
    if member.left_on < on or member.left_on >= unit.today or unit.session.scalar(select(leaving)):
        raise contract.MemberHasLeft(member_id=member.id, left_on=member.left_on)


def shares_held(unit: Unit, member_ids: Collection[str]) -> Counter[str]:
    """Return how many shares each of some members holds."""
    total = select(Subscription.member_id, func.sum(Subscription.held)).group_by(Subscription.member_id)
    rows = unit.session.execute(total.where(Subscription.member_id.in_(member_ids)))
    return Counter({member_id: int(count) for member_id, count in rows})


def check_bounds(unit: Unit, member: Member, held: int, count: int, on: date) -> None:
    """Refuse that a member holds more or fewer shares than the statutes say; ``count`` are added, or given below 0."""
    statutes = unit.rules_on(on).statutes("shares").value
    allowed = rules.bounds(statutes, member.category)
    own = (statutes.get("by_category") or {}).get(member.category, {})

    def article(bound: str) -> str:
        path = f"shares.by_category.{member.category}.{bound}" if bound in own else f"shares.{bound}"
        return unit.rules_on(on).statutes(path, None).article

    if count > 0 and rules.exceeds(held, count, allowed):
        raise contract.ShareLimitExceeded(
            article=article("maximum"), member_id=member.id, held=held, asked=count, maximum=allowed.maximum
        )
    if rules.falls_short(held, count, allowed):
        raise contract.SharesBelowMinimum(
            article=article("minimum"), member_id=member.id, would_hold=held + count, minimum=allowed.minimum
        )
