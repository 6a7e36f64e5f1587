"""How moments and days stand in the minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime


def moment(at: datetime | None) -> str | None:
    """Return a moment as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat() if at else None


def day(on: date | None) -> str | None:
    """Return a day as ISO 8601."""
    return on.isoformat() if on else None
