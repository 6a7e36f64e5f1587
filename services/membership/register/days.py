"""The day that a record of something past may bear: not after today."""

from __future__ import annotations

from datetime import date

from services.commons.storage import Unit

from .contract.refusals import InTheFuture


def check_not_in_the_future(unit: Unit, day: date) -> None:
    """Refuse a day that has not come yet for something that is said to have happened."""
    if day > unit.today:
        raise InTheFuture(on=day, today=unit.today)
