"""The facts that elections tell; statements and reasons stay here, ids and days leave."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, Schema
from services.voting.contract import voting


class ElectionOpened(Schema):
    """An election of a body stands in draft: its seats are known, its calendar is to be set."""

    election_id = fields.String(required=True)
    body = fields.String(required=True)
    seats = fields.Integer(required=True)
    proposal_id = fields.String(required=True)
    starts_on = Day(required=True, allow_none=True)
    # asked (by hand) | expiring (mandates are about to end)
    because = fields.String(required=True, validate=validate.OneOf(["asked", "expiring"]))


class ElectionCalled(Schema):
    """Candidates may stand, from one moment to another; ``order_commitment`` binds the lot that orders their list."""

    election_id = fields.String(required=True)
    body = fields.String(required=True)
    seats = fields.Integer(required=True)
    assembly_id = fields.String(required=True)
    opens_at = Instant(required=True)
    closes_at = Instant(required=True)
    order = fields.String(required=True, validate=validate.OneOf(["number", "lot"]))
    order_commitment = fields.String(required=True, allow_none=True)


class CandidacyTold(Schema):
    """A member stands, so that membership can examine what it alone knows."""

    election_id = fields.String(required=True)
    body = fields.String(required=True)
    member_id = fields.String(required=True)


class ElectionPolled(Schema):
    """The call is over: the list is published and put to the vote as a poll."""

    election_id = fields.String(required=True)
    body = fields.String(required=True)
    poll_id = fields.String(required=True)
    round = fields.Integer(required=True)
    candidates = fields.Integer(required=True)


class RunnerUpOffered(Schema):
    """A mandate ended early: its seat is offered to the next in rank of the election that filled it."""

    # The mandate that ended, and the resolution that had filled the seat.
    mandate_id = fields.String(required=True)
    body = fields.String(required=True)
    resolution_id = fields.String(required=True)
    poll_id = fields.String(required=True)
    member_id = fields.String(required=True)
    rank = fields.Integer(required=True)


election_opened = voting.event("election.opened", ElectionOpened)
election_called = voting.event("election.called", ElectionCalled)
candidacy_submitted = voting.event("candidacy.submitted", CandidacyTold)
election_polled = voting.event("election.polled", ElectionPolled)
runner_up_offered = voting.event("runner_up.offered", RunnerUpOffered)
