"""The sheet of shifts and attendance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, Row, TimeCell, WordCell, read_sheet
from services.membership import vocabulary


class ShiftRow(Row):
    """A slot, or a member's place in it; ``places`` are those of the role, ``member`` an external id, number or id."""

    names = vocabulary.SHIFT

    day = DayCell(required=True)
    starts_at = TimeCell(required=True)
    ends_at = TimeCell(required=True)
    role = Text(most=60, required=True)
    places = CountCell(least=1, most=500)
    member = Text(most=100)
    attendance = WordCell(vocabulary.ATTENDANCES)


def read_shifts(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of shifts; ``marked`` in each of its rows says whether any line bears a mark of attendance."""
    unique = ("day", "starts_at", "ends_at", "role", "member")
    lines = read_sheet(content, ShiftRow(), unique=unique, arguments=arguments)
    marked = any(map(_bears_mark, lines))
    return [line if line.value is None else replace(line, value={**line.value, "marked": marked}) for line in lines]


def _bears_mark(line: Line) -> bool:
    """Say whether a line has a mark, also one that could not be read."""
    if line.value is not None:
        return bool(line.value.get("attendance"))
    return any(error["pointer"] == "/attendance" for error in (line.problem or {}).get("errors", ()))
