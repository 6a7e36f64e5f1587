"""What governance refuses."""

from services.commons.refusals import Refusal


class UnknownBody(Refusal):
    """The statutes have no such body."""

    code, status = "unknown_body", 404
    sentence = "The statutes know no body {body}; they have {bodies}."


class SeatsFull(Refusal):
    """A body has the seats that the statutes give it, and no more."""

    code, status = "seats_full", 409
    sentence = "{body} has {seats} seat(s), of which {held} are held; {asked} more cannot be seated."


class NoVacantSeat(Refusal):
    """There is nothing to elect: every seat is held."""

    code, status = "no_vacant_seat", 409
    sentence = "All {seats} seat(s) of {body} are held on {on}."


class ElectionOutOfTime(Refusal):
    """An election fills seats that are open now or in the course of a term, never in the past."""

    code, status = "election_out_of_time", 422
    sentence = "Seats of {body} are proposed from {first} to {last}; {asked} is not possible."


class TermTooLong(Refusal):
    """The law limits the length of a mandate."""

    code, status = "term_too_long", 422
    sentence = "A mandate of {months} months is longer than the {years} years that the law allows."


class AlreadySeated(Refusal):
    """One person holds one seat of a body at a time."""

    code, status = "already_seated", 409
    sentence = "{member_id} holds a seat of {body} already, until {ends_on}."


class IncompatibleMandate(Refusal):
    """The statutes keep these two mandates apart."""

    code, status = "incompatible_mandate", 409
    sentence = "{member_id} holds a seat of {other}, which is incompatible with {body}."


class NoCoOption(Refusal):
    """The statutes do not let the body fill its vacancies itself."""

    code, status = "no_co_option", 422
    sentence = "A vacancy of {body} is not filled by co-option: the statutes say {vacancy}."


class UnknownMandate(Refusal):
    """There is no such mandate."""

    code, status = "unknown_mandate", 404
    sentence = "There is no mandate {mandate_id}."


class MandateEnded(Refusal):
    """The mandate has ended already."""

    code, status = "mandate_ended", 409
    sentence = "Mandate {mandate_id} ended on {ended_on} already."


class MandateBackwards(Refusal):
    """A mandate may not end before it starts."""

    code, status = "mandate_backwards", 422
    sentence = "A mandate that starts on {started_on} cannot end on {ended_on}."


class GroupNameTaken(Refusal):
    """A working group of this slug exists."""

    code, status = "group_name_taken", 409
    sentence = "There is a working group {slug} already."


class UnknownGroup(Refusal):
    """There is no such working group."""

    code, status = "unknown_working_group", 404
    sentence = "There is no working group {slug}."


class TooManyReferents(Refusal):
    """A working group has exactly the referents that the statutes ask for."""

    code, status = "too_many_referents", 409
    sentence = (
        "{slug} has its {referents} referent(s) already; one has to step down first, "
        "or be named beyond_statutes, which is flagged."
    )


class GroupInStatutes(Refusal):
    """A working group that the statutes name is renamed and closed by changing them."""

    code, status = "group_in_statutes", 409
    sentence = "The statutes name the working group {slug}; amend them."


class GroupClosed(Refusal):
    """A working group is closed once, with a day on which it was there."""

    code, status = "group_closed", 409
    sentence = "The working group {slug}, opened on {opened_on}, cannot be closed with {closed_on}."


class RevocationWithoutDecision(Refusal):
    """Who gave a mandate revokes it, by a decision that can be named."""

    code, status = "revocation_without_decision", 422
    sentence = "A mandate of {body} is revoked by who gave it ({elected_by}): name the decision as reference."


class NotInGroup(Refusal):
    """Only who belongs to a working group can act for it."""

    code, status = "not_in_group", 422
    sentence = "{member_id} does not belong to {slug}."
