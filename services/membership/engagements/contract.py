"""Engagements: who works for the cooperative under which contract, and what the payroll says of them."""

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.register.contract import ImportQuery
from services.membership.register.contract.refusals import NotInRegister
from services.membership.sheets.contract import SHEET_REFUSALS

ENGAGEMENT_KINDS = ("employment", "support")
# Support is the CAPE (commercial code L.127-1); employment is the permanent contract, the CESA or a fixed term.
FORMS = {"CDI": "employment", "CESA": "employment", "CDD": "employment", "CAPE": "support"}


class EngagementsOverlap(Refusal):
    """One person has one engagement at a time."""

    code, status = "engagements_overlap", 409
    sentence = "{person_id} is engaged from {started_on} to {ended_on} already."


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


class EngagementRecorded(Schema):
    """An engagement began, or its end became known; the subject is ``persons/<person_id>``."""

    engagement_id = fields.String(required=True)
    person_id = fields.String(required=True)
    member_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(ENGAGEMENT_KINDS))
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    started_on = Day(required=True)
    ended_on = Day(required=True, allow_none=True)


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
payroll_recorded = membership.event("payroll.recorded", PayrollRecorded)


class NewEngagement(Schema):
    """A contract of employment or support with a person who is, or is not, a member."""

    person_id = Text(most=60, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ENGAGEMENT_KINDS))
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    started_on = Day(required=True)
    ended_on = Day(load_default=None)


class EngagementEnd(Schema):
    """The last day of an engagement."""

    ended_on = Day(required=True)


class EngagementView(Schema):
    """An engagement as it is recorded."""

    id = fields.String()
    person_id = fields.String()
    kind = fields.String()
    form = fields.String()
    started_on = Day()
    ended_on = Day(allow_none=True)


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
    refuses=[NotInRegister, EngagementsOverlap, FormDoesNotFit, EngagementBackwards, BeforeFounding],
    emits=[engagement_recorded], summary="Record an engagement",
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
    "import_engagements", "POST /imports/engagements", accepts=("text/csv",), query=ImportQuery,
    scope="engagements:write", emits=[engagement_recorded],
    refuses=[UnknownExternalId, EngagementsOverlap, FormDoesNotFit, EngagementBackwards, BeforeFounding,
             *SHEET_REFUSALS],
    summary="Import engagements; persons not yet known are created from their names",
)  # fmt: skip
list_payroll = membership.query(
    "list_payroll", "GET /payroll", returns=PayrollView, query=PayrollQuery, paged=True, scope="engagements:read",
    summary="List the payroll figures of a year",
)  # fmt: skip
import_payroll = membership.job(
    "import_payroll", "POST /imports/payroll", accepts=("text/csv",), query=ImportQuery, scope="engagements:write",
    refuses=[UnknownExternalId, *SHEET_REFUSALS], emits=[payroll_recorded],
    summary="Import wages, hours, presence and seniority of a year, idempotent by person and year",
)  # fmt: skip
