"""The shapes in which polls are asked for and shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Text
from services.voting.assemblies.contract.shapes import QuorumView
from services.voting.tally.rules.votes import METHODS

from .events import ANNULMENT_CODES

BALLOTS = ("secret", "named", "hands")
EFFECT_STATES = ("pending", "applied", "refused", "undone", "kept")
STATES = ("draft", "sealed", "open", "suspended", "closed", "tallied", "proclaimed", "contested", "final", "annulled")


class NewCandidate(Schema):
    """A member who stands."""

    member_id = Text(most=60, required=True)
    statement = Text(most=10_000, load_default=None, allow_none=True)


class NewCandidates(Schema):
    """Members who stand, in the order that settles ties."""

    candidates = fields.List(fields.Nested(NewCandidate), required=True, validate=validate.Length(min=1, max=500))


class NewPoll(Schema):
    """A question for an assembly: a text to be decided on, or an election.

    A text is put as a ``resolution`` (for, against, abstain) or for ``consent`` (adopted when nobody objects). Seats
    are filled by ``single_choice`` (one seat), ``approval`` (as many names as seats, or as the statutes say),
    ``scottish_stv`` (an order of preference), ``schulze`` (an order that may have equals) or ``majority_judgment``
    (grades). ``ballot`` is ``secret`` on persons where the statutes say so; otherwise a resolution is voted by a show
    of ``hands`` and the rest by name, unless asked. A poll may name the proposal that it puts into effect. Once the
    assembly is convened it must name an agenda item.
    """

    assembly_id = Text(most=60, required=True)
    title = Text(required=True)
    question = Text(most=20_000, load_default=None, allow_none=True)
    method = fields.String(load_default="resolution", validate=validate.OneOf(METHODS))
    ballot = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(BALLOTS))
    # A resolution that decides on a person, such as an exclusion; elections always do.
    about_person = Flag(load_default=False)
    agenda_item_id = Text(most=60, load_default=None, allow_none=True)
    proposal_id = Text(most=60, load_default=None, allow_none=True)
    seats = Count(least=1, most=500, load_default=None, allow_none=True)
    candidates = fields.List(fields.Nested(NewCandidate), load_default=list, validate=validate.Length(max=500))


class PollAmendment(Schema):
    """What of a draft changes; what is not named stays."""

    title = Text()
    question = Text(most=20_000, allow_none=True)
    proposal_id = Text(most=60, allow_none=True)


class CandidateView(Schema):
    """A candidate, in the order that settles ties."""

    member_id = fields.String()
    position = fields.Integer()
    statement = fields.String(allow_none=True)
    withdrawn = Flag()


class EffectView(Schema):
    """What the resolution put into effect: ``pending``, ``applied`` with links, or ``refused`` with the reason.

    After the annulment of the resolution: ``undone`` with links, or ``kept`` with what cannot be undone.
    """

    effect = fields.String()
    proposal_id = fields.String()
    state = fields.String(validate=validate.OneOf(EFFECT_STATES))
    reason = fields.Raw(allow_none=True)
    links = fields.Raw(allow_none=True)


class InterruptionView(Schema):
    """The voting was suspended or resumed."""

    kind = fields.String(validate=validate.OneOf(["suspended", "resumed"]))
    reason = fields.String(allow_none=True)
    at = Instant()


class PollView(Schema):
    """A poll and where it stands."""

    id = fields.String()
    assembly_id = fields.String()
    agenda_item_id = fields.String()
    title = fields.String()
    question = fields.String(allow_none=True)
    method = fields.String(validate=validate.OneOf(METHODS))
    ballot = fields.String(validate=validate.OneOf(BALLOTS))
    about_person = Flag()
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
    interruptions = fields.List(fields.Nested(InterruptionView))
    # How many objections were taken down in words, under consent.
    objections = fields.Integer()
    # The last day on which the result may be contested, once it is proclaimed.
    contestable_until = Day(allow_none=True)
    contested_for = fields.String(allow_none=True)
    annulled_for = fields.String(allow_none=True)
    annulled_at = Instant(allow_none=True)
    annulment_code = fields.String(allow_none=True)
    annulment_reference = fields.String(allow_none=True)
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
    about_person = Flag()
    # Whether its rejection takes effect too, as with an admission.
    either_way = Flag()
    made_at = Instant()
    # Why its owner withdrew it: no poll may name it any more.
    withdrawn = fields.Raw(allow_none=True)


class EffectsQuery(QuerySchema):
    """Which effects: all, those in one state, or those of one kind."""

    state = fields.String(load_default=None, validate=validate.OneOf(EFFECT_STATES))
    effect = Text(most=60, load_default=None)


class EffectLine(EffectView):
    """The effect of a resolution, linked to the poll that decided it and to what its owner made of it."""

    resolution_id = fields.String()
    poll_id = fields.String()
    assembly_id = fields.String()
    service = fields.String()
    outcome = fields.String(validate=validate.OneOf(["adopted", "rejected"]))
    proclaimed_at = Instant()
    annulled_at = Instant(allow_none=True)


class Withdrawal(Schema):
    """The withdrawal of a candidate."""

    member_id = Text(most=60, required=True)


class Reason(Schema):
    """Why."""

    reason = Text(most=2000, required=True)


class Interrupting(Schema):
    """Why the voting is suspended or resumed."""

    reason = Text(most=1000, load_default=None, allow_none=True)


class NewObjection(Schema):
    """An objection in words; without a name, the chair brings it in."""

    text = Text(most=5000, required=True)
    member_id = Text(most=60, load_default=None, allow_none=True)


class ObjectionView(Schema):
    """An objection to a proposal that is put for consent."""

    id = fields.String()
    poll_id = fields.String()
    number = fields.Integer()
    member_id = fields.String(allow_none=True)
    text = fields.String()
    recorded_at = Instant()


class Annulment(Reason):
    """Why a poll is annulled, and whether a successor is drafted in the same assembly.

    A result that is final is annulled by ``court_decision`` alone, with the reference of the decision.
    """

    code = fields.String(load_default="irregularity", validate=validate.OneOf(ANNULMENT_CODES[:4]))
    reference = Text(most=200, load_default=None, allow_none=True)
    successor = Flag(load_default=False)
