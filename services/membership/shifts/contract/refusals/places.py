"""What is refused of who takes a place, gives it back, or exchanges it."""

from services.commons.refusals import Refusal


class SlotFull(Refusal):
    """Every place of this role is taken."""

    code, status = "slot_full", 409
    sentence = "All {capacity} place(s) for {role} in this shift are taken."


class AlreadyEnrolled(Refusal):
    """A member stands in a shift once."""

    code, status = "already_enrolled", 409
    sentence = "{member_id} is enrolled in this shift already."


class BusyThen(Refusal):
    """Nobody comes to two shifts at once."""

    code, status = "busy_then", 409
    sentence = "{member_id} has a place in the shift {shift_id} at that time, from {starts_at} to {ends_at}."


class NotEnrolled(Refusal):
    """Only who is enrolled in a shift can be marked in it."""

    code, status = "not_enrolled", 422
    sentence = "{member_id} is not enrolled in this shift."


class LinkedOrganisationNeeded(Refusal):
    """Shift work is insured by the linked organisation: who enrols must belong to it on that day."""

    code, status = "linked_organisation_needed", 422
    sentence = "{member_id} needs the membership of {organisation} on {on}; it is paid until {until}."


class TrainingNeeded(Refusal):
    """The bylaws ask for a training before somebody takes this role; nobody makes a leader of themselves."""

    code, status = "training_needed", 422
    sentence = "{member_id} does not hold the role {role} on {on}: it is granted by a training, or by the office."


class ShiftOver(Refusal):
    """Nobody takes a place in a shift that is over, unless it is said to be entered afterwards."""

    code, status = "shift_over", 422
    sentence = "The shift ended at {ends_at}; say \"afterwards\" to enter what was kept on paper."


class ShiftStarted(Refusal):
    """What is settled before a shift cannot be settled once it has begun: the attendance is recorded instead."""

    code, status = "shift_started", 422
    sentence = "The shift began at {starts_at}; from then on the attendance is recorded."


class TooLateToWithdraw(Refusal):
    """A place is given back in time: later, somebody else comes, or the member is excused."""

    code, status = "too_late_to_withdraw", 422
    sentence = "A place is given back until {hours} hour(s) before; the shift starts at {starts_at}."


class NoMakeUpOwed(Refusal):
    """Only who owes a make-up can enrol for one."""

    code, status = "no_make_up_owed", 422
    sentence = "{member_id} owes {owed} make-up(s), of which {planned} are planned."


class StandingTaken(Refusal):
    """A member has one standing place in a slot."""

    code, status = "standing_taken", 409
    sentence = "{member_id} comes to this slot already."


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


class NoStandInWanted(Refusal):
    """Nobody is replaced who has not asked for it."""

    code, status = "no_stand_in_wanted", 409
    sentence = "{member_id} does not ask for anybody to come in their place to the shift {shift_id}."
