"""What governance tells: a seat was taken, a mandate ended before its term."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema
from services.membership.contract import membership

from .schemas import END_REASONS


class MandateSeated(Schema):
    """Somebody took a seat; the subject is ``bodies/<slug>``."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    started_on = Day(required=True)
    # The last day of the term.
    ends_on = Day(required=True)
    resolution_id = fields.String(required=True)


class MandateEnded(Schema):
    """A mandate ends before its term; ``ended_on`` is its last day."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    ended_on = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(END_REASONS))


mandate_seated = membership.event("mandate.seated", MandateSeated)
mandate_ended = membership.event("mandate.ended", MandateEnded)
