"""What the shift calendar refuses."""

from .counting import (
    LeaveBackwards,
    LeaveVoided,
    NoShifts,
    NotTheLeader,
    PeriodTooLong,
    ShiftNotStarted,
    TillCursorTooOld,
    WhatIfBackwards,
)
from .places import (
    AlreadyEnrolled,
    BusyThen,
    LinkedOrganisationNeeded,
    NoMakeUpOwed,
    NoStandInWanted,
    NotEnrolled,
    NotTheirSwap,
    ShiftOver,
    ShiftStarted,
    SlotFull,
    StandingTaken,
    SwapOffered,
    SwapSettled,
    SwapWithOneself,
    TooLateToWithdraw,
    TrainingNeeded,
)
from .slots import (
    CalendarInThePast,
    ChangesTooEarly,
    ClosureLifted,
    EndsTooEarly,
    NoRotation,
    NoTemplate,
    PlacesTaken,
    ShiftBackwards,
    ShiftCancelled,
    ShiftHeld,
    SlotEnded,
    UnknownRole,
    UnknownShift,
)

__all__ = [
    "AlreadyEnrolled", "BusyThen", "CalendarInThePast", "ChangesTooEarly", "ClosureLifted", "EndsTooEarly",
    "LeaveBackwards", "LeaveVoided", "LinkedOrganisationNeeded", "NoMakeUpOwed", "NoRotation", "NoShifts",
    "NoStandInWanted", "NoTemplate", "NotEnrolled", "NotTheLeader", "NotTheirSwap", "PeriodTooLong", "PlacesTaken",
    "ShiftBackwards", "ShiftCancelled", "ShiftHeld", "ShiftNotStarted", "ShiftOver", "ShiftStarted", "SlotEnded",
    "SlotFull", "StandingTaken", "SwapOffered", "SwapSettled", "SwapWithOneself", "TillCursorTooOld",
    "TooLateToWithdraw", "TrainingNeeded", "UnknownRole", "UnknownShift", "WhatIfBackwards",
]  # fmt: skip
