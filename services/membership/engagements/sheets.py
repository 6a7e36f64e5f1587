"""The sheets of engagements and payroll."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Text
from services.commons.jobs import Line
from services.membership.sheets.reading import Row, read_sheet

from .contract import ENGAGEMENT_KINDS, FORMS


class EngagementRow(Row):
    """A contract; the names are needed only for a person who is not known yet."""

    external_id = Text(most=100, required=True)
    first_name = Text(most=100)
    last_name = Text(most=100)
    kind = fields.String(required=True, validate=validate.OneOf(ENGAGEMENT_KINDS))
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    started_on = Day(required=True)
    ended_on = Day()


class PayrollRow(Row):
    """A person's year; wages are a decimal amount in the cooperative's currency."""

    external_id = Text(most=100, required=True)
    year = Count(least=1900, most=2200, required=True)
    wages = fields.String(required=True, validate=validate.Regexp(r"\d{1,12}(\.\d{1,3})?\Z"))
    hours = Count(most=100_000, required=True)
    months_present = Count(most=12, required=True)
    seniority_months = Count(most=1_200, required=True)


def read_engagements(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of engagements."""
    return read_sheet(content, EngagementRow(), unique=("external_id", "started_on"))


def read_payroll(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of payroll figures."""
    return read_sheet(content, PayrollRow(), unique=("external_id", "year"))
