"""Proves the books: replays every entry from zero and compares with all that is stored beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.commons.storage import Database
from services.ledger.journal.tables import FiscalYear, entry_id
from services.ledger.reports.balances import books_digest, result_of
from services.ledger.reports.invariants import CHECKS


@dataclass(frozen=True)
class Finding:
    """The first row that a check found wrong."""

    check: str
    row: str
    detail: str


@dataclass(frozen=True)
class CheckReport:
    """What the replay of one cooperative's books came to."""

    coop: str
    entries: int
    lines: int
    movements: int
    checks: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def holds(self) -> bool:
        """Whether everything agrees."""
        return not self.findings


YEARS = "years drawn up, approved or sealed are as they were"


def check(database: Database) -> CheckReport:
    """Check the books of one cooperative at one instant, changing nothing; name the first wrong row of each kind."""
    with database.reading(snapshot=True) as session:
        findings = [Finding(name, *found) for name, sql in CHECKS.items() if (found := _first(session, sql))]
        findings += _changed_years(session)
        tables = ("entries", "lines", "share_movements")
        entries, lines, movements = (session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)
    return CheckReport(database.coop, entries, lines, movements, (*CHECKS, YEARS), tuple(findings))


def _first(session: Session, sql: str) -> tuple[str, str] | None:
    row: Any = session.execute(text(sql)).first()
    return None if row is None else (str(row[0]), str(row[1]))


def _changed_years(session: Session) -> list[Finding]:
    for year in session.query(FiscalYear).filter(FiscalYear.state != "open").order_by(FiscalYear.year):
        if books_digest(session, year.ends_on) != year.digest:
            last = session.scalar(text("SELECT max(seq) FROM entries WHERE year = :year"), {"year": year.year})
            detail = f"the trial balance of {year.ends_on} is not the one drawn up; last entry {entry_id(last or 0)}"
            return [Finding(YEARS, f"fiscal year {year.year}", detail)]
        result = sum(result_of(session, year.year).values())
        if result != year.result:
            detail = f"says a result of {year.result}, its entries come to {result}"
            return [Finding(YEARS, f"fiscal year {year.year}", detail)]
    return []
