"""The fiscal year that a day falls in."""

from __future__ import annotations

from datetime import date

from services.commons.storage import Unit

from .rules import YearSpan, year_span


def running_year(unit: Unit, day: date) -> YearSpan:
    """Return the fiscal year that a day falls in, by the statutes of today; without a word on it, the calendar's."""
    return year_span(str(unit.rules.statutes("identity.fiscal_year_end", "12-31").value), day)
