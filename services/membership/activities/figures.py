"""The figures of the activities that statutes may disclose."""

from __future__ import annotations

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.membership.federation.figures import figure

from .as_of import state_on
from .rules import CLOSED
from .tables import Activity


@figure("activities.count")
def activities_count(unit: Unit) -> int:
    """Count the activities that are not closed."""
    open_today = select(func.count()).select_from(Activity).where(
        Activity.opened_on <= unit.today, state_on(unit.today) != CLOSED
    )
    return int(unit.session.scalar(open_today) or 0)
