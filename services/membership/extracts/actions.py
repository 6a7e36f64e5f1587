"""Writes the extracts of the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Sheet, Table, written
from services.commons.documents.separated import separated
from services.commons.refusals import InvalidCursor
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.membership.register.as_of import count_members, shown

from . import contract
from .reading import by_category, changes_until, counted, members_of, movements_of
from .rules import curve, eve
from .sheets import REGISTER, movement_row, movements_sheet, register_row, register_sheet

# Lines of a part of the register as CSV: well below what the bus carries, whatever the names.
PART = 1_000
POINTS = 240


@answers(contract.extract_register)
def extract_register(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the register of a day: CSV in parts by number, however long; the others whole."""
    day = as_of or unit.today
    name, names = f"register-{day}", _names(unit, day)
    if format == "csv":
        return _part(unit, day, names, language, cursor, name)
    counts = by_category(unit.session, day)
    _check_length(sum(counts.values()), format)
    sheet = register_sheet(
        _coop(unit), day, _rows(unit, day, names, 0, contract.MOST_ROWS[format]), counts, names,
        curve(changes_until(unit.session, day), day, POINTS),
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name)


@answers(contract.extract_movements)
def extract_movements(
    unit: Unit, since: date, until: date, format: str, language: str, cursor: str | None
) -> Chunk:  # fmt: skip
    """Write who joined, moved and left, with the numbers before and after."""
    if until < since:
        raise contract.PeriodBackwards(since=since, until=until)
    summed = counted(unit.session, since, until)
    most = min(contract.MOST_ROWS[format], 20_000)
    _check_length(summed.joined + summed.moved + summed.left, format, most)
    names = _names(unit, until)
    found = unit.session.execute(movements_of(since, until, most)).mappings()
    before = count_members(unit.session, eve(since))
    changes = [one for one in changes_until(unit.session, until) if one.on >= since]
    # What happened on the first day is a step of it.
    steps = [(since, before), *curve(changes, until, POINTS, before)]
    rows = [movement_row(dict(row), names) for row in found]
    sheet = movements_sheet(_coop(unit), since, until, summed, rows, steps)
    return written(unit, sheet, format, language, cursor, f"movements-{since}-{until}")


def _part(
    unit: Unit, day: date, names: Mapping[str, str], language: str, cursor: str | None, name: str
) -> Chunk:  # fmt: skip
    """Return the lines after a number; only the first part has the head."""
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 18):
        raise InvalidCursor()
    rows = _rows(unit, day, names, int(cursor or 0), PART)
    content = offload(separated, Sheet("", "", tables=[Table(REGISTER, rows)]), language)
    if cursor is not None:
        content = content.split(b"\r\n", 1)[1]
    following = str(rows[-1][0]) if len(rows) == PART else None
    return Chunk(content, "text/csv", following, f"{name}.csv")


def _rows(unit: Unit, day: date, names: Mapping[str, str], after: int, most: int) -> list[tuple[Any, ...]]:
    found = unit.session.execute(members_of(day, after, most)).mappings()
    return [register_row(shown(dict(row), day), names) for row in found]


def _check_length(rows: int, format: str, most: int | None = None) -> None:
    maximum = most or contract.MOST_ROWS[format]
    if rows > maximum:
        raise contract.ExtractTooLong(rows=rows, format=format, maximum=maximum)


def _coop(unit: Unit) -> str:
    return str(unit.rules.statutes("identity.name").value)


def _names(unit: Unit, day: date) -> dict[str, str]:
    """Return what the statutes call their categories and colleges; a day before them reads those of today."""
    rules = unit.rules_on(day)
    if rules.statutes("membership", None).value is None:
        rules = unit.rules
    return {
        one["slug"]: one["name"]
        for path in ("membership.categories", "membership.colleges")
        for one in rules.statutes(path, []).value
    }
