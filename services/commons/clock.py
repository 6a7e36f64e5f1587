"""Time as a value that is handed in: no rule or action reads the machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

# The legal day of a French cooperative is the day in Paris, whatever the server's zone.
LEGAL_ZONE = ZoneInfo("Europe/Paris")


def system_clock() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


def legal_day(instant: datetime) -> date:
    """Return the calendar day on which an instant falls for the law."""
    return instant.astimezone(LEGAL_ZONE).date()


class FixedClock:
    """A clock that stands still until it is moved; for tests and simulations."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, **duration: float) -> None:
        """Move forward by a ``timedelta(**duration)``."""
        self.instant += timedelta(**duration)
