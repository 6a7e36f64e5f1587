"""Records sales one by one and many at once, undoes them, and lists them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Listed, Unit, page_of
from services.ledger.sales import contract
from services.ledger.sales.recording import Wanted, record, reverse
from services.ledger.sales.rules import VatPart
from services.ledger.sales.tables import Sale


@answers(contract.record_sale)
def record_sale(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record a sale of the cooperative's own."""
    made = record(unit, [wanted(unit, body)])[0]
    if isinstance(made, Refusal):
        raise made
    return shown(unit.currency, made.row)


@answers(contract.record_sales)
def record_sales(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record many sales; each stands or falls by itself."""
    outcomes: list[Any] = [None] * len(body["sales"])
    sound: dict[int, Wanted] = {}
    for index, sale in enumerate(body["sales"]):
        try:
            sound[index] = wanted(unit, sale)
        except contract.SaleInWrongCurrency as refusal:
            outcomes[index] = refusal
    for index, made in zip(sound, record(unit, list(sound.values())), strict=True):
        outcomes[index] = made
    results = []
    for index, (sale, made) in enumerate(zip(body["sales"], outcomes, strict=True)):
        refused = isinstance(made, Refusal)
        outcome = "refused" if refused else "recorded" if made.new else "known"
        results.append({"index": index, "external_id": sale["external_id"], "outcome": outcome,
                        "problem": made.problem() if refused else None})  # fmt: skip
    counts = {name: sum(one["outcome"] == name for one in results) for name in ("recorded", "known", "refused")}
    return {**counts, "results": results}


@answers(contract.reverse_sale)
def reverse_sale(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Undo a sale by a row of its own."""
    return shown(unit.currency, reverse(unit, body["external_id"], body["reverses"], body["date"]))


@answers(contract.list_sales)
def list_sales(
    unit: Unit, legacy: bool, member_id: str | None, household: str | None, register: str | None, since: date | None,
    until: date | None, limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """List sales by day and external id."""
    found = select(Sale).where(Sale.legacy.is_(legacy))
    for column, value in ((Sale.member_id, member_id), (Sale.household, household), (Sale.register, register)):
        found = found if value is None else found.where(column == value)
    found = found if since is None else found.where(Sale.day >= since)
    found = found if until is None else found.where(Sale.day <= until)
    page = page_of(unit.session, found, key=[Sale.day, Sale.external_id], limit=limit, cursor=cursor)
    return Listed([shown(unit.currency, vars(row)) for row in page.data], page.next_cursor)


def wanted(unit: Unit, sale: dict[str, Any]) -> Wanted:
    """Return the sale that a body asks for; refuse another currency than that of the books."""
    lines = sale["vat_lines"]
    given = [sale["amount"], *([sale["vat"]] if sale["vat"] else []), *(line["net"] for line in lines),
             *(line["vat"] for line in lines)]  # fmt: skip
    for money in given:
        check_currency(unit, money)
    parts = tuple(VatPart(line["rate"], line["net"].minor, line["vat"].minor) for line in lines)
    return Wanted(
        sale["external_id"], sale["date"], sale["amount"].minor, sale["vat"].minor if sale["vat"] else None, parts,
        sale["member_id"], sale["household"], sale["channel"], sale["register"], sale["returns"],
    )  # fmt: skip


def check_currency(unit: Unit, money: Money) -> None:
    """Refuse an amount that is not in the currency of the books."""
    kept = unit.rules.statutes("identity.currency")
    if money.currency != kept.value:
        raise contract.SaleInWrongCurrency(kept=kept.value, given=money.currency, article=kept.article)


def shown(currency: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a sale as the API shows it."""
    return {
        **{name: row[name] for name in ("external_id", "member_id", "household", "channel", "register", "returns",
                                        "reverses", "legacy")},
        "date": row["day"], "amount": Money(row["amount"], currency), "vat": Money(row["vat"], currency),
        "vat_lines": [
            {"rate": rate, "net": Money(net, currency), "vat": Money(vat, currency)}
            for rate, net, vat in row["vat_lines"]
        ],
    }  # fmt: skip
