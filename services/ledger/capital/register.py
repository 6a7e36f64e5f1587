"""Moves shares: a subscription calls capital, a payment pays it up, and the register keeps both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.events.outbox import Told
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.movements import moved, write_movements
from services.ledger.capital.tables import Member, Subscription
from services.ledger.csv_lines import is_number
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit

CALLED_CAPITAL, PAID_UP_CAPITAL, CALLED_FROM_MEMBERS = "1012", "1013", "4562"


@dataclass(frozen=True)
class Paid:
    """A payment as it came: what, when, into which treasury account, under which reference of the payer."""

    amount: Money
    on: date
    account: str = "512"
    reference: str | None = None


@dataclass(frozen=True)
class Wanted:
    """A subscription to be made for a locked member; ``paid`` is what is paid on it at once."""

    member: Member
    count: int
    on: date
    reason: str | None = None
    paid: Paid | None = None


def known_member(unit: Unit, member_id: str) -> Member:
    """Return a member, locked so that two subscriptions cannot both find room below the limit."""
    member = unit.session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise contract.UnknownMember(member_id=member_id)
    return member


def locked_members(unit: Unit, names: Sequence[str]) -> dict[str, Member]:
    """Return members by the ids or numbers that name them, locked in the order of their ids."""
    numbers = [int(name) for name in names if is_number(name)]
    found = unit.session.scalars(
        select(Member).where(or_(Member.id.in_(names), Member.number.in_(numbers)))
        .order_by(Member.id).with_for_update()
    ).all()  # fmt: skip
    by_name = {str(member.number): member for member in found} | {member.id: member for member in found}
    known: dict[str, Member] = {}
    for name in names:
        member = by_name.get(str(int(name)) if is_number(name) else name)
        if member is None:
            raise contract.UnknownMember(member_id=name)
        known[name] = member
    return known


def subscribe(unit: Unit, wanted: Sequence[Wanted]) -> list[Subscription]:
    """Subscribe shares, all or none: D 4562 / C 1012, and what is paid at once as ``pay`` does.

    Raises ShareLimitExceeded and SharesBelowMinimum with the article of the statutes.
    """
    held = shares_held(unit, {one.member.id for one in wanted})
    made: list[_Made] = []
    for asked in wanted:
        made.append(_allowed(unit, asked, held[asked.member.id]))
        held[asked.member.id] += asked.count
    drafts = [draft for one in made for draft in one.drafts(unit.currency)]
    entries = iter(post(unit, drafts))
    moves: list[dict[str, Any]] = []
    for one in made:
        one.row["entry"] = next(entries).seq
        moves.append(moved(one.row, "subscription", new_id("mov"), one.row["entry"], one.wanted.on, one.row["amount"],
                            count=one.wanted.count))  # fmt: skip
        if paid := one.wanted.paid:
            moves.append(moved(one.row, "payment", new_id("pay"), next(entries).seq, paid.on, paid.amount.minor,
                                reference=paid.reference))  # fmt: skip
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
            yield _payment(self.row["id"], self.wanted.member.id, self.wanted.paid)

    def told(self, currency: str) -> Iterator[Told]:
        member_id, amount = self.wanted.member.id, Money(self.row["amount"], currency)
        yield contract.shares_subscribed, f"members/{member_id}", {
            "member_id": member_id, "subscription_id": self.row["id"], "count": self.wanted.count, "amount": amount,
        }  # fmt: skip
        if self.wanted.paid:
            paid = Money(self.row["paid"], currency)
            yield _paid_up(member_id, self.row["id"], paid, amount, self.held)


def _allowed(unit: Unit, wanted: Wanted, held: int) -> _Made:
    member, on = wanted.member, wanted.on
    if member.left_on is not None and member.left_on < on:
        raise contract.MemberHasLeft(member_id=member.id, left_on=member.left_on)
    _check_bounds(unit, member, held, wanted.count, on)
    price = unit.rules_on(on).statutes("shares.nominal").money(unit.currency)
    row: dict[str, Any] = {
        "id": new_id("sub"), "member_id": member.id, "count": wanted.count, "unit_price": price.minor,
        "amount": (price * wanted.count).minor, "paid": 0, "subscribed_on": on,
        "reason": wanted.reason or ("increase" if held else "joining"),
    }  # fmt: skip
    if wanted.paid:
        _check_outstanding(unit, row["id"], row["amount"], wanted.paid)
        row["paid"] = wanted.paid.amount.minor
    return _Made(wanted, row, held + wanted.count)


def pay(unit: Unit, subscription: Subscription, paid: Paid) -> None:
    """Pay on a locked subscription: D 512 / C 4562, and the capital paid becomes paid up, D 1012 / C 1013."""
    _check_outstanding(unit, subscription.id, subscription.amount - subscription.paid, paid)
    entry = post(unit, [_payment(subscription.id, subscription.member_id, paid)])[0]
    subscription.paid += paid.amount.minor
    row = {name: getattr(subscription, name) for name in ("id", "member_id", "unit_price", "reason")}
    write_movements(unit, [
        moved(row, "payment", new_id("pay"), entry.seq, paid.on, paid.amount.minor, reference=paid.reference)
    ])  # fmt: skip
    held = shares_held(unit, {subscription.member_id})[subscription.member_id]
    so_far, amount = Money(subscription.paid, unit.currency), Money(subscription.amount, unit.currency)
    unit.emit(*_paid_up(subscription.member_id, subscription.id, so_far, amount, held))


def _check_outstanding(unit: Unit, subscription_id: str, due: int, paid: Paid) -> None:
    outstanding = Money(due, unit.currency)
    if paid.amount.currency == unit.currency and paid.amount.minor > outstanding.minor:
        raise contract.SubscriptionOverpaid(
            subscription_id=subscription_id, outstanding=outstanding, amount=paid.amount
        )


def _payment(subscription_id: str, member_id: str, paid: Paid) -> Draft:
    return Draft(
        "capital", paid.on, f"Payment on subscription {subscription_id}",
        (
            debit(paid.account, paid.amount),
            credit(CALLED_FROM_MEMBERS, paid.amount, auxiliary=member_id),
            debit(CALLED_CAPITAL, paid.amount),
            credit(PAID_UP_CAPITAL, paid.amount),
        ),
        reference=paid.reference, metadata={"source": subscription_id},
    )  # fmt: skip


def _paid_up(member_id: str, subscription_id: str, paid: Money, amount: Money, held: int) -> Told:
    return contract.shares_paid_up, f"members/{member_id}", {
        "member_id": member_id, "subscription_id": subscription_id, "paid": paid, "amount": amount,
        "shares_held": held, "fully_paid": paid == amount,
    }  # fmt: skip


def locked_subscription(unit: Unit, subscription_id: str) -> Subscription:
    """Return a subscription, locked so that two payments cannot both find it unpaid."""
    row = unit.session.scalar(select(Subscription).where(Subscription.id == subscription_id).with_for_update())
    if row is None:
        raise contract.UnknownSubscription(subscription_id=subscription_id)
    return row


def shares_held(unit: Unit, member_ids: Collection[str]) -> Counter[str]:
    """Return how many shares each of some members holds."""
    total = select(Subscription.member_id, func.sum(Subscription.count)).group_by(Subscription.member_id)
    rows = unit.session.execute(total.where(Subscription.member_id.in_(member_ids)))
    return Counter({member_id: int(count) for member_id, count in rows})


def _check_bounds(unit: Unit, member: Member, held: int, count: int, on: date) -> None:
    statutes = unit.rules_on(on).statutes("shares").value
    allowed = rules.bounds(statutes, member.category)
    own = (statutes.get("by_category") or {}).get(member.category, {})

    def article(bound: str) -> str:
        path = f"shares.by_category.{member.category}.{bound}" if bound in own else f"shares.{bound}"
        return unit.rules_on(on).statutes(path, None).article

    if rules.exceeds(held, count, allowed):
        raise contract.ShareLimitExceeded(
            article=article("maximum"), member_id=member.id, held=held, asked=count, maximum=allowed.maximum
        )
    if rules.falls_short(held, count, allowed):
        raise contract.SharesBelowMinimum(
            article=article("minimum"), member_id=member.id, would_hold=held + count, minimum=allowed.minimum
        )
