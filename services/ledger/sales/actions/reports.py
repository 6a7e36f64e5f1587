"""Reports the sales month by month, as data and as a document."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import case, func, or_, select, text

from services.commons.bindings import answers
from services.commons.documents import Bars, Column, Sheet, Table, said, written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.sales import contract
from services.ledger.sales.tables import Sale

MOST_MONTHS = 120
BY_RATE = text(
    """
    SELECT line->>0 AS rate, sum(CAST(line->>1 AS bigint)) AS net, sum(CAST(line->>2 AS bigint)) AS vat
      FROM sales, jsonb_array_elements(vat_lines) AS line
     WHERE NOT legacy AND day BETWEEN :since AND :until
     GROUP BY line->>0
    """
)


@answers(contract.report_sales)
def get_sales_report(unit: Unit, since: date | None, until: date | None) -> dict[str, Any]:
    """Sum the sales of a period by month, channel and rate of VAT; at most the last ten years of it."""
    until = until or unit.today
    since = max(since or date(until.year, 1, 1), date(max(until.year - MOST_MONTHS // 12, 1), until.month, 1))
    months = {f"{day:%Y-%m}": Counter[str]() for day in _months(since, until)}
    channels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for month, channel, *sums in unit.session.execute(_by_month(since, until)):
        part = Counter(dict(zip(("count", "total", "to_members", "vat"), map(int, sums), strict=True)))
        for told in (months[month], channels[channel]):
            told.update(part)
    whole: Counter[str] = Counter()
    for told in months.values():
        whole.update(told)
    rates = unit.session.execute(BY_RATE, {"since": since, "until": until}).all()

    def money(told: Counter[str], *names: str) -> dict[str, Money]:
        return {name: Money(told[name], unit.currency) for name in names}

    return {
        "since": since, "until": until, "count": whole["count"], **money(whole, "total", "to_members", "vat"),
        "months": [
            {"month": month, "count": told["count"], **money(told, "total", "to_members", "vat"),
             "to_others": Money(told["total"] - told["to_members"], unit.currency)}
            for month, told in months.items()
        ],
        "channels": [
            {"channel": channel, "count": channels[channel]["count"], **money(channels[channel], "total")}
            for channel in sorted(channels)
        ],
        "vat_rates": [
            {"rate": row.rate, "net": Money(int(row.net), unit.currency), "vat": Money(int(row.vat), unit.currency)}
            for row in sorted(rates, key=lambda row: Fraction(row.rate))
        ],
    }  # fmt: skip


@answers(contract.report_sales_document)
def get_sales_report_document(
    unit: Unit, since: date | None, until: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the sales report."""
    report = get_sales_report(unit, since, until)
    months = report["months"]
    tables = [_month_table(report), _channel_table(report)]
    if report["vat_rates"]:
        tables.append(_rate_table(report))
    sheet = Sheet(
        title=said("Sales"), subtitle=said("From {since} to {until}", since=report["since"], until=report["until"]),
        coop=str(unit.rules.statutes("identity.name").value),
        facts=[
            (said("Number of sales"), report["count"]), (said("Total, VAT included"), report["total"]),
            (said("To members"), report["to_members"]), (said("VAT"), report["vat"]),
        ],
        tables=tables,
        charts=[
            Bars(
                said("Sales by month"), labels=[one["month"] for one in months],
                series=[[one["to_members"] for one in months], [one["to_others"] for one in months]],
                names=[said("To members"), said("To others")],
            )
        ],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"sales-{report['since']}-{report['until']}")


def _month_table(report: dict[str, Any]) -> Table:
    return Table(
        [Column(said("Month")), Column(said("Sales"), "count"), Column(said("To members"), "amount"),
         Column(said("To others"), "amount"), Column(said("Total"), "amount"), Column(said("VAT"), "amount")],
        [[one["month"], one["count"], one["to_members"], one["to_others"], one["total"], one["vat"]]
         for one in report["months"]],
        title=said("By month"),
        totals=[said("Total"), report["count"], report["to_members"], report["total"] - report["to_members"],
                report["total"], report["vat"]],
    )  # fmt: skip


def _channel_table(report: dict[str, Any]) -> Table:
    return Table(
        [Column(said("Channel")), Column(said("Sales"), "count"), Column(said("Total"), "amount")],
        [[CHANNEL_NAMES[one["channel"]], one["count"], one["total"]] for one in report["channels"]],
        title=said("By channel"),
    )


def _rate_table(report: dict[str, Any]) -> Table:
    return Table(
        [Column(said("VAT rate"), "rate"), Column(said("Without VAT"), "amount"), Column(said("VAT"), "amount")],
        [[Fraction(one["rate"]), one["net"], one["vat"]] for one in report["vat_rates"]],
        title=said("By VAT rate, as far as the sales tell it"),
    )


CHANNEL_NAMES = {"till": said("Till"), "group_order": said("Group order"), "web": said("Web shop")}


def _by_month(since: date, until: date) -> Any:
    known = or_(Sale.member_id.is_not(None), Sale.household.is_not(None))
    month = func.to_char(Sale.day, text("'YYYY-MM'"))
    return (
        select(month, Sale.channel, func.count(), func.sum(Sale.amount),
               func.sum(case((known, Sale.amount), else_=0)), func.sum(Sale.vat))
        .where(Sale.legacy.is_(False), Sale.day.between(since, until)).group_by(month, Sale.channel)
    )  # fmt: skip


def _months(since: date, until: date) -> list[date]:
    """Return the first day of each month that a period touches."""
    found, day = [], since.replace(day=1)
    while day <= until:
        found.append(day)
        if day.year == 9999 and day.month == 12:
            break
        day = date.fromordinal(day.toordinal() + monthrange(day.year, day.month)[1])
    return found
