"""What is refused of attendance, leaves, standings and figures."""

from services.commons.refusals import Refusal


class NoShifts(Refusal):
    """The bylaws of this cooperative set no shift work."""

    code, status = "no_shifts", 409
    sentence = "The bylaws of this cooperative ask nobody for shifts."


class ShiftNotStarted(Refusal):
    """Attendance is recorded once the shift has started."""

    code, status = "shift_not_started", 422
    sentence = "The shift starts at {starts_at}; attendance cannot be recorded yet."


class NotTheLeader(Refusal):
    """Only who leads a shift marks it in their own name."""

    code, status = "not_the_leader", 403
    sentence = "{member_id} does not lead the shift {shift_id}."


class LeaveBackwards(Refusal):
    """A leave may not end before it starts."""

    code, status = "leave_backwards", 422
    sentence = "A leave that starts on {starts_on} cannot end on {ends_on}."


class LeaveVoided(Refusal):
    """What was recorded by mistake counts for nothing and changes no more."""

    code, status = "leave_voided", 409
    sentence = "The leave {leave_id} was voided."


class PeriodTooLong(Refusal):
    """Figures are shown for up to 400 days."""

    code, status = "period_too_long", 422
    sentence = "From {starts_on} to {ends_on} is not a period of 1 to {most} days."


class TillCursorTooOld(Refusal):
    """The till was away for longer than the bylaws allow, or its cursor is not of this cooperative's list."""

    code, status = "till_cursor_too_old", 410
    sentence = "What changed since then is no longer told: take the snapshot, by asking without \"since\"."


class WhatIfBackwards(Refusal):
    """A member is on alert before the shop stops serving."""

    code, status = "what_if_backwards", 422
    sentence = "not_served_below ({not_served_below}) must not be above alert_below ({alert_below})."
