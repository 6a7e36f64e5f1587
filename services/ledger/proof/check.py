"""Proves the books: replays every entry from zero and compares with all that is stored beside them.

Changes nothing, reads everything at one instant, and holds no more in memory for a million lines than for ten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.commons.storage import Database
from services.ledger.closing.carrying import carried_digest
from services.ledger.closing.tables import CarriedBalance, CarryOver
from services.ledger.journal.tables import FiscalYear, entry_id
from services.ledger.reports.balances import books_digest, result_of

from .invariants import CHECKS
from .replay import Progress, broken_link

YEARS = "years drawn up, approved or sealed are as they were"
CARRIED = "carried balances are the ones that were sealed"
CHAIN = "every entry is the one that was chained"
HEADS = "the chain has every head that was published"

# Heads that were told to the world, and those that sealed years keep.
_PUBLISHED = text(
    """
    SELECT 'fiscal year ' || year AS said, position, head FROM carry_overs
    UNION ALL
    SELECT 'event ' || id, (envelope->'data'->>'position')::bigint, envelope->'data'->>'head' FROM outbox
     WHERE type IN ('ledger.year.sealed.v1', 'ledger.month.closed.v1')
     ORDER BY position, said
    """
)
_PASSED_OVER = text(
    """
    SELECT 'ent_' || e.seq, 'has no place in the chain, which has passed it' FROM entries e
     WHERE e.seq <= (SELECT seq FROM chain_floor) AND NOT EXISTS (SELECT FROM chain c WHERE c.entry = e.seq)
     ORDER BY e.seq LIMIT 1
    """
)


@dataclass(frozen=True)
class Finding:
    """The first row that a check found wrong."""

    check: str
    row: str
    detail: str


@dataclass(frozen=True)
class CheckReport:
    """What the replay of one cooperative's books came to; entries that are not ``chained`` yet wait for it."""

    coop: str
    entries: int
    lines: int
    movements: int
    chained: int
    head: str
    checks: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def holds(self) -> bool:
        """Whether everything agrees."""
        return not self.findings


@dataclass(frozen=True)
class KeptHead:
    """A head of the chain that somebody kept: the federation, an auditor, a printed page."""

    position: int
    hash: str


def check(
    database: Database, *, kept: Sequence[KeptHead] = (), progress: Progress = lambda what, done, of: None
) -> CheckReport:
    """Check the books of one cooperative, and name the first wrong row of each kind.

    ``kept`` heads are compared with the chain: they alone show that somebody who can write anything to the database
    has written it anew. ``progress`` is told what is checked, how much of it is done, and of how much.
    """
    with database.reading(snapshot=True) as session:
        tables = ("entries", "lines", "share_movements")
        entries, lines, movements = (session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)
        replay = broken_link(session, database.coop, entries, lambda done, of: progress(CHAIN, done, of))
        further: dict[str, Callable[[], tuple[str, str] | None]] = {
            CHAIN: lambda: replay.wrong or _first(session, _PASSED_OVER),
            HEADS: lambda: _lost_head(session, kept),
            **{name: lambda sql=sql: _first(session, text(sql)) for name, sql in CHECKS.items()},  # type: ignore[misc]
            YEARS: lambda: _changed_year(session),
            CARRIED: lambda: _changed_carry_over(session),
        }
        findings = []
        for number, (name, find) in enumerate(further.items()):
            progress(name, number, len(further))
            if found := find():
                findings.append(Finding(name, *found))
    return CheckReport(
        database.coop, entries, lines, movements, replay.positions, replay.head, tuple(further), tuple(findings)
    )


def _first(session: Session, sql: Any) -> tuple[str, str] | None:
    row = session.execute(sql).first()
    return None if row is None else (str(row[0]), str(row[1]))


def _lost_head(session: Session, kept: Sequence[KeptHead]) -> tuple[str, str] | None:
    published = [(row.said, row.position, row.head) for row in session.execute(_PUBLISHED)]
    published += [("head that was kept", one.position, one.hash) for one in kept]
    found = text("SELECT hash FROM chain WHERE position = :position")
    for said, position, head in published:
        stands = session.scalar(found, {"position": position})
        if position > 0 and stands != head:
            return f"position {position}", f"is {stands or 'missing'}; the {said} says {head}"
    return None


def _changed_year(session: Session) -> tuple[str, str] | None:
    for year in session.query(FiscalYear).filter(FiscalYear.state != "open").order_by(FiscalYear.year):
        if books_digest(session, year.ends_on) != year.digest:
            last = session.scalar(text("SELECT max(seq) FROM entries WHERE year = :year"), {"year": year.year})
            detail = f"the trial balance of {year.ends_on} is not the one drawn up; last entry {entry_id(last or 0)}"
            return f"fiscal year {year.year}", detail
        result = sum(result_of(session, year.year).values())
        if result != year.result:
            return f"fiscal year {year.year}", f"says a result of {year.result}, its entries come to {result}"
    return None


def _changed_carry_over(session: Session) -> tuple[str, str] | None:
    for one in session.query(CarryOver).order_by(CarryOver.year):
        rows = session.query(CarriedBalance).filter(CarriedBalance.year == one.year)
        if carried_digest({(row.account, row.auxiliary): (row.debit, row.credit) for row in rows}) != one.digest:
            return f"carry-over of {one.year}", "has other balances than those that its digest names"
    return None
