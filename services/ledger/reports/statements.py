"""Shows the balance sheet and the income statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.closing.moved import moved_between
from services.ledger.journal.years import running_year
from services.ledger.reports import contract
from services.ledger.reports.balances import EARNED, standing
from services.ledger.reports.layout import ASSETS, INCOME, LIABILITIES, Group, place_of
from services.ledger.reports.rules import Position, income, position
from services.ledger.reports.sheets import balance_sheet_sheet, income_statement_sheet

ASSET_LINES = frozenset(item.code for group in ASSETS for item in group.items)


@answers(contract.balance_sheet)
def balance_sheet(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show the balance sheet on a day, beside that of the end of the year before."""
    day = as_of or unit.today
    before = running_year(unit, day).starts_on - timedelta(days=1)
    now, then = (_position(unit, at) for at in (day, before))

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    net = {code: line.net for code, line in now.assets.items()}, {code: line.net for code, line in then.assets.items()}
    return {
        "as_of": day, "before": before, "total": money(now.total_assets), "total_before": money(then.total_assets),
        "assets": [
            {"line": item.code, "group": group.code, "label": item.heading.text,
             "gross": money(now.assets[item.code].gross), "depreciation": money(now.assets[item.code].depreciation),
             "net": money(now.assets[item.code].net), "before": money(then.assets[item.code].net)}
            for group in ASSETS for item in group.items
        ],
        "liabilities": lines_shown(unit, LIABILITIES, now.liabilities, then.liabilities),
        "groups": groups_shown(unit, ASSETS, *net) + groups_shown(unit, LIABILITIES, now.liabilities, then.liabilities),
    }  # fmt: skip


def _position(unit: Unit, day: date) -> Position:
    sums = {key: debit - credit for key, (debit, credit) in standing(unit.session, day).items()}
    return position(sums, place_of, ASSET_LINES)


@dataclass(frozen=True)
class _Span:
    since: date
    until: date


@answers(contract.income_statement)
def income_statement(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show what the fiscal year earned until a day, beside the whole year before."""
    day = as_of or unit.today
    year = running_year(unit, day)
    last = running_year(unit, year.starts_on - timedelta(days=1))
    now, then = (_income(unit, span) for span in (_Span(year.starts_on, day), _Span(last.starts_on, last.ends_on)))
    return {
        "since": year.starts_on, "until": day, "before_since": last.starts_on, "before_until": last.ends_on,
        "lines": lines_shown(unit, INCOME, now, then), "groups": groups_shown(unit, INCOME, now, then),
        "result": Money(sum(now.values()), unit.currency), "result_before": Money(sum(then.values()), unit.currency),
    }  # fmt: skip


def _income(unit: Unit, span: _Span) -> Mapping[str, int]:
    moved = moved_between(unit.session, span.since, span.until, accounts=EARNED, closing=False)
    return income({key: debit - credit for key, (debit, credit) in moved.items()}, _places)


def _places(account: str) -> tuple[str, str]:
    return place_of(account)


def lines_shown(
    unit: Unit, groups: Sequence[Group], now: Mapping[str, int], then: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the lines of a statement as the API shows them."""
    return [
        {"line": item.code, "group": group.code, "label": item.heading.text,
         "amount": Money(now.get(item.code, 0), unit.currency), "before": Money(then.get(item.code, 0), unit.currency)}
        for group in groups for item in group.items
    ]  # fmt: skip


def groups_shown(
    unit: Unit, groups: Sequence[Group], now: Mapping[str, int], then: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return what the groups of a statement come to."""
    return [
        {"group": group.code, "label": group.heading.text,
         "amount": Money(sum(now.get(item.code, 0) for item in group.items), unit.currency),
         "before": Money(sum(then.get(item.code, 0) for item in group.items), unit.currency)}
        for group in groups
    ]  # fmt: skip


@answers(contract.balance_sheet_document)
def balance_sheet_document(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the balance sheet."""
    shown = balance_sheet(unit, as_of)
    return written(unit, balance_sheet_sheet(coop_name(unit), shown), format, language, cursor,
                   f"balance-sheet-{shown['as_of']}")  # fmt: skip


@answers(contract.income_statement_document)
def income_statement_document(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the income statement."""
    shown = income_statement(unit, as_of)
    return written(unit, income_statement_sheet(coop_name(unit), shown), format, language, cursor,
                   f"income-statement-{shown['until']}")  # fmt: skip


def coop_name(unit: Unit) -> str:
    """Return the cooperative's name as the statutes write it."""
    return str(unit.rules.statutes("identity.name").value)
