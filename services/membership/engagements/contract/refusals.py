"""What the room of engagements refuses."""

from services.commons.refusals import Refusal


class EngagementsOverlap(Refusal):
    """One person has one engagement at a time."""

    code, status = "engagements_overlap", 409
    sentence = "{person_id} is engaged from {started_on} to {ended_on} already."


class EngagementDiffers(Refusal):
    """A sheet tells new contracts, and the end of those that are known; what these say is changed by amendments."""

    code, status = "engagement_differs", 409
    sentence = "The contract of {person_id} from {started_on} has {held} as {field}, not {given}; a sheet amends none."


class FormDoesNotFit(Refusal):
    """The form of contract belongs to another kind of engagement."""

    code, status = "form_does_not_fit", 422
    sentence = "A {form} is a contract of {expected}, not of {kind}."


class EngagementBackwards(Refusal):
    """An engagement may not end before it starts."""

    code, status = "engagement_backwards", 422
    sentence = "An engagement that starts on {started_on} cannot end on {ended_on}."


class EngagementEnded(Refusal):
    """The engagement has ended already."""

    code, status = "engagement_ended", 409
    sentence = "Engagement {engagement_id} ended on {ended_on} already."


class UnknownExternalId(Refusal):
    """Nobody is known under this external id."""

    code, status = "unknown_external_id", 422
    sentence = "Nobody is known here under the external id {external_id}."


class ContractTooLong(Refusal):
    """Law and statutes bound how long a contract of this form lasts before it is renewed."""

    code, status = "contract_too_long", 422
    sentence = "A {form} that begins on {starts_on} lasts until {latest} at most, {months} month(s); not until {given}."


class RenewalsExhausted(Refusal):
    """Law and statutes bound how often a contract of this form is renewed."""

    code, status = "renewals_exhausted", 422
    sentence = "A {form} is renewed {maximum} time(s) at most; this one has been renewed {renewals} time(s)."


class AmendmentOutOfOrder(Refusal):
    """Amendments of a contract follow one another, from its first day to its last."""

    code, status = "amendment_out_of_order", 422
    sentence = "An amendment of engagement {engagement_id} takes effect from {earliest} to {latest}; not on {given}."


class AmendmentChangesNothing(Refusal):
    """An amendment changes what its kind says: a renewal the term, the hours, or the form."""

    code, status = "contract_amendment_changes_nothing", 422
    sentence = "An amendment of kind {kind} gives another {field} than before."
