"""Stages, the conditions they ask for, and the contracts they rest on."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Schema, Slug, Text
from services.membership.engagements.contract import END_REASONS, FORMS

LEAVING_REASONS = ("project_abandoned", "own_business", "employment_elsewhere", "end_of_term", "not_associate_in_time",
                   "left_cooperative", "resignation", "dismissal", "retirement", "death", "other")  # fmt: skip


class StageContract(Schema):
    """A contract that begins with a stage; of the form that the stage asks for unless said otherwise."""

    form = fields.String(load_default=None, validate=validate.OneOf(list(FORMS)))
    term_on = Day(load_default=None)
    weekly_minutes = Count(least=1, most=10_080, load_default=None)


class NewStage(Schema):
    """A stage is reached on a day (today unless given); for ``left`` the day is the last one, with its reason."""

    stage = Slug(required=True)
    since = Day(load_default=None)
    contract = fields.Nested(StageContract, load_default=None)
    reason = fields.String(load_default=None, validate=validate.OneOf(LEAVING_REASONS))
    # Why the running contract ends, when somebody leaves.
    contract_end_reason = fields.String(load_default=None, validate=validate.OneOf(END_REASONS))
    reference = Text(most=100, load_default=None)


class StagePeriod(Schema):
    """A stage, from the day it was reached until the next one, and the contract that it rests on."""

    stage = fields.String()
    since = Day()
    until = Day(allow_none=True)
    engagement_id = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)


class NewCondition(Schema):
    """A condition of the statutes is met: who says so, since when, and where the evidence is kept."""

    condition = Slug(required=True)
    by_id = Text(most=60, required=True)
    met_on = Day(load_default=None)
    # A reference to a document or a decision; not a text about a person.
    evidence = Text(most=100, required=True)


class ConditionView(Schema):
    """A condition that was confirmed: by whom, when, and on what evidence."""

    id = fields.String()
    condition = fields.String()
    by_id = fields.String()
    met_on = Day()
    # Null where the word of the one who signed in is the evidence.
    evidence = fields.String(allow_none=True)
    # Whether ``by_id`` signed in as themselves and said so; otherwise the office recorded what the evidence says.
    in_person = Flag()
    withdrawn_on = Day(allow_none=True)


class Withdrawal(Schema):
    """From which day a condition is no longer met; today unless given."""

    on = Day(load_default=None)
