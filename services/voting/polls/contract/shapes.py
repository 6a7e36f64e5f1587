"""The shapes in which polls are asked for and shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Instant, QuerySchema, Schema, Text
from services.voting.assemblies.contract.shapes import QuorumView

METHODS = ("resolution", "approval")
BALLOTS = ("secret", "named", "hands")
STATES = ("draft", "sealed", "open", "suspended", "closed", "tallied", "proclaimed", "contested", "final", "annulled")


class NewCandidate(Schema):
    """A member who stands."""

    member_id = Text(most=60, required=True)
    statement = Text(most=10_000, load_default=None, allow_none=True)


class NewCandidates(Schema):
    """Members who stand, in the order that settles ties."""

    candidates = fields.List(fields.Nested(NewCandidate), required=True, validate=validate.Length(min=1, max=500))


class NewPoll(Schema):
    """A question for an assembly: a resolution (for, against, abstain) or an election by approval.

    ``ballot`` is ``secret`` on persons where the statutes say so, and a show of ``hands`` otherwise. A poll may name
    the proposal that its adoption puts into effect. Once the assembly is convened it must name an agenda item.
    """

    assembly_id = Text(most=60, required=True)
    title = Text(required=True)
    question = Text(most=20_000, load_default=None, allow_none=True)
    method = fields.String(load_default="resolution", validate=validate.OneOf(METHODS))
    ballot = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(BALLOTS))
    # A resolution that decides on a person, such as an exclusion; elections always do.
    about_person = fields.Boolean(load_default=False)
    agenda_item_id = Text(most=60, load_default=None, allow_none=True)
    proposal_id = Text(most=60, load_default=None, allow_none=True)
    seats = Count(least=1, most=500, load_default=None, allow_none=True)
    candidates = fields.List(fields.Nested(NewCandidate), load_default=list, validate=validate.Length(max=500))


class CandidateView(Schema):
    """A candidate, in the order that settles ties."""

    member_id = fields.String()
    position = fields.Integer()
    statement = fields.String(allow_none=True)
    withdrawn = fields.Boolean()


class EffectView(Schema):
    """What the resolution put into effect: ``pending``, ``applied`` with links, or ``refused`` with the reason."""

    effect = fields.String()
    proposal_id = fields.String()
    state = fields.String(validate=validate.OneOf(["pending", "applied", "refused"]))
    reason = fields.Raw(allow_none=True)
    links = fields.Raw(allow_none=True)


class PollView(Schema):
    """A poll and where it stands."""

    id = fields.String()
    assembly_id = fields.String()
    agenda_item_id = fields.String()
    title = fields.String()
    question = fields.String(allow_none=True)
    method = fields.String(validate=validate.OneOf(METHODS))
    ballot = fields.String(validate=validate.OneOf(BALLOTS))
    about_person = fields.Boolean()
    state = fields.String(validate=validate.OneOf(STATES))
    seats = fields.Integer(allow_none=True)
    maximum_choices = fields.Integer(allow_none=True)
    proposal_id = fields.String(allow_none=True)
    digest = fields.String(allow_none=True)
    terms = fields.Raw(allow_none=True)
    roll_root = fields.String(allow_none=True)
    entitled = fields.Integer(allow_none=True)
    quorum = fields.Nested(QuorumView, allow_none=True)
    created_at = Instant()
    opened_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    proclaimed_at = Instant(allow_none=True)
    outcome = fields.String(allow_none=True, validate=validate.OneOf(["adopted", "rejected"]))
    resolution_id = fields.String(allow_none=True)
    effect = fields.Nested(EffectView, allow_none=True)
    contested_for = fields.String(allow_none=True)
    annulled_for = fields.String(allow_none=True)
    predecessor_id = fields.String(allow_none=True)
    successor_id = fields.String(allow_none=True)
    candidates = fields.List(fields.Nested(CandidateView))


class PollsQuery(QuerySchema):
    """Which polls."""

    assembly_id = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class PollLine(Schema):
    """A poll in a list."""

    id = fields.String()
    assembly_id = fields.String()
    title = fields.String()
    method = fields.String()
    ballot = fields.String()
    state = fields.String()
    outcome = fields.String(allow_none=True)
    resolution_id = fields.String(allow_none=True)
    effect_state = fields.String(allow_none=True)


class ProposalView(Schema):
    """A proposal that a poll may name."""

    id = fields.String()
    service = fields.String()
    effect = fields.String()
    digest = fields.String()
    summary = fields.String()
    assembly = fields.String()
    seats = fields.Integer(allow_none=True)
    made_at = Instant()


class Withdrawal(Schema):
    """The withdrawal of a candidate."""

    member_id = Text(most=60, required=True)


class Reason(Schema):
    """Why."""

    reason = Text(most=2000, required=True)


class Annulment(Reason):
    """Why a poll is annulled, and whether a successor is drafted in the same assembly."""

    successor = fields.Boolean(load_default=False)
