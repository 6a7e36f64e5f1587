"""The shapes of engagements, their amendments, and payroll."""

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text

from .forms import AMENDMENTS, END_REASONS, ENGAGEMENT_KINDS, FORMS


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
