"""What the shift calendar refuses."""

from services.commons.refusals import Refusal


class UnknownShift(Refusal):
    """There is no such shift."""

    code, status = "unknown_shift", 404
    sentence = "There is no shift {shift_id}."


class ShiftBackwards(Refusal):
    """A shift ends after it starts, within a day."""

    code, status = "shift_backwards", 422
    sentence = "A shift from {starts_at} to {ends_at} is not possible."


class UnknownRole(Refusal):
    """The shift has no such role."""

    code, status = "unknown_role", 422
    sentence = "This shift has no role {role}; it has {roles}."


class SlotFull(Refusal):
    """Every place of this role is taken."""

    code, status = "slot_full", 409
    sentence = "All {capacity} place(s) for {role} in this shift are taken."


class AlreadyEnrolled(Refusal):
    """A member stands in a shift once."""

    code, status = "already_enrolled", 409
    sentence = "{member_id} is enrolled in this shift already."


class NotEnrolled(Refusal):
    """Only who is enrolled in a shift can be marked in it."""

    code, status = "not_enrolled", 422
    sentence = "{member_id} is not enrolled in this shift."


class ShiftNotStarted(Refusal):
    """Attendance is recorded once the shift has started."""

    code, status = "shift_not_started", 422
    sentence = "The shift starts at {starts_at}; attendance cannot be recorded yet."


class LinkedOrganisationNeeded(Refusal):
    """Shift work is insured by the linked organisation: who enrols must belong to it on that day."""

    code, status = "linked_organisation_needed", 422
    sentence = "{member_id} needs the membership of {organisation} on {on}; it is paid until {until}."


class NoTemplate(Refusal):
    """Neither the request nor the bylaws say which slots a week has."""

    code, status = "no_shift_template", 422
    sentence = "Give a template: the bylaws hold none."


class LeaveBackwards(Refusal):
    """A leave may not end before it starts."""

    code, status = "leave_backwards", 422
    sentence = "A leave that starts on {starts_on} cannot end on {ends_on}."


class NoShifts(Refusal):
    """The bylaws of this cooperative set no shift work."""

    code, status = "no_shifts", 409
    sentence = "The bylaws of this cooperative ask nobody for shifts."
