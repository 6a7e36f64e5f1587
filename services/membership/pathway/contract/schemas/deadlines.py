"""Deadlines, and those that were put off."""

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, Schema, Text

DEADLINES = ("contract_term", "support_limit", "associate", "interviews")
POSTPONED_FOR = ("contract_suspended", "admission_under_way", "decision_of_a_court_or_office", "other")


class DeadlineView(Schema):
    """A deadline, where it is written, and the days that are left (below zero: it has passed)."""

    kind = fields.String(validate=validate.OneOf(DEADLINES))
    due_on = Day()
    days_left = fields.Integer()
    article = fields.String()


class NewPostponement(Schema):
    """Until when the day to be an associate is put off, for what reason, and where the decision is kept."""

    until = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(POSTPONED_FOR))
    # A reference to a document or a decision; not a text about a person.
    reference = Text(most=100, required=True)


class PostponementView(Schema):
    """The day to be an associate was put off from one day to another."""

    due_on = Day()
    until = Day()
    reason = fields.String(validate=validate.OneOf(POSTPONED_FOR))
    reference = fields.String()
    recorded_at = Instant()
