"""The sheet of activities."""

from __future__ import annotations

from typing import Any

from services.commons.contract import Day, Text
from services.commons.jobs import Line
from services.membership.sheets.reading import Row, read_sheet

from .contract import Code


class ActivityRow(Row):
    """An activity; the owners are external ids with ``|`` between them."""

    code = Code(required=True)
    label = Text(required=True)
    establishment = Code(required=True)
    owner_external_ids = Text(most=5_000, required=True)
    group = Text(most=100)
    opened_on = Day()


def read_activities(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of activities."""
    return read_sheet(content, ActivityRow(), unique=("code",))
