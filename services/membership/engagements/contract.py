"""Engagements: who works for the cooperative under which contract, and what the payroll says of them."""

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.contract import membership
from services.membership.register.contract import ImportQuery
from services.membership.register.contract.refusals import NotInRegister

ENGAGEMENT_KINDS = ("employment", "support")
# Support is the CAPE (commercial code L.127-1); employment is the permanent contract, the CESA or a fixed term.
FORMS = {"CDI": "employment", "CESA": "employment", "CDD": "employment", "CAPE": "support"}

# Why a contract ends; the law of worker cooperatives spares the membership of some who lose theirs.
END_REASONS = ("resignation", "dismissal", "economic_dismissal", "retirement", "invalidity", "end_of_term", "mutual",
               "death", "other")  # fmt: skip
AMENDMENTS = ("renewal", "hours", "form")


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


class EngagementRecorded(Schema):
    """An engagement began, or its end became known; the subject is ``persons/<person_id>``."""

    engagement_id = fields.String(required=True)
    person_id = fields.String(required=True)
    member_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(ENGAGEMENT_KINDS))
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    started_on = Day(required=True)
    ended_on = Day(required=True, allow_none=True)
    # Why it ended; null while it runs, and where nobody said.
    end_reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(END_REASONS))


class EngagementAmended(Schema):
    """A contract was amended; the subject is ``persons/<person_id>``."""

    engagement_id = fields.String(required=True)
    person_id = fields.String(required=True)
    number = fields.Integer(required=True)
    kind = fields.String(required=True)
    effective_on = Day(required=True)


class PayrollRecorded(Schema):
    """What a person earned and worked in a year; told again, it replaces what was told before."""

    person_id = fields.String(required=True)
    member_id = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True)
    wages = Amount(required=True, zero=True)
    hours = fields.Integer(required=True)
    months_present = fields.Integer(required=True)
    seniority_months = fields.Integer(required=True)


engagement_recorded = membership.event("engagement.recorded", EngagementRecorded)
engagement_amended = membership.event("engagement.amended", EngagementAmended)
payroll_recorded = membership.event("payroll.recorded", PayrollRecorded)


class NewEngagement(Schema):
    """A contract of employment or support with a person who is, or is not, a member."""

    person_id = Text(most=60, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ENGAGEMENT_KINDS))
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    started_on = Day(required=True)
    ended_on = Day(load_default=None)
    end_reason = fields.String(load_default=None, validate=validate.OneOf(END_REASONS))
    # The last day agreed upon, where the contract has one: it may be renewed, which is an amendment.
    term_on = Day(load_default=None)
    # The working time agreed upon, in minutes a week (35 hours are 2100).
    weekly_minutes = Count(least=1, most=10_080, load_default=None)


class EngagementEnd(Schema):
    """The last day of an engagement, and why it ends."""

    ended_on = Day(required=True)
    reason = fields.String(load_default="other", validate=validate.OneOf(END_REASONS))


class EngagementView(Schema):
    """An engagement as it is recorded."""

    id = fields.String()
    person_id = fields.String()
    kind = fields.String()
    form = fields.String()
    started_on = Day()
    ended_on = Day(allow_none=True)
    end_reason = fields.String(allow_none=True, validate=validate.OneOf(END_REASONS))
    term_on = Day(allow_none=True)
    weekly_minutes = fields.Integer(allow_none=True)


class NewAmendment(Schema):
    """A change of a running contract: a renewal (its new term), other hours, or another form of the same kind."""

    kind = fields.String(required=True, validate=validate.OneOf(AMENDMENTS))
    # A renewal takes effect on the day after the term, unless said otherwise.
    effective_on = Day(load_default=None)
    term_on = Day(load_default=None)
    weekly_minutes = Count(least=1, most=10_080, load_default=None)
    form = fields.String(load_default=None, validate=validate.OneOf(list(FORMS)))
    # Where the signed document is kept.
    reference = Text(most=100, load_default=None)


class ContractTerms(Schema):
    """What a contract says: its form, its hours, and its last day if it has one."""

    form = fields.String()
    weekly_minutes = fields.Integer(allow_none=True)
    term_on = fields.String(allow_none=True)


class AmendmentView(Schema):
    """An amendment, in its place among those of the contract, with what the contract said before and says since."""

    engagement_id = fields.String()
    number = fields.Integer()
    kind = fields.String(validate=validate.OneOf(AMENDMENTS))
    effective_on = Day()
    reference = fields.String(allow_none=True)
    before = fields.Nested(ContractTerms)
    after = fields.Nested(ContractTerms)


class EngagementsQuery(QuerySchema):
    """Which engagements: those running on a day, those of a person."""

    as_of = Day(load_default=None)
    person_id = Text(most=60, load_default=None)


class PayrollQuery(QuerySchema):
    """Which year's payroll."""

    year = Count(least=1900, most=2200, required=True)


class PayrollView(Schema):
    """A person's wages, hours, presence and seniority in a year."""

    person_id = fields.String()
    year = fields.Integer()
    wages = Amount(zero=True)
    hours = fields.Integer()
    months_present = fields.Integer()
    seniority_months = fields.Integer()


record_engagement = membership.command(
    "record_engagement", "POST /engagements", body=NewEngagement, returns=EngagementView, scope="engagements:write",
    refuses=[NotInRegister, EngagementsOverlap, FormDoesNotFit, EngagementBackwards, BeforeFounding, ContractTooLong,
             RenewalsExhausted],
    emits=[engagement_recorded], summary="Record an engagement",
)  # fmt: skip
amend_engagement = membership.command(
    "amend_engagement", "POST /engagements/{engagement_id}/amendments", body=NewAmendment, returns=AmendmentView,
    scope="engagements:write", emits=[engagement_amended, engagement_recorded],
    refuses=[EngagementEnded, AmendmentOutOfOrder, AmendmentChangesNothing, ContractTooLong, RenewalsExhausted,
             FormDoesNotFit],
    summary="Renew a contract, or change its hours or its form",
)  # fmt: skip
list_amendments = membership.query(
    "list_amendments", "GET /engagements/{engagement_id}/amendments", returns=AmendmentView, paged=True,
    scope="engagements:read", summary="List the amendments of a contract, the first one first",
)  # fmt: skip
end_engagement = membership.command(
    "end_engagement", "POST /engagements/{engagement_id}/end", body=EngagementEnd, returns=EngagementView,
    scope="engagements:write", status=200, refuses=[EngagementBackwards, EngagementEnded], emits=[engagement_recorded],
    summary="Record the last day of an engagement",
)  # fmt: skip
list_engagements = membership.query(
    "list_engagements", "GET /engagements", returns=EngagementView, query=EngagementsQuery, paged=True,
    scope="engagements:read", summary="List engagements",
)  # fmt: skip
import_engagements = membership.job(
    "import_engagements", "POST /imports/engagements", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="engagements:write", emits=[engagement_recorded],
    refuses=[UnknownExternalId, EngagementsOverlap, EngagementDiffers, FormDoesNotFit, EngagementBackwards,
             BeforeFounding, ContractTooLong, RenewalsExhausted, *SHEET_REFUSALS],
    summary="Import engagements; persons not yet known are created from their names",
)  # fmt: skip
list_payroll = membership.query(
    "list_payroll", "GET /payroll", returns=PayrollView, query=PayrollQuery, paged=True, scope="engagements:read",
    summary="List the payroll figures of a year",
)  # fmt: skip
import_payroll = membership.job(
    "import_payroll", "POST /imports/payroll", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="engagements:write", refuses=[UnknownExternalId, *SHEET_REFUSALS], emits=[payroll_recorded],
    summary="Import wages, hours, presence and seniority of a year, idempotent by person and year",
)  # fmt: skip
