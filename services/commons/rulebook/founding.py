"""The day on which the cooperative was founded, and the rule that nothing is older than it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..refusals import Refusal
from .versions import RulebookVersion

if TYPE_CHECKING:
    from ..storage.unit import Unit


class BeforeFounding(Refusal):
    """Nothing but legacy data is older than the cooperative."""

    code, status = "before_founding", 422
    sentence = "{on} is before the cooperative was founded on {founded_on}; only legacy data may be older."


def founded_on(session: Session) -> date | None:
    """Return the day from which the cooperative's first statutes were in force, read once a transaction."""
    held: dict[str, date | None] = session.info.setdefault("founded_on", {})
    if not held:
        first = select(func.min(RulebookVersion.effective_on)).where(RulebookVersion.layer == "statutes")
        held["day"] = session.scalar(first)
    return held["day"]


def check_not_before_founding(unit: Unit, day: date) -> None:
    """Refuse a day on which the cooperative did not exist yet; legacy data are exempt and do not come here."""
    founded = founded_on(unit.session)
    if founded is not None and day < founded:
        raise BeforeFounding(article=unit.rules.statutes("identity").article, on=day, founded_on=founded)
