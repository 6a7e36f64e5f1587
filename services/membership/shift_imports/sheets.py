"""The sheet of shifts and attendance."""

from __future__ import annotations

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
    """Read a sheet of shifts."""
    unique = ("day", "starts_at", "ends_at", "role", "member")
    return read_sheet(content, ShiftRow(), unique=unique, arguments=arguments)
