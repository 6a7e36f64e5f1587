"""The facts that polls tell; aggregates only, never who voted what."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Schema
from services.voting.contract import voting

# Why a poll is annulled; a result that is final is annulled by a court's decision alone.
ANNULMENT_CODES = ("irregularity", "error_of_form", "court_decision", "replaced", "second_call", "assembly_closed")


class PollOpened(Schema):
    """A poll was opened: its electorate is committed to and the quorum was there."""

    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    method = fields.String(required=True)
    ballot = fields.String(required=True)
    # The Merkle root of the roll (RFC 6962) and the votes that it holds.
    roll_root = fields.String(required=True)
    entitled = fields.Integer(required=True)


class PollInterrupted(Schema):
    """The voting was suspended, or resumed."""

    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)


class PollProclaimed(Schema):
    """The result of a poll was proclaimed; ``counts`` is empty where so few voted that it would show who did what."""

    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    resolution_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["adopted", "rejected"]))
    entitled = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class PollAnnulled(Schema):
    """A poll was annulled; it is never reset, a successor may follow it."""

    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    reason = fields.String(required=True)
    successor_id = fields.String(required=True, allow_none=True)


class Outcome(Schema):
    """What an election came to."""

    elected = fields.List(fields.String(), required=True)


class ResolutionAdopted(Schema):
    """A resolution was adopted; the service that made its proposal puts exactly that into effect."""

    resolution_id = fields.String(required=True)
    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    # The day of the assembly: the date that the effect bears.
    adopted_on = Day(required=True)
    effect = fields.String(required=True, allow_none=True)
    proposal_id = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)
    outcome = fields.Nested(Outcome, required=True, allow_none=True)


class ResolutionRejected(Schema):
    """A resolution was rejected; its proposal may be put to the vote again."""

    resolution_id = fields.String(required=True)
    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    rejected_on = Day(required=True)
    effect = fields.String(required=True, allow_none=True)
    proposal_id = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)


class ResolutionAnnulled(Schema):
    """A resolution was annulled after it was proclaimed; the service that put it into effect undoes what it can."""

    resolution_id = fields.String(required=True)
    poll_id = fields.String(required=True)
    assembly_id = fields.String(required=True)
    # From this day on it has no effect; what was done before stands.
    annulled_on = Day(required=True)
    # Whether it had been adopted or rejected.
    outcome = fields.String(required=True, validate=validate.OneOf(["adopted", "rejected"]))
    effect = fields.String(required=True, allow_none=True)
    proposal_id = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, validate=validate.OneOf(ANNULMENT_CODES))


poll_opened = voting.event("poll.opened", PollOpened)
poll_suspended = voting.event("poll.suspended", PollInterrupted)
poll_resumed = voting.event("poll.resumed", PollInterrupted)
poll_proclaimed = voting.event("poll.proclaimed", PollProclaimed)
poll_annulled = voting.event("poll.annulled", PollAnnulled)
resolution_adopted = voting.event("resolution.adopted", ResolutionAdopted)
resolution_rejected = voting.event("resolution.rejected", ResolutionRejected)
resolution_annulled = voting.event("resolution.annulled", ResolutionAnnulled)
