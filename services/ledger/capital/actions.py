"""Subscribes and pays shares, one by one or from a file; the other rooms of the register are bound with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit
from services.ledger.capital import (
    contract,
    documents,
    leaving,
    losses,
    members,
    payments,
    reading,
    redemptions,
    repayments,
    report,
    subscriptions,
    transfers,
    valuations,
)
from services.ledger.capital.levels import capital_on
from services.ledger.capital.reading import member_shares_on as member_shares
from services.ledger.capital.sheets import ShareLine, share_lines
from services.ledger.capital.showing import shown
from services.ledger.capital.tables import Member, Subscription
from services.ledger.journal.posting import hold_the_book, share_the_book
from services.ledger.sheets import money_of

__all__ = [
    "capital_on", "documents", "leaving", "losses", "member_shares", "reading", "redemptions", "report", "transfers",
    "valuations",
]  # fmt: skip


@answers(contract.subscribe)
def subscribe(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Subscribe shares for a member or accepted applicant."""
    subscriptions.open_the_book(unit)
    wanted = subscriptions.Wanted(
        members.known_member(unit, member_id), body["count"], body["subscribed_on"] or unit.today, body["reason"],
        share_type=body["share_type"],
    )  # fmt: skip
    return shown(unit, subscriptions.subscribe(unit, [wanted]))[0]


@answers(contract.pay)
def pay(unit: Unit, subscription_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a payment on a subscription."""
    share_the_book(unit)
    row = payments.locked_subscription(unit, subscription_id)
    paid = payments.Paid(
        body["amount"], body["paid_on"] or unit.today, body["account"], body["reference"], body["payer"]
    )
    payments.pay(unit, row, paid)
    unit.session.flush()
    return shown(unit, [row])[0]


@answers(contract.get_subscription)
def get_subscription(unit: Unit, subscription_id: str) -> dict[str, Any]:
    """Show a subscription."""
    row = unit.session.get(Subscription, subscription_id)
    if row is None:
        raise contract.UnknownSubscription(subscription_id=subscription_id)
    return shown(unit, [row])[0]


def import_lines(unit: Unit, values: Sequence[ShareLine], dry_run: bool, booked: bool) -> list[Verdict]:
    """Subscribe the shares of many lines and take their payments, if any."""
    hold_the_book(unit)
    leaving.cancel_who_left(unit)
    known = members.locked_members(unit, [value.member for value in values])
    taken = _taken_in(unit, known, values)
    wanted = []
    for value in values:
        if value.external_id in taken:
            continue
        day = value.day or unit.today
        paid = None
        if value.paid:
            paid = payments.Paid(money_of(value.paid, unit.currency), day, "512", value.reference)
        wanted.append(
            subscriptions.Wanted(known[value.member], value.count, day, None, paid, external_id=value.external_id)
        )
    made = (Verdict("created", row.id) for row in subscriptions.subscribe(unit, wanted, booked=booked))
    return [Verdict("skipped", taken[key]) if (key := value.external_id) in taken else next(made) for value in values]


def _taken_in(unit: Unit, known: Mapping[str, Member], values: Sequence[ShareLine]) -> dict[str | None, str]:
    """Return what an earlier sheet brought, by external id; a line that now says otherwise is refused."""
    asked = {value.external_id: value for value in values if value.external_id is not None}
    if not asked:
        return {}
    rows = unit.session.scalars(select(Subscription).where(Subscription.external_id.in_(asked))).all()
    for row in rows:
        value = asked[row.external_id or ""]
        if (row.member_id, row.count) != (known[value.member].id, value.count):
            raise contract.SubscriptionDiffers(external_id=row.external_id, count=row.count, member_id=row.member_id)
    return {row.external_id: row.id for row in rows}


@answers(contract.import_subscriptions, items=share_lines, together=import_lines)
def import_line(unit: Unit, value: ShareLine, dry_run: bool, booked: bool) -> Verdict:
    """Subscribe one line's shares and take its payment, if any."""
    return import_lines(unit, [value], dry_run, booked)[0]


@answers(contract.due_calls)
def list_due_calls(unit: Unit, on: date | None, limit: int, cursor: str | None) -> Listed:
    """List what is due on subscriptions."""
    return _page(payments.due_calls(unit, on or unit.today), limit, cursor)


@answers(contract.due_redemptions)
def list_due_redemptions(unit: Unit, on: date | None, limit: int, cursor: str | None) -> Listed:
    """List the instalments that may be paid."""
    return _page(repayments.due_redemptions(unit, on or unit.today), limit, cursor)


def _page(found: Sequence[Any], limit: int, cursor: str | None) -> Listed:
    """Return a page of what is worked out anew each time; the cursor is how many came before."""
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise InvalidCursor()
    start = int(cursor or 0)
    return Listed(found[start : start + limit], str(start + limit) if len(found) > start + limit else None)
