"""The hours of a shift: as the clock on the wall says them, and as they pass, on a night when that clock is put too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from services.commons.clock import LEGAL_ZONE
from services.commons.storage import Unit

from .bylaws import article
from .contract.refusals import ShiftBackwards

LONGEST = timedelta(days=1)
# Hours of a slot that end before they begin end on the next day; beyond this they are rather mistyped.
LONGEST_NIGHT = timedelta(hours=12)
_DAY = timedelta(days=1)


def check_hours(unit: Unit, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a shift that does not end after it starts, within a day; both with their zone."""
    # In UTC: Python compares two times of one zone by the clock on the wall, whatever passes between them.
    if not timedelta() < ends_at.astimezone(UTC) - starts_at.astimezone(UTC) <= LONGEST:
        raise ShiftBackwards(article=article(unit), starts_at=starts_at, ends_at=ends_at)


def check_slot_hours(unit: Unit, starts: time, ends: time) -> None:
    """Refuse hours of no length, and such as would go on for more than half a day over midnight."""
    lasts = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    if not lasts or lasts < timedelta() and lasts + _DAY > LONGEST_NIGHT:
        raise ShiftBackwards(article=article(unit), starts_at=f"{starts:%H:%M}", ends_at=f"{ends:%H:%M}")


def moments_of(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """Return when hours that begin on a day begin and end; those that end before they begin end on the next day."""
    last = day if starts < ends else day + _DAY
    return datetime.combine(day, starts, LEGAL_ZONE), datetime.combine(last, ends, LEGAL_ZONE)


def take_place(starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether there are such hours at all: between two and three in the morning there are none on one day."""
    return starts_at.astimezone(UTC) < ends_at.astimezone(UTC)
