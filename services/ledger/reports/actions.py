"""Shows the trial balance, and publishes the figures that the statutes disclose."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.capital.actions import capital_on
from services.ledger.journal.tables import FiscalYear
from services.ledger.journal.years import running_year
from services.ledger.reports import contract
from services.ledger.reports.balances import balances_digest, balances_on, result_of
from services.ledger.reports.sheets import trial_balance_sheet


@answers(contract.trial_balance)
def trial_balance(unit: Unit, as_of: date | None, before_closing: bool) -> dict[str, Any]:
    """Show debit, credit and balance of every account that moved."""
    day = as_of or unit.today
    balances = balances_on(unit.session, day, before_closing=before_closing)
    labels = accounts_named(unit.session, balances)

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "as_of": day,
        "accounts": [
            {"account": account, "label": labels[account].label, "debit": money(debit), "credit": money(credit),
             "balance": money(debit - credit)}
            for account, (debit, credit) in balances.items()
        ],
        "debit": money(sum(debit for debit, _ in balances.values())),
        "credit": money(sum(credit for _, credit in balances.values())),
        "digest": balances_digest(balances),
    }  # fmt: skip


@answers(contract.trial_balance_document)
def trial_balance_document(
    unit: Unit, as_of: date | None, before_closing: bool, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the trial balance."""
    shown = trial_balance(unit, as_of, before_closing)
    coop = str(unit.rules.statutes("identity.name").value)
    return written(unit, trial_balance_sheet(coop, shown), format, language, cursor,
                   f"trial-balance-{shown['as_of']}")  # fmt: skip


@answers(contract.list_figures)
def list_figures(unit: Unit) -> dict[str, Any]:
    """Show the figures as they stand today."""
    return {"published": figures(unit)}


@answers(contract.publish_figures)
def publish_figures(unit: Unit) -> dict[str, Any]:
    """Tell the figures that the statutes disclose, and no other."""
    told = [one for one in figures(unit) if one["disclosed"]]
    for one in told:
        unit.emit(contract.disclosure_published, f"figures/{one['figure']}",
                  {name: one[name] for name in ("figure", "value", "unit", "as_of")})  # fmt: skip
    return {"published": told}


def figures(unit: Unit) -> list[dict[str, Any]]:
    """Return the figures of the books: the capital paid up today, and the turnover of the last year drawn up.

    Turnover (accounts 70) is that of the running year while no year has been drawn up.
    """
    disclosed = set(unit.rules.statutes("disclosures", []).value)
    capital = capital_on(unit, unit.today)
    year, ends_on = _turnover_year(unit)
    turnover = sum(amount for account, amount in result_of(unit.session, year).items() if account.startswith("70"))
    found = [
        ("capital.total", str(capital["paid_up"]), unit.currency, unit.today),
        ("capital.shares", str(capital["shares"]), "shares", unit.today),
        ("turnover.total", str(Money(turnover, unit.currency)), unit.currency, ends_on),
    ]
    return [
        {"figure": figure, "value": value, "unit": of, "as_of": day, "disclosed": figure in disclosed}
        for figure, value, of, day in found
    ]


def _turnover_year(unit: Unit) -> tuple[int, date]:
    last = unit.session.scalar(
        select(FiscalYear).where(FiscalYear.state != "open").order_by(FiscalYear.year.desc()).limit(1)
    )
    if last is not None:
        return last.year, last.ends_on
    span = running_year(unit, unit.today)
    return span.year, min(span.ends_on, unit.today)
