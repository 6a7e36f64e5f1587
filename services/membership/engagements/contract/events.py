"""What is told of engagements; the subject is ``persons/<person_id>``."""

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Schema
from services.membership.contract import membership

from .forms import END_REASONS, ENGAGEMENT_KINDS, FORMS


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
