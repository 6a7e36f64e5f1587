"""What is refused of shifts themselves: their days and hours, the slots that come back, their places."""

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


class NoTemplate(Refusal):
    """Neither the request nor the bylaws say which slots a week has."""

    code, status = "no_shift_template", 422
    sentence = "Give a template: the bylaws hold none."


class ShiftCancelled(Refusal):
    """The cooperative called this shift off."""

    code, status = "shift_cancelled", 409
    sentence = "The shift {shift_id} was cancelled; nobody owes anything for it."


class ShiftHeld(Refusal):
    """A shift of which the attendance is recorded took place; it cannot be cancelled."""

    code, status = "shift_held", 409
    sentence = "The shift {shift_id} took place: {marked} mark(s) are recorded."


class CalendarInThePast(Refusal):
    """A calendar is made for the days to come, unless it is said to be entered afterwards."""

    code, status = "calendar_in_the_past", 422
    sentence = "{starts_on} is over (today is {today}); say \"afterwards\" to enter shifts that took place."


class ChangesTooEarly(Refusal):
    """A slot changes from tomorrow on at the earliest: the shift of today may have begun."""

    code, status = "changes_too_early", 422
    sentence = "Today is {today}: a slot changes from a later day on, not from {given}."


class PlacesTaken(Refusal):
    """A shift cannot have fewer places than are taken."""

    code, status = "places_taken", 409
    sentence = "{taken} place(s) for {role} are taken; {capacity} would be too few."


class NoRotation(Refusal):
    """The bylaws name no weeks, or not these."""

    code, status = "no_rotation", 422
    sentence = "There is no week {week}; the bylaws have {letters}."


class SlotEnded(Refusal):
    """The slot does not come back on that day any more, or not yet."""

    code, status = "slot_ended", 422
    sentence = "The slot comes back from {valid_from} until {valid_until}, not on {on}."


class EndsTooEarly(Refusal):
    """What has been cannot be ended before it began, nor twice."""

    code, status = "ends_too_early", 422
    sentence = "It began on {starts_on} and ends on {ends_on}; {asked} is not possible."


class ClosureLifted(Refusal):
    """A closure is lifted once."""

    code, status = "closure_lifted", 409
    sentence = "The closure {closure_id} was lifted already."
