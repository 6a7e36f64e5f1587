"""What was spent of a subsidy: the expense lines that carry its source, read from the books themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, not_, or_, select

from services.commons.storage import Unit
from services.ledger.journal.rules import CLOSING
from services.ledger.journal.tables import Entry, EntryLine

from .tables import Subsidy


class Spent(NamedTuple):
    """What was spent within the period of a subsidy, and outside it (debits less credits, minor units)."""

    within: int = 0
    outside: int = 0


def spent_of(unit: Unit, rows: Sequence[Subsidy], until: date) -> dict[str, Spent]:
    """Return what was spent of each of some subsidies until a day, by subsidy id.

    Of an operating subsidy expenses count (class 6), of an investment subsidy what was bought (class 2 without its
    depreciation): counting both would count an asset and its depreciation twice.
    """
    if not rows:
        return {}
    inside = Entry.day.between(Subsidy.period_from, Subsidy.period_to)
    within = func.coalesce(func.sum(EntryLine.amount).filter(inside), 0)
    total = func.coalesce(func.sum(EntryLine.amount), 0)
    found = unit.session.execute(
        _expenses(select(Subsidy.id, within, total), until)
        .where(Subsidy.id.in_([row.id for row in rows])).group_by(Subsidy.id)
    ).all()  # fmt: skip
    told = {subsidy_id: Spent(int(part), int(whole) - int(part)) for subsidy_id, part, whole in found}
    return {row.id: told.get(row.id, Spent()) for row in rows}


def expense_lines(unit: Unit, row: Subsidy, until: date, most: int) -> list[tuple[date, Entry, EntryLine]]:
    """Return the expense lines charged to a subsidy, by day, at most so many."""
    found = _expenses(select(Entry, EntryLine), until).where(Subsidy.id == row.id)
    found = found.order_by(Entry.day, Entry.seq, EntryLine.number).limit(most)
    return [(entry.day, entry, line) for entry, line in unit.session.execute(found)]


def _expenses(wanted: Any, until: date) -> Any:
    bought = and_(EntryLine.account.startswith("2"), not_(EntryLine.account.startswith("28")),
                  not_(EntryLine.account.startswith("29")))  # fmt: skip
    counts = or_(
        and_(Subsidy.kind == "operating", EntryLine.account.startswith("6")),
        and_(Subsidy.kind == "investment", bought),
    )
    return (
        wanted.select_from(EntryLine).join(Entry, Entry.seq == EntryLine.entry)
        .join(Subsidy, Subsidy.source == EntryLine.funding_source)
        .where(counts, Entry.day <= until, Entry.journal != CLOSING)
    )  # fmt: skip
