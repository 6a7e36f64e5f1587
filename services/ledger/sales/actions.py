"""Records sales one by one or from a file, and sums them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, distinct, func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.jobs import Line, Verdict
from services.commons.money import Money
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit
from services.ledger.capital.tables import Member
from services.ledger.csv_lines import amount_cell, csv_lines, day_cell, is_number, money_of, text_cell
from services.ledger.sales import contract
from services.ledger.sales.tables import Sale


@dataclass(frozen=True)
class SaleLine:
    """One line of a file of sales; amounts are decimals in the cooperative's currency."""

    external_id: str
    member: str | None
    day: date
    amount: str
    vat: str | None


@answers(contract.record_sale)
def record_sale(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record a sale of the cooperative's own."""
    vat = body["vat"] if body["vat"] is not None else Money(0, body["amount"].currency)
    for given in (body["amount"].currency, vat.currency):
        if given != unit.currency:
            raise contract.SaleInWrongCurrency(kept=unit.currency, given=given)
    member = _member(unit, body["member_id"]) if body["member_id"] else None
    row, _ = _record(unit, False, body["external_id"], member, None, body["date"], body["amount"].minor, vat.minor)
    return {
        "external_id": row.external_id, "member_id": row.member_id, "date": row.day, "legacy": row.legacy,
        "amount": Money(row.amount, unit.currency), "vat": Money(row.vat, unit.currency),
    }  # fmt: skip


def sale_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read ``external_id,member,date,amount[,vat]``; an empty member is nobody's."""
    return csv_lines(
        content, needed=("external_id", "member", "date", "amount"), optional=("vat",), read=_sale_line
    )


def _sale_line(row: dict[str, str]) -> SaleLine:
    return SaleLine(
        text_cell(row["external_id"], "external_id", 80), text_cell(row["member"], "member") if row["member"] else None,
        day_cell(row["date"]), amount_cell(row["amount"], signed=True),
        amount_cell(row["vat"], "vat", signed=True) if row.get("vat") else None,
    )  # fmt: skip


@answers(contract.import_sales, items=sale_lines, chunk=500)
def import_line(unit: Unit, value: SaleLine, legacy: bool, dry_run: bool) -> Verdict:
    """Record one line's sale, or skip it when it was recorded before."""
    amount = money_of(value.amount, unit.currency)
    vat = money_of(value.vat, unit.currency).minor if value.vat else 0
    member = _member(unit, value.member) if value.member and not legacy else None
    buyer = value.member if legacy else None
    row, new = _record(unit, legacy, value.external_id, member, buyer, value.day, amount.minor, vat)
    return Verdict("created" if new else "skipped", row.external_id)


def _member(unit: Unit, member: str) -> str:
    wanted = Member.number == int(member) if is_number(member) else Member.id == member
    found = unit.session.scalar(select(Member.id).where(wanted))
    if found is None:
        raise contract.UnknownBuyer(member=member)
    return found


def _record(
    unit: Unit, legacy: bool, external_id: str, member: str | None, buyer: str | None, day: date, amount: int, vat: int
) -> tuple[Sale, bool]:
    if not legacy:
        check_not_before_founding(unit, day)
    row = insert(Sale).values(
        legacy=legacy, external_id=external_id, member_id=member, buyer=buyer, day=day, amount=amount, vat=vat,
        recorded_at=unit.now,
    )  # fmt: skip
    added = unit.session.scalar(row.on_conflict_do_nothing().returning(Sale))
    if added is not None:
        return added, True
    held = unit.session.get_one(Sale, (legacy, external_id))
    if (held.member_id, held.buyer, held.day, held.amount, held.vat) != (member, buyer, day, amount, vat):
        raise contract.SaleDiffers(external_id=external_id)
    return held, False


@answers(contract.sales_summary)
def sales_summary(unit: Unit, legacy: bool, since: date | None, until: date | None) -> dict[str, Any]:
    """Sum the sales, legacy ones or the cooperative's own."""
    to_members = case((Sale.member_id.is_not(None), Sale.amount), else_=0)
    buyers = func.count(distinct(Sale.buyer if legacy else Sale.member_id))
    wanted = select(
        func.count(), func.coalesce(func.sum(Sale.amount), 0), func.coalesce(func.sum(Sale.vat), 0),
        func.coalesce(func.sum(to_members), 0), buyers, func.min(Sale.day), func.max(Sale.day),
    ).where(Sale.legacy.is_(legacy))  # fmt: skip
    if since:
        wanted = wanted.where(Sale.day >= since)
    if until:
        wanted = wanted.where(Sale.day <= until)
    count, total, vat, members, bought, first, last = unit.session.execute(wanted).one()
    currency = unit.currency
    return {
        "legacy": legacy, "count": count, "total": Money(int(total), currency), "vat": Money(int(vat), currency),
        "members_total": Money(int(members), currency), "buyers": bought, "first": first, "last": last,
    }  # fmt: skip


def purchases(unit: Unit, since: date, until: date) -> tuple[dict[str, int], int]:
    """Return what each member bought in a period (minor units, returns deducted) and all sales of the period."""
    rows = unit.session.execute(
        select(Sale.member_id, func.sum(Sale.amount)).where(Sale.legacy.is_(False), Sale.day.between(since, until))
        .group_by(Sale.member_id)
    )  # fmt: skip
    sums = {member: int(amount) for member, amount in rows}
    return {member: amount for member, amount in sums.items() if member and amount > 0}, sum(sums.values())
