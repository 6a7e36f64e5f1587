"""The shapes in which elections are asked for and shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Slug, Text

STATES = ("draft", "called", "polled", "superseded")
CANDIDACIES = ("nominated", "examining", "standing", "refused", "withdrawn")
ORDERS = ("number", "lot")
OFFERS = ("waiting", "offered", "seated", "declined")


class NewCall(Schema):
    """A call for candidates to the open seats of a body, before an assembly that elects.

    The list is published in the order of member numbers, or by a lot whose seed is committed to at the call. Once the
    assembly is convened, the item of its agenda under which the election stands must be named.
    """

    body = Slug(required=True)
    assembly_id = Text(most=60, required=True)
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(required=True)
    order = fields.String(load_default="number", validate=validate.OneOf(ORDERS))
    title = Text(load_default=None, allow_none=True)
    statement = Text(most=10_000, load_default=None, allow_none=True)
    agenda_item_id = Text(most=60, load_default=None, allow_none=True)


class ElectionView(Schema):
    """An election: its seats, its calendar, and the poll that it became."""

    id = fields.String()
    body = fields.String()
    seats = fields.Integer()
    starts_on = Day(allow_none=True)
    because = fields.String()
    proposal_id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    assembly_id = fields.String(allow_none=True)
    agenda_item_id = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    statement = fields.String(allow_none=True)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    order = fields.String(allow_none=True)
    order_commitment = fields.String(allow_none=True)
    # Revealed when the list is published: the SHA-256 of it is the commitment.
    order_seed = fields.String(allow_none=True)
    method = fields.String(allow_none=True)
    poll_id = fields.String(allow_none=True)
    round = fields.Integer()
    candidates = fields.Integer()
    opened_at = Instant()
    called_at = Instant(allow_none=True)
    published_at = Instant(allow_none=True)


class ElectionsQuery(QuerySchema):
    """Which elections."""

    body = Slug(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class NewCandidacy(Schema):
    """A member stands; one whom somebody else names (``nominated_by``) stands once it has accepted."""

    member_id = Text(most=60, required=True)
    statement = Text(most=10_000, load_default=None, allow_none=True)
    nominated_by = Text(most=60, load_default=None, allow_none=True)


class Acceptance(Schema):
    """A member accepts to stand, with its own statement if it has one."""

    statement = Text(most=10_000, load_default=None, allow_none=True)


class CandidacyView(Schema):
    """A candidacy; ``position`` is its place on the published list."""

    election_id = fields.String()
    member_id = fields.String()
    number = fields.Integer()
    statement = fields.String(allow_none=True)
    nominated_by = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(CANDIDACIES))
    refused_for = fields.String(allow_none=True)
    article = fields.String(allow_none=True)
    position = fields.Integer(allow_none=True)
    submitted_at = Instant()
    accepted_at = Instant(allow_none=True)
    withdrawn_at = Instant(allow_none=True)


class SecondRoundWanted(Schema):
    """Where the second round is held: in the assembly of the first one unless another is named."""

    assembly_id = Text(most=60, load_default=None, allow_none=True)
    agenda_item_id = Text(most=60, load_default=None, allow_none=True)


class RunnerUpView(Schema):
    """Who is next for a vacancy: ``waiting``, or what became of the seat that was offered."""

    member_id = fields.String()
    rank = fields.Integer()
    state = fields.String(validate=validate.OneOf(OFFERS))
    mandate_id = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
