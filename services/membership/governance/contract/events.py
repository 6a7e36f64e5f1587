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
    # The mandate whose vacancy it fills.
    replaces = fields.String(load_default=None, allow_none=True)


class MandateEnded(Schema):
    """A mandate ends before its term; ``ended_on`` is its last day."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    ended_on = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(END_REASONS))


class SeatsOpened(Schema):
    """Seats of a body are to be filled by an election, as a proposal says that a poll can name."""

    body = fields.String(required=True)
    proposal_id = fields.String(required=True)
    seats = fields.Integer(required=True)
    # The first day of the mandates; the assembly's day if none is given.
    starts_on = Day(required=True, allow_none=True)
    # asked (by hand) | expiring (mandates are about to end)
    because = fields.String(required=True, validate=validate.OneOf(["asked", "expiring"]))


class SeatDeclined(Schema):
    """A runner-up to whom a vacant seat was offered could not be seated; ``code`` says why."""

    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    code = fields.String(required=True)


class CandidacyExamined(Schema):
    """What membership alone knows of a candidate was looked at: ``code`` and article say what stands in the way."""

    election_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    article = fields.String(required=True, allow_none=True)


candidacy_examined = membership.event("candidacy.examined", CandidacyExamined)
seats_opened = membership.event("seats.opened", SeatsOpened)
seat_declined = membership.event("seat.declined", SeatDeclined)
mandate_seated = membership.event("mandate.seated", MandateSeated)
mandate_ended = membership.event("mandate.ended", MandateEnded)
