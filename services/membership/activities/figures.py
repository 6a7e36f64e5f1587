"""The figures of the activities that statutes may disclose."""

from __future__ import annotations

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.membership.federation.figures import figure

from .tables import Activity


@figure("activities.count")
def activities_count(unit: Unit) -> int:
    """Count the activities that are open."""
    return int(unit.session.scalar(select(func.count()).select_from(Activity)) or 0)
