"""The sheet of activities."""

from __future__ import annotations

from typing import Any

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import DayCell, Row, read_sheet
from services.membership import vocabulary

from .contract import Code


class ActivityRow(Row):
    """An activity; the owners are external ids with ``|`` or a line break between them."""

    names = vocabulary.ACTIVITY

    code = Code(required=True)
    label = Text(required=True)
    establishment = Code(required=True)
    owner_external_ids = Text(most=5_000, required=True)
    group = Text(most=100)
    opened_on = DayCell()


def read_activities(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of activities."""
    return read_sheet(content, ActivityRow(), unique=("code",), arguments=arguments)
