"""Gathers the lines of a file into entries, however the file orders them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.ledger.exports.fec.rules import FecLine

MOST_IN_ENTRY = 30_000  # the number of a line is a smallint


@dataclass
class GatheredEntry:
    """An entry while it is gathered."""

    journal: str
    number: str
    day: date
    line: int
    lines: list[FecLine] = field(default_factory=list)


def gathered(lines: list[FecLine]) -> list[GatheredEntry]:
    """Gather entries by journal, number and day; days of one number are put together where each alone is unsound."""
    by_day: dict[tuple[str, str, date], GatheredEntry] = {}
    for line in lines:
        key = (line.journal, line.entry, line.day)
        entry = by_day.get(key)
        if entry is None:
            entry = by_day[key] = GatheredEntry(line.journal, line.entry, line.day, line.number)
        entry.lines.append(line)
    unsound: dict[tuple[str, str], GatheredEntry] = {}
    found: list[GatheredEntry] = []
    for entry in by_day.values():
        if sum(line.amount for line in entry.lines) == 0:
            found.append(entry)
            continue
        whole = unsound.setdefault((entry.journal, entry.number), entry)
        if whole is entry:
            found.append(entry)
        else:
            whole.lines += entry.lines
            whole.day = min(whole.day, entry.day)
    return found


def fault_of(entry: GatheredEntry) -> str | None:
    """Return what is wrong with an entry as a whole."""
    apart = sum(line.amount for line in entry.lines)
    if apart:
        amount = f"{abs(apart) // 100},{abs(apart) % 100:02d}"
        side = "debits" if apart > 0 else "credits"
        return f"entry {entry.number} of journal {entry.journal} has {side} of {amount} too many"
    if len(entry.lines) > MOST_IN_ENTRY:
        return f"entry {entry.number} of journal {entry.journal} has {len(entry.lines)} lines"
    return None


def sums_of(entries: list[GatheredEntry]) -> dict[str, tuple[date, int, dict[str, int]]]:
    """Return what each journal comes to, account by account, with its first day and line."""
    found: dict[str, tuple[date, int, dict[str, int]]] = {}
    for entry in entries:
        day, line, sums = found.get(entry.journal, (entry.day, entry.line, {}))
        for one in entry.lines:
            sums[one.account] = sums.get(one.account, 0) + one.amount
        found[entry.journal] = (min(day, entry.day), line, sums)
    return found
