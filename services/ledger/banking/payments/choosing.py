"""Chooses what an order pays or collects: open items, where they are paid, under which mandate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.matching.sources import OpenItem, every_item
from services.ledger.banking.payments.mandating import Usable, usable
from services.ledger.banking.rules.calendar import settles
from services.ledger.banking.tables import BankAccount, PaymentDetails, PaymentOrderItem

FURTHEST = 365  # days: banks keep no order for longer


@dataclass(frozen=True)
class Chosen:
    """One payment to be ordered: the item, cents, and to or from whom."""

    item: OpenItem
    auxiliary: str
    amount: int
    name: str
    iban: str
    bic: str | None
    mandate: Usable | None = None
    sequence: str | None = None


def check_day(unit: Unit, account: BankAccount, kind: str, day: date) -> None:
    """Refuse a day on which the bank does not carry an order out, or that debtors are not told of in time."""
    earliest = unit.today + timedelta(days=account.notice_days if kind == "direct_debit" else 0)
    if not settles(day):
        raise refused.ExecutionDayRefused(date=day, why="payments are not settled on that day (TARGET calendar)")
    if day < earliest:
        notice = f" ({account.notice_days} days of notice)" if kind == "direct_debit" else ""
        raise refused.ExecutionDayRefused(date=day, why=f"the earliest day is {earliest}{notice}")
    if day > unit.today + timedelta(days=FURTHEST):
        raise refused.ExecutionDayRefused(date=day, why="it is more than a year away")


def chosen(unit: Unit, kind: str, body: dict[str, Any]) -> list[Chosen]:
    """Return what is ordered, by kind and id: the items named, or all that are due of some kinds and can be ordered."""
    sign = -1 if kind == "credit_transfer" else 1
    items = _named(unit, sign, body["items"])
    found = list(_reachable(unit, kind, items, body["execution_on"], skip=False))
    if body["kinds"]:
        due = _due(unit, sign, body["kinds"], body["execution_on"], {(one.kind, one.id) for one in items})
        found += _reachable(unit, kind, due, body["execution_on"], skip=True)
    if not found:
        raise refused.NothingToOrder()
    return _sequenced(kind, found, body["execution_on"])


def _named(unit: Unit, sign: int, wanted: Sequence[dict[str, Any]]) -> list[OpenItem]:
    kinds = sorted({one["kind"] for one in wanted})
    known = {(item.kind, item.id): item for kind in kinds for item in every_item(unit, kind)}
    items: list[OpenItem] = []
    for key in sorted({(one["kind"], one["id"]) for one in wanted}):
        if key not in known:
            raise refused.UnknownOpenItem(kind=key[0], id=key[1])
        items.append(known[key])
    for item in items:
        if item.outstanding * sign < 0:
            left = Money(item.outstanding, unit.currency)
            raise refused.OpenItemExceeded(kind=item.kind, id=item.id, outstanding=left, given=-left)
    return items


def _due(unit: Unit, sign: int, kinds: Sequence[str], until: date, named: set[tuple[str, str]]) -> list[OpenItem]:
    live = select(PaymentOrderItem.item_kind, PaymentOrderItem.item_id).where(PaymentOrderItem.state == "live")
    taken = {(row.item_kind, row.item_id) for row in unit.session.execute(live)} | named
    return [
        item for kind in sorted(set(kinds)) for item in every_item(unit, kind)
        if item.payable * sign > 0 and (item.due_on is None or item.due_on <= until)
        and (item.kind, item.id) not in taken
    ]  # fmt: skip


def _reachable(
    unit: Unit, kind: str, items: Sequence[OpenItem], day: date, *, skip: bool
) -> Iterator[Chosen]:
    """Give each item its payee or mandate; without one it is refused, or left out of what was asked for by kind."""
    whose = {item.auxiliary for item in items if item.auxiliary}
    details = {
        row.auxiliary: row
        for row in unit.session.scalars(select(PaymentDetails).where(PaymentDetails.auxiliary.in_(whose)))
    }
    mandates = usable(unit, whose, day) if kind == "direct_debit" else {}
    for item in items:
        auxiliary = item.auxiliary or ""
        if kind == "direct_debit":
            mandate = mandates.get(auxiliary)
            if mandate is not None and mandate.sequence is not None:
                row = mandate.row
                yield Chosen(item, auxiliary, item.payable or item.outstanding, row.name, row.iban, row.bic, mandate)
            elif not skip:
                why = mandate.why if mandate else "there is no mandate"
                raise refused.MandateUnusable(auxiliary=auxiliary, date=day, why=why)
        elif auxiliary in details:
            to = details[auxiliary]
            yield Chosen(item, auxiliary, -(item.payable or item.outstanding), to.name, to.iban, to.bic)
        elif not skip:
            raise refused.PaymentDetailsMissing(auxiliary=auxiliary or f"{item.kind} {item.id}")


def _sequenced(kind: str, found: list[Chosen], day: date) -> list[Chosen]:
    """Number the collections under one mandate: the first may be FRST, the others follow; OOFF and FNAL are alone."""
    if kind == "credit_transfer":
        return found
    if len({one.mandate.row.scheme for one in found if one.mandate}) > 1:
        raise refused.MandateUnusable(auxiliary="all", date=day, why="one order holds mandates of one scheme")
    used: set[str] = set()
    numbered: list[Chosen] = []
    for one in found:
        assert one.mandate is not None and one.mandate.sequence is not None
        sequence, mandate = one.mandate.sequence, one.mandate.row.id
        if mandate in used:
            if sequence in ("OOFF", "FNAL"):
                raise refused.MandateUnusable(
                    auxiliary=one.auxiliary, date=day, why=f"a collection {sequence} is the only one of its mandate"
                )
            sequence = "RCUR"
        used.add(mandate)
        numbered.append(
            Chosen(one.item, one.auxiliary, one.amount, one.name, one.iban, one.bic, one.mandate, sequence)
        )
    return numbered
