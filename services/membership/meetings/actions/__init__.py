"""The use cases of meetings."""

from .. import telling
from . import attendance, calendars, minutes, planning, rhythm, series, tasks

__all__ = ["attendance", "calendars", "minutes", "planning", "rhythm", "series", "tasks", "telling"]
