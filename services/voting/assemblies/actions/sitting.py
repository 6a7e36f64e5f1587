"""Says when an assembly sits, for a calendar."""

from __future__ import annotations

from services.commons.clock import legal_day
from services.voting.assemblies.tables import Assembly


def when(assembly: Assembly) -> dict[str, str | None]:
    """Return the day and, if one is set, the hour at which an assembly sits next, in ISO 8601.

    That is the hour of its notice, or the time to which its session was adjourned.
    """
    starts_at = assembly.adjourned_until or assembly.starts_at
    day = legal_day(starts_at) if starts_at else assembly.held_on
    return {"held_on": day.isoformat(), "starts_at": starts_at.isoformat() if starts_at else None}
