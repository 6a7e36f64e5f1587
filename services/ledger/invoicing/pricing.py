"""Works out what lines come to by the law of a day: the rates by name, the mentions of what is exempt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.rulebook import Rules
from services.commons.storage import Unit
from services.ledger.invoicing.contract.refusals import ExemptionNeeded, InvoiceWithoutAmount
from services.ledger.invoicing.rules import Item, Totals, totals
from services.ledger.journal.refusals import WrongCurrency

ACCOUNTS = {"services": "706", "goods": "707"}
MOST = 10**15  # minor units of a line; a hundred of them and their VAT fit an account


def written_lines(unit: Unit, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a body as they are kept: the price in minor units, the amount worked out."""
    kept = []
    for place, line in enumerate(lines, 1):
        price = line["unit_price"]
        if price.currency != unit.currency:
            rule = unit.rules.statutes("identity.currency")
            raise WrongCurrency(kept=rule.value, given=price.currency, article=rule.article)
        if (line["vat"] == "exempt") != (line["exemption"] is not None):
            raise ExemptionNeeded(line=place)
        one = {**line, "unit_price": price.minor, "line": place}
        net = item_of(one).net
        if abs(net) > MOST:
            raise Invalid(errors=[{"in": "body", "pointer": f"/lines/{place - 1}", "message": "This is too much."}])
        kept.append({**one, "net": net})
    return kept


def item_of(line: dict[str, Any]) -> Item:
    """Return a kept line as the rules take it."""
    vat = f"exempt.{line['exemption']}" if line["vat"] == "exempt" else line["vat"]
    return Item(Fraction(line["quantity"]), line["unit_price"], vat, ACCOUNTS[line["sells"]])


def priced(unit: Unit, lines: Sequence[dict[str, Any]], day: date) -> tuple[Totals, list[dict[str, Any]]]:
    """Return the totals of kept lines by the law of a day, and their brackets as they are kept."""
    law = unit.rules_on(day)
    items = [item_of(line) for line in lines]
    counted = totals(items, {item.vat: _rate(law, item.vat) for item in items})
    if counted.net <= 0 or counted.total <= 0:
        raise InvoiceWithoutAmount(total=f"{Money(counted.total, unit.currency)} {unit.currency}")
    brackets = [
        {"vat": one.vat, "rate": str(one.rate), "base": one.base, "amount": one.amount,
         "mention": _mention(law, one.vat)}
        for one in counted.brackets
    ]  # fmt: skip
    return counted, brackets


def _rate(law: Rules, vat: str) -> Fraction:
    return Fraction(0) if vat.startswith("exempt.") else law.law(f"vat.{vat}").fraction


def _mention(law: Rules, vat: str) -> str | None:
    return str(law.law(f"vat.{vat}").value) if vat.startswith("exempt.") else None
