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


class ShiftOver(Refusal):
    """Nobody takes a place in a shift that is over, unless it is said to be entered afterwards."""

    code, status = "shift_over", 422
    sentence = "The shift ended at {ends_at}; say \"afterwards\" to enter what was kept on paper."


class ShiftStarted(Refusal):
    """What is settled before a shift cannot be settled once it has begun: the attendance is recorded instead."""

    code, status = "shift_started", 422
    sentence = "The shift began at {starts_at}; from then on the attendance is recorded."


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


class PlacesTaken(Refusal):
    """A shift cannot have fewer places than are taken."""

    code, status = "places_taken", 409
    sentence = "{taken} place(s) for {role} are taken; {capacity} would be too few."


class TrainingNeeded(Refusal):
    """The bylaws ask for a training before somebody takes this role."""

    code, status = "training_needed", 422
    sentence = "{member_id} does not hold the role {role} on {on}: it is granted by a training."


class TooLateToWithdraw(Refusal):
    """A place is given back in time: later, somebody else comes, or the member is excused."""

    code, status = "too_late_to_withdraw", 422
    sentence = "A place is given back until {hours} hour(s) before; the shift starts at {starts_at}."


class NoMakeUpOwed(Refusal):
    """Only who owes a make-up can enrol for one."""

    code, status = "no_make_up_owed", 422
    sentence = "{member_id} owes {owed} make-up(s), of which {planned} are planned."


class SwapWithOneself(Refusal):
    """A swap is between two members and two shifts."""

    code, status = "swap_with_oneself", 422
    sentence = "A swap is between two members in two shifts."


class SwapOffered(Refusal):
    """The same two places are offered for each other already."""

    code, status = "swap_offered", 409
    sentence = "These places are offered for each other already, by swap {swap_id}."


class SwapSettled(Refusal):
    """A swap is settled once."""

    code, status = "swap_settled", 409
    sentence = "The swap {swap_id} was {state}."


class NotTheirSwap(Refusal):
    """Only the member asked accepts or declines a swap, and only who offered it takes it back."""

    code, status = "not_their_swap", 403
    sentence = "The swap {swap_id} is not for {member_id} to settle."


class NotTheLeader(Refusal):
    """Only who leads a shift marks it in their own name."""

    code, status = "not_the_leader", 403
    sentence = "{member_id} does not lead the shift {shift_id}."


class NoRotation(Refusal):
    """The bylaws name no weeks, or not these."""

    code, status = "no_rotation", 422
    sentence = "There is no week {week}; the bylaws have {letters}."


class StandingTaken(Refusal):
    """A member has one standing place in a slot."""

    code, status = "standing_taken", 409
    sentence = "{member_id} comes to this slot already."


class SlotEnded(Refusal):
    """The slot does not come back on that day any more, or not yet."""

    code, status = "slot_ended", 422
    sentence = "The slot comes back from {valid_from} until {valid_until}, not on {on}."


class EndsTooEarly(Refusal):
    """What has been cannot be ended before it began, nor twice."""

    code, status = "ends_too_early", 422
    sentence = "It began on {starts_on} and ends on {ends_on}; {asked} is not possible."


class LeaveVoided(Refusal):
    """What was recorded by mistake counts for nothing and changes no more."""

    code, status = "leave_voided", 409
    sentence = "The leave {leave_id} was voided."


class ClosureLifted(Refusal):
    """A closure is lifted once."""

    code, status = "closure_lifted", 409
    sentence = "The closure {closure_id} was lifted already."


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
