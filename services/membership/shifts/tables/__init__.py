"""The tables of shifts: the calendar and its templates, enrolments, swaps, and what was told of them."""

from .shifts import AttendanceMark, Enrolment, Leave, Shift
from .swaps import Swap
from .teams import Closure, ShiftTemplate, StandingEnrolment
from .told import ReminderTold, StandingTold

__all__ = [
    "AttendanceMark", "Closure", "Enrolment", "Leave", "ReminderTold", "Shift", "ShiftTemplate", "StandingEnrolment",
    "StandingTold", "Swap",
]  # fmt: skip
