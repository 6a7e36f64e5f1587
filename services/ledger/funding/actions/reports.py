"""Gathers what each source of funding brought in: money received, by year or month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, null, select, text

from services.commons.bindings import answers
from services.commons.calendar import months_later
from services.commons.documents import written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.funding.contract import reports as contract
from services.ledger.funding.contract.sources import KINDS, SUBSIDY_KINDS
from services.ledger.funding.sheets import funding_sheet
from services.ledger.funding.tables import FundingSource, Gift, Loan, LoanMovement, Subsidy, SubsidyMovement
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Entry, EntryLine

MOST_COLUMNS = 60
CAPITAL, CAPITAL_ACCOUNT = "share_capital", "1013"
Sums = Counter[tuple[str, str]]  # (source or "", column) → minor units


@answers(contract.get_funding_report)
def get_funding_report(unit: Unit, since: date | None, until: date | None, by: str) -> dict[str, Any]:
    """Return sources by period; the last five years if no period is said, and at most 60 columns of the period."""
    until = until or unit.today
    since, columns = _columns(since, until, by)
    month_format = "YYYY" if by == "year" else "YYYY-MM"
    sums: Sums = Counter()
    for source, column, amount in _received(unit, since, until, month_format):
        sums[source or "", column] += int(amount)
    owed, awaited = _owed(unit, until), _awaited(unit, until)
    sources = {row.slug: row for row in unit.session.scalars(select(FundingSource).order_by(FundingSource.slug))}

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    rows: list[dict[str, Any]] = []
    named = [(row.kind, slug, row.label) for slug, row in sources.items()]
    named.append((CAPITAL, "", "Share capital"))
    for kind, slug, label in sorted(named, key=lambda one: (KINDS.index(one[0]), one[1])):
        amounts = [sums[slug, column] for column in columns]
        if slug and not (any(amounts) or owed[slug] or awaited[slug]):
            continue
        rows.append({
            "kind": kind, "source": slug or None, "label": label, "amounts": [money(amount) for amount in amounts],
            "total": money(sum(amounts)), "owed": money(owed[slug]), "awaited": money(awaited[slug]),
        })  # fmt: skip
    totals = [sum(row["amounts"][place].minor for row in rows) for place in range(len(columns))]
    return {
        "since": since, "until": until, "columns": columns, "rows": rows, "totals": [money(total) for total in totals],
        "total": money(sum(totals)), "subsidies_over_three_years": _over_three_years(unit, until),
    }  # fmt: skip


@answers(contract.get_funding_report_document)
def get_funding_report_document(
    unit: Unit, since: date | None, until: date | None, by: str, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the table of funding."""
    table = get_funding_report(unit, since, until, by)
    return written(unit, funding_sheet(unit, table), format, language, cursor, name=f"funding-{table['until']}")


def _columns(since: date | None, until: date, by: str) -> tuple[date, list[str]]:
    """Return the first day of the table, and its columns: ``2025`` or ``2025-03``."""
    months = 12 if by == "year" else 1
    first = until.replace(month=1, day=1) if by == "year" else until.replace(day=1)
    earliest = date(since.year, 1 if by == "year" else since.month, 1) if since else None
    wanted = 1 if earliest else 5 if by == "year" else 12
    days = [first]
    while len(days) < MOST_COLUMNS and days[-1].year > 1 and (days[-1] > earliest if earliest else len(days) < wanted):
        days.append(months_later(days[-1], -months))
    begins = max(days[-1], since) if since else days[-1]
    return begins, [f"{day:%Y}" if by == "year" else f"{day:%Y-%m}" for day in reversed(days)]


def _received(unit: Unit, since: date, until: date, form: str) -> Iterator[tuple[str | None, str, int]]:
    """Return (source, column, minor units) of all money received: subsidies, gifts, loans, capital, and other income.

    What is given or paid back is no money received, but a correction takes back what never came.
    """
    def found(source: Any, day: Any, amount: Any, *where: Any) -> Any:
        column = func.to_char(day, text(f"'{form}'"))
        wanted = select(source.label("source"), column.label("period"), func.sum(amount))
        wanted = wanted.where(day.between(since, until), *where).group_by(text("1"), text("2"))
        return unit.session.execute(wanted).all()

    yield from found(Subsidy.source, SubsidyMovement.day, SubsidyMovement.amount,
                     SubsidyMovement.subsidy_id == Subsidy.id, SubsidyMovement.kind == "receipt")  # fmt: skip
    yield from found(Gift.source, Gift.received_on, Gift.amount, Gift.reversed_by.is_(None))
    yield from found(Loan.source, Loan.drawn_on, Loan.amount, Loan.state != "cancelled")
    yield from found(
        EntryLine.funding_source, Entry.day, -EntryLine.amount, Entry.seq == EntryLine.entry, Entry.journal != CLOSING,
        EntryLine.account.startswith("7"), EntryLine.funding_source == FundingSource.slug,
        FundingSource.kind.in_(("contributions", "dues")),
    )  # fmt: skip
    # Capital paid up less capital paid back; what stood there on arrival came before.
    yield from found(
        null(), Entry.day, -EntryLine.amount, Entry.seq == EntryLine.entry, Entry.journal != "opening",
        EntryLine.account.startswith(CAPITAL_ACCOUNT),
    )  # fmt: skip


def _owed(unit: Unit, until: date) -> Counter[str]:
    found = unit.session.execute(
        select(Loan.source, func.sum(LoanMovement.principal))
        .join(LoanMovement, LoanMovement.loan_id == Loan.id).where(LoanMovement.day <= until).group_by(Loan.source)
    )
    return Counter({source: max(int(amount), 0) for source, amount in found})


def _awaited(unit: Unit, until: date) -> Counter[str]:
    moved: Counter[str] = Counter()
    found = unit.session.execute(
        select(Subsidy.source, SubsidyMovement.kind, func.sum(SubsidyMovement.amount))
        .join(Subsidy, Subsidy.id == SubsidyMovement.subsidy_id)
        .where(SubsidyMovement.day <= until, SubsidyMovement.kind.in_(("grant", "receipt", "reduction")))
        .group_by(Subsidy.source, SubsidyMovement.kind)
    )
    for source, kind, amount in found:
        moved[source] += int(amount) if kind == "grant" else -int(amount)
    return Counter({source: max(amount, 0) for source, amount in moved.items()})


def _over_three_years(unit: Unit, until: date) -> list[dict[str, Any]]:
    """Return what each level granted in the three years that end with the period; no ceiling is applied here."""
    since = months_later(until, -36) if until.year > 3 else date.min
    found = dict(unit.session.execute(
        select(FundingSource.kind, func.sum(Subsidy.amount - Subsidy.reduced))
        .join(Subsidy, Subsidy.source == FundingSource.slug)
        .where(Subsidy.agreed_on > since, Subsidy.agreed_on <= until).group_by(FundingSource.kind)
    ).all())  # fmt: skip
    return [
        {"kind": kind, "granted": Money(int(found[kind]), unit.currency)} for kind in SUBSIDY_KINDS if kind in found
    ]  # fmt: skip
