"""Books what a till took and sold: once for each external id, corrected by another closing, once.

Invariant: takings = turnover with VAT + the cash difference that was found, so that the entry balances.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.canonical import digest
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine, mirrored
from services.ledger.journal.tables import Entry, EntryLine

from . import contract
from .rules import VatPart, misadded, written_rate
from .tables import Sale, TillClosing
from .vat import rates_on, unknown_rate

ACCOUNTS = {
    "cash": "531", "card": "5115", "cheque": "5112", "meal_voucher": "511", "transfer": "511",
    "member_account": "411", "voucher": "4191",
}  # fmt: skip
VAT_COLLECTED, SHORTAGE, EXCESS = "44571", "658", "758"
NEEDS_AUXILIARY = ("member_account",)


def closed(unit: Unit, body: dict[str, Any]) -> TillClosing:
    """Return the closing that a body asks for, booked now or before.

    The lock on the external id makes a second one that comes at the same moment wait for the first.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"till {body['external_id']}", 0))))
    wanted = _digest(body)
    held = unit.session.scalar(select(TillClosing).where(TillClosing.external_id == body["external_id"]))
    if held is not None:
        if held.digest != wanted:
            raise contract.TillClosingDiffers(external_id=body["external_id"])
        return held
    _check_currency(unit, body)
    check_not_before_founding(unit, body["date"])
    row: dict[str, Any] = {
        "id": new_id("til"), "external_id": body["external_id"], "register": body["register"], "day": body["date"],
        "booked_on": body["booked_on"] or body["date"], "digest": wanted, "takings": _takings(body),
        "turnover": _turnover(unit, body), "establishment": body["establishment"],
        "working_group": body["working_group"], "corrects": body["corrects"], "undone_by": None,
        "recorded_at": unit.now,
    }  # fmt: skip
    row["difference"] = _difference(unit, body, row)
    row["sales_count"], row["sales_total"] = _compared_with_sales(unit, row)
    drafts = [_entry(unit, row)]
    if body["corrects"]:
        drafts.insert(0, _undoing(unit, body["corrects"], row["booked_on"]))
    *undone, booked = post(unit, drafts)
    closing = TillClosing(**{**row, "entry": booked.seq, "undone_by": undone[0].seq if undone else None})
    unit.session.add(closing)
    unit.session.flush()
    return closing


def _digest(body: dict[str, Any]) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(one) for name, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        if isinstance(value, Money):
            return [value.minor, value.currency]
        return value if value is None or isinstance(value, str) else str(value)

    return digest(plain(body))


def _check_currency(unit: Unit, body: dict[str, Any]) -> None:
    given = [line["amount"] for line in body["takings"]]
    given += [line[name] for line in body["turnover"] for name in ("net", "vat")]
    given += [body["cash_difference"]] if body["cash_difference"] else []
    kept = unit.rules.statutes("identity.currency")
    for money in given:
        if money.currency != kept.value:
            raise contract.SaleInWrongCurrency(kept=kept.value, given=money.currency, article=kept.article)


def _takings(body: dict[str, Any]) -> list[list[Any]]:
    for line in body["takings"]:
        if line["means"] in NEEDS_AUXILIARY and not line["auxiliary"]:
            raise contract.TillWithoutAuxiliary(means=line["means"])
    return [
        [line["means"], line["amount"].minor, line["account"] or ACCOUNTS[line["means"]], line["auxiliary"]]
        for line in body["takings"]
    ]


def _turnover(unit: Unit, body: dict[str, Any]) -> list[list[Any]]:
    parts = [VatPart(line["rate"], line["net"].minor, line["vat"].minor) for line in body["turnover"]]
    if refusal := unknown_rate(parts, body["date"], rates_on(unit, body["date"])):
        raise refusal
    for part in parts:  # a rate may come twice here, for two revenue accounts
        if why := misadded([part], None, None):
            raise contract.VatLinesDiffer(why=why)
    accounts = [line["account"] for line in body["turnover"]]
    return [
        [written_rate(part.rate), part.net, part.vat, account] for part, account in zip(parts, accounts, strict=True)
    ]


def _difference(unit: Unit, body: dict[str, Any], row: dict[str, Any]) -> int:
    """Return what the till took less what it sold, which is the difference that was found (none if not said)."""
    taken, sold = sum(part[1] for part in row["takings"]), sum(part[1] + part[2] for part in row["turnover"])
    said = body["cash_difference"].minor if body["cash_difference"] else 0
    if taken - sold != said:
        currency = unit.currency
        raise contract.TillUnbalanced(
            takings=Money(taken, currency), turnover=Money(sold, currency), found=Money(taken - sold, currency),
            said=Money(said, currency),
        )  # fmt: skip
    return said


def _compared_with_sales(unit: Unit, row: dict[str, Any]) -> tuple[int, int]:
    """Return number and sum of the sales recorded of the till and day; all closings of the day count against them."""
    count, total = unit.session.execute(
        select(func.count(), func.coalesce(func.sum(Sale.amount), 0))
        .where(Sale.legacy.is_(False), Sale.day == row["day"], Sale.register == row["register"])
    ).one()  # fmt: skip
    tolerance = unit.rules_on(row["day"]).bylaws("sales.till_tolerance", None)
    if not count or tolerance.value is None:
        return count, int(total)
    sold = sum(part[1] + part[2] for part in row["turnover"]) + _sold_before(unit, row)
    if abs(sold - int(total)) > tolerance.money(unit.currency).minor:
        raise contract.TillDiffersFromSales(
            register=row["register"], date=row["day"], turnover=Money(sold, unit.currency),
            recorded=Money(int(total), unit.currency), tolerance=tolerance.money(unit.currency),
            article=tolerance.article,
        )  # fmt: skip
    return count, int(total)


def _sold_before(unit: Unit, row: dict[str, Any]) -> int:
    """Return what the other sessions of the till sold that day, without those that were corrected."""
    same_day = select(TillClosing).where(TillClosing.day == row["day"], TillClosing.register == row["register"])
    closings = unit.session.scalars(same_day).all()
    corrected = {closing.corrects for closing in closings} | {row["corrects"]}
    return sum(
        part[1] + part[2] for closing in closings if closing.id not in corrected for part in closing.turnover
    )


def _entry(unit: Unit, row: dict[str, Any]) -> Draft:
    currency = unit.currency
    axes = {"establishment": row["establishment"], "working_group": row["working_group"]}
    lines = [DraftLine(account, amount, currency, auxiliary) for _, amount, account, auxiliary in row["takings"]]
    for _, net, vat, account in row["turnover"]:
        lines += [DraftLine(account, -net, currency, **axes), DraftLine(VAT_COLLECTED, -vat, currency)]
    if row["difference"]:
        account = EXCESS if row["difference"] > 0 else SHORTAGE
        lines.append(DraftLine(account, -row["difference"], currency, **axes))
    return Draft(
        "sales", row["booked_on"], f"Closing of till {row['register']} on {row['day'].isoformat()}",
        tuple(line for line in lines if line.amount), row["external_id"], {"source": row["id"]},
    )  # fmt: skip


def _undoing(unit: Unit, closing_id: str, day: date) -> Draft:
    """Return the counter-entry of a closing that is corrected; locked, so that it is corrected once."""
    held = unit.session.scalar(select(TillClosing).where(TillClosing.id == closing_id).with_for_update())
    if held is None:
        raise contract.UnknownTillClosing(closing=closing_id)
    by = unit.session.scalar(select(TillClosing.id).where(TillClosing.corrects == closing_id))
    if by is not None:
        raise contract.TillClosingCorrected(closing=closing_id, by=by)
    entry = unit.session.get_one(Entry, held.entry)
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == entry.seq).order_by(EntryLine.number))
    lines = [
        DraftLine(row.account, row.amount, entry.currency, row.auxiliary, establishment=row.establishment,
                  working_group=row.working_group)
        for row in rows
    ]  # fmt: skip
    return Draft(
        "sales", day, f"Correction of till closing {closing_id}", mirrored(lines), entry.reference,
        {"reverses": entry.id, "source": closing_id}, entry.seq,
    )  # fmt: skip
