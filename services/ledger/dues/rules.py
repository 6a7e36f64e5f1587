"""What the bylaws say a member owes for a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from services.commons.money import Money


def tariff_of(tariffs: Sequence[Mapping[str, Any]], category: str, day: date) -> Mapping[str, Any] | None:
    """Return the tariff of a category in force on a day: the one that began last."""
    begun = [one for one in tariffs if one["category"] == category and date.fromisoformat(one["from"]) <= day]
    return max(begun, key=lambda one: date.fromisoformat(one["from"]), default=None)


def yearly(tariff: Mapping[str, Any] | None, currency: str) -> Money | None:
    """Return the dues of a year: what is owed per period, pro rata to twelve months, rounded half up.

    None where nothing is owed, or where it is a rate on a turnover, which these books do not know.
    """
    if tariff is None or tariff["base"] != "fixed":
        return None
    owed = Money.parse(tariff["amount"], currency).portion(Fraction(12, tariff["period_months"]))
    return owed if owed.minor else None


def due_after(day: date, days: int) -> date:
    """Return the day some days later, at most the last of the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))
