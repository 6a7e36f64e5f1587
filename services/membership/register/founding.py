"""The days that a record may bear: not before the founding, not after today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from services.commons.rulebook import RulebookVersion
from services.commons.storage import Unit

from .contract.refusals import BeforeFounding, InTheFuture


def founded_on(unit: Unit) -> date | None:
    """Return the day from which the cooperative's first statutes were in force, read once a transaction."""
    held: dict[str, date | None] = unit.session.info.setdefault("founded_on", {})
    if not held:
        first = select(func.min(RulebookVersion.effective_on)).where(RulebookVersion.layer == "statutes")
        held["day"] = unit.session.scalar(first)
    return held["day"]


def check_not_in_the_future(unit: Unit, day: date) -> None:
    """Refuse a day that has not come yet for something that is said to have happened."""
    if day > unit.today:
        raise InTheFuture(on=day, today=unit.today)


def check_not_before_founding(unit: Unit, day: date) -> None:
    """Refuse a day on which the cooperative did not exist yet; legacy data are exempt and do not come here."""
    founded = founded_on(unit)
    if founded is not None and day < founded:
        raise BeforeFounding(article=unit.rules.statutes("identity").article, on=day, founded_on=founded)
