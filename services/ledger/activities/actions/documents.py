"""Writes statements as documents that a member reads: performance, balance sheet, treasury, and a chart by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Bars, Column, Said, Sheet, Table, said, written
from services.commons.money import Money
from services.commons.requests.request import Chunk
from services.commons.storage import Unit
from services.ledger.activities import contract
from services.ledger.activities.actions.statements import (
    Scope,
    of_activity,
    of_establishment,
    of_group,
    of_shared_services,
    statement,
)


@answers(contract.activity_statement_document)
def activity_statement_document(
    unit: Unit, activity_id: str, since: date, until: date, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write an activity's statement."""
    scope = of_activity(unit, activity_id)
    title = said("Statement of activity {code}", code=scope.name)
    return _written(unit, scope, title, (since, until), format, language, cursor)


@answers(contract.group_statement_document)
def group_statement_document(
    unit: Unit, group_id: str, since: date, until: date, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write a cooperation group's statement."""
    scope = of_group(unit, group_id)
    title = said("Statement of a cooperation group")
    return _written(unit, scope, title, (since, until), format, language, cursor)


@answers(contract.establishment_statement_document)
def establishment_statement_document(
    unit: Unit, establishment: str, since: date, until: date, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write an establishment's statement."""
    scope = of_establishment(unit, establishment)
    title = said("Statement of establishment {code}", code=establishment)
    return _written(unit, scope, title, (since, until), format, language, cursor)


@answers(contract.shared_services_document)
def shared_services_document(
    unit: Unit, since: date, until: date, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the shared services' statement."""
    title = said("Statement of the shared services")
    return _written(unit, of_shared_services(unit), title, (since, until), format, language, cursor)


def _written(
    unit: Unit, scope: Scope, title: Said, period: tuple[date, date], format: str, language: str, cursor: str | None
) -> Chunk:
    since, until = period
    shown = statement(unit, scope, since, until)
    sheet = Sheet(
        title=title,
        subtitle=said("From {since} to {until}", since=since, until=until),
        coop=str(unit.rules.statutes("identity.name").value),
        facts=_facts(scope, shown),
        tables=[_performance(shown), _balance_sheet(shown, unit.currency), _treasury(shown)],
        charts=[_months(shown)] if shown["months"] else [],
        notes=[
            said("Treasury is what was received, less what was paid and what is owed already; unpaid invoices are not "
                 "in it."),
            said("Contributions are internal to the cooperative: they change neither its turnover nor its result."),
        ],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"statement-{scope.name}-{since}-{until}")


def _facts(scope: Scope, shown: dict[str, Any]) -> list[tuple[Said, Any]]:
    facts: list[tuple[Said, Any]] = []
    if len(scope.activities) > 1:
        facts.append((said("Activities"), len(scope.activities)))
    return [
        *facts, (said("Revenue"), shown["revenue"]), (said("Expenses"), shown["expenses"]),
        (said("of which wages and charges"), shown["wages"]), (said("Contributed"), shown["contributed"]),
        (said("Result"), shown["result"]), (said("Treasury available"), shown["treasury"]["available"]),
    ]  # fmt: skip


def _performance(shown: dict[str, Any]) -> Table:
    rows = [[line["account"], line["label"], line["amount"]] for line in shown["accounts"]]
    columns = [Column(said("Account")), Column(said("Label")), Column(said("Amount"), "amount")]
    return Table(columns, rows, title=said("Income statement"), totals=[said("Result"), None, shown["result"]])


def _balance_sheet(shown: dict[str, Any], currency: str) -> Table:
    """Assets and liabilities below one another; each side's total is the same."""
    sheet = shown["balance_sheet"]
    assets = [[one["account"], one["label"], one["amount"], None] for one in sheet["assets"]]
    liabilities = [[one["account"], one["label"], None, one["amount"]] for one in sheet["liabilities"]]
    result, common = sheet["result"], sheet["in_common"]
    rows: list[list[Any]] = [*assets, *liabilities]
    if result.minor:
        rows.append(["", said("Result since the beginning"), *_sided(-result)])
    if common.minor:
        rows.append(["", said("Held in common by the cooperative"), *_sided(common)])
    sides = [Money(sum(row[place].minor for row in rows if row[place] is not None), currency) for place in (2, 3)]
    columns = [
        Column(said("Account")), Column(said("Label")), Column(said("Assets"), "amount"),
        Column(said("Liabilities"), "amount"),
    ]  # fmt: skip
    return Table(columns, rows, title=said("Balance sheet"), totals=[said("Total"), None, *sides])


def _sided(amount: Money) -> tuple[Money | None, Money | None]:
    return (amount, None) if amount.minor > 0 else (None, -amount)


def _treasury(shown: dict[str, Any]) -> Table:
    treasury = shown["treasury"]
    rows: list[list[Any]] = [
        [said("Earned since the beginning"), treasury["earned"]],
        [said("Funds received"), treasury["funded"]],
        [said("Expenses"), -treasury["expenses"]],
        [said("Wages and charges"), -treasury["wages"]],
        [said("Contributed"), -treasury["contributed"]],
        [said("Not yet paid by customers, without VAT"), -treasury["uncollected"]],
        [said("Invested"), -treasury["invested"]],
    ]
    columns = [Column(said("Treasury"), share=60), Column(said("Amount"), "amount")]
    return Table(columns, rows, title=said("Treasury available"), totals=[said("Available"), treasury["available"]])


def _months(shown: dict[str, Any]) -> Bars:
    months = shown["months"]
    names = ("revenue", "expenses", "contributed")
    return Bars(
        said("Revenue, expenses and contributions by month"), labels=[one["month"] for one in months],
        series=[[one[name] for one in months] for name in names],
        names=[said("Revenue"), said("Expenses"), said("Contributed")],
    )  # fmt: skip
