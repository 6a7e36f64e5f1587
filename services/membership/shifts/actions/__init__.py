"""The use cases of shifts."""

from . import attendance, calendar, enrolment, standings

__all__ = ["attendance", "calendar", "enrolment", "standings"]
