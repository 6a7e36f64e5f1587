"""The sheets of engagements and payroll."""

from __future__ import annotations

from typing import Any

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, DecimalCell, Row, WordCell, read_sheet
from services.membership import vocabulary

from .contract import END_REASONS, ENGAGEMENT_KINDS, FORMS


class EngagementRow(Row):
    """A contract; the names are needed only for a person who is not known yet."""

    names = vocabulary.ENGAGEMENT

    external_id = Text(most=100, required=True)
    first_name = Text(most=100)
    last_name = Text(most=100)
    kind = WordCell(vocabulary.words(vocabulary.ENGAGEMENTS, ENGAGEMENT_KINDS), required=True)
    form = WordCell(vocabulary.words(vocabulary.FORMS, FORMS), required=True)
    started_on = DayCell(required=True)
    ended_on = DayCell()
    end_reason = WordCell(vocabulary.words(vocabulary.END_REASONS, END_REASONS))
    term_on = DayCell()
    weekly_minutes = CountCell(least=1, most=10_080)


class PayrollRow(Row):
    """A person's year; wages are a decimal amount in the cooperative's currency."""

    names = vocabulary.PAYROLL

    external_id = Text(most=100, required=True)
    year = CountCell(least=1900, most=2200, required=True)
    wages = DecimalCell(required=True)
    hours = CountCell(most=100_000, required=True)
    months_present = CountCell(most=12, required=True)
    seniority_months = CountCell(most=1_200, required=True)


def read_engagements(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of engagements."""
    return read_sheet(content, EngagementRow(), unique=("external_id", "started_on"), arguments=arguments)


def read_payroll(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of payroll figures."""
    return read_sheet(content, PayrollRow(), unique=("external_id", "year"), arguments=arguments)
