"""What the register refuses."""

from services.commons.refusals import Refusal


class NotInRegister(Refusal):
    """No such person or organisation stands in this cooperative's register."""

    code, status = "not_in_register", 404
    sentence = "No member {member_id} stands in this register."


class NotAMember(Refusal):
    """This needs somebody who is a member on the day concerned."""

    code, status = "not_a_member", 422
    sentence = "{member_id} is not a member on {on}."


class MembershipsOverlap(Refusal):
    """Two memberships of one member may not overlap."""

    code, status = "memberships_overlap", 409
    sentence = "{member_id} is a member from {starts_on} to {ends_on} already; another membership may not overlap it."


class MembershipBackwards(Refusal):
    """A membership may not end before it starts."""

    code, status = "membership_backwards", 422
    sentence = "A membership that starts on {starts_on} cannot end on {ends_on}."


class SuspensionOver(Refusal):
    """A suspension that is over is not lifted, and none is drawn out after the fact."""

    code, status = "suspension_over", 409
    sentence = "Suspension {suspension_id} ends on {ends_on} already."


class SuspensionBackwards(Refusal):
    """A suspension does not end before it starts."""

    code, status = "suspension_backwards", 422
    sentence = "Suspension {suspension_id} starts on {starts_on}; it cannot end on {ended_on}."


class InTheFuture(Refusal):
    """The register holds what has happened: nobody is entered with a later day."""

    code, status = "in_the_future", 422
    sentence = "{on} has not come yet; today is {today}."


class UnknownCategory(Refusal):
    """The statutes have no such category of members."""

    code, status = "unknown_category", 422
    sentence = "The statutes know no category {category}; they have {categories}."


class UnknownCollege(Refusal):
    """The statutes have no such college."""

    code, status = "unknown_college", 422
    sentence = "The statutes know no college {college}; they have {colleges}."


class KindNotAdmitted(Refusal):
    """The statutes do not admit members of this kind."""

    code, status = "kind_not_admitted", 422
    sentence = "The statutes admit {admits}; they do not admit a member of kind {kind}."


class NumberTaken(Refusal):
    """A member number is given once and never again."""

    code, status = "number_taken", 409
    sentence = "Number {number} belongs to somebody already; a number is never given twice."


class RegisterRowDiffers(Refusal):
    """The register holds something else for this external id; an import does not rewrite history."""

    code, status = "register_row_differs", 409
    sentence = "The register has {held} as {field} for external id {external_id}, the file {given}."


class AlreadyLeaving(Refusal):
    """A membership ends once."""

    code, status = "already_leaving", 409
    sentence = "The membership of {member_id} ends on {left_on} already."


class WithdrawalNoticeTooShort(Refusal):
    """Who resigns gives the notice that the statutes ask for."""

    code, status = "withdrawal_notice_too_short", 422
    sentence = "Notice given on {noticed_on} lets the membership end on {earliest} at the earliest, not on {left_on}."


class ExclusionNeedsResolution(Refusal):
    """Nobody is excluded but by an adopted resolution."""

    code, status = "exclusion_needs_resolution", 422
    sentence = "An exclusion is proposed with its grounds and voted by the assembly; its adoption ends the membership."


class ReasonDoesNotFit(Refusal):
    """Persons die and organisations are dissolved, not the other way round."""

    code, status = "departure_reason_does_not_fit", 422
    sentence = "{member_id} cannot leave by {reason}, which befalls members of the kind {kind} alone."


class NotByEmployment(Refusal):
    """A membership ends with the employment where the category rests on it."""

    code, status = "not_by_employment", 422
    sentence = "{member_id} is a member as {category}, which does not rest on employment: it does not end with it."


class DeathRecorded(Refusal):
    """Somebody dies once."""

    code, status = "death_recorded", 409
    sentence = "The death of {member_id} on {died_on} is recorded already."


class ExternalIdTaken(Refusal):
    """Another person or organisation stands in the register under this external id."""

    code, status = "external_id_taken", 409
    sentence = "The external id {external_id} belongs to {member_id} already."


class ExternalIdErased(Refusal):
    """Whoever was known by this external id was pseudonymised: an old sheet does not bring them back as somebody new.

    The sentence does not repeat the id, which was erased.
    """

    code, status = "external_id_erased", 409
    sentence = (
        "Whoever had this external id was pseudonymised on {erased_on}; nobody is entered under it again. "
        "Somebody who came back of their own will is entered under another."
    )


class MovedBeforeStart(Refusal):
    """A move lies after the first day of the period that it ends; what came before is written already."""

    code, status = "moved_before_start", 409
    sentence = "{member_id} cannot move on {moved_on}: the present period runs from {starts_on}; choose a later day."


class NothingMoves(Refusal):
    """A move leads to another category or college."""

    code, status = "nothing_moves", 422
    sentence = "{member_id} is in category {category}, college {college}, already."


class MergedAway(Refusal):
    """This row of the register turned out to be somebody else's; everything is done with that one."""

    code, status = "merged_away", 409
    sentence = "{member_id} was merged into {merged_into}; use that one."
