"""The shapes in which rolls are asked for and shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text

KINDS = ("provisional", "final")


class CollegeView(Schema):
    """The electors of one college (null where there are none) and their votes."""

    college = fields.String(allow_none=True)
    members = fields.Integer()
    votes = fields.Integer()


class WeighingView(Schema):
    """How a federation weighed its members: the figure, the votes shared out, the cap, and who disclosed none."""

    figure = fields.String()
    votes = fields.Integer()
    maximum_fraction = fields.String()
    without_figure = fields.Integer()
    article = fields.String()


class RollView(Schema):
    """A roll: its size and the Merkle root (RFC 6962) that commits to it."""

    id = fields.String()
    assembly_id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    version = fields.Integer()
    as_of = Day()
    size = fields.Integer()
    votes = fields.Integer()
    root = fields.String()
    by_college = fields.List(fields.Nested(CollegeView))
    weighing = fields.Nested(WeighingView, allow_none=True)
    made_at = Instant()


class RollQuery(QuerySchema):
    """Which roll: the final one if there is one, unless told."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))


class RollEntryView(Schema):
    """An elector on a roll."""

    member_id = fields.String()
    number = fields.Integer()
    category = fields.String()
    college = fields.String(allow_none=True)
    weight = fields.Integer()


class NewRollChange(Schema):
    """A late change of a final roll; ``reason`` must be a ground in law, such as ``membership_ended``."""

    member_id = Text(most=60, required=True)
    change = fields.String(required=True, validate=validate.OneOf(["added", "removed"]))
    reason = Text(most=60, required=True)


class RollChangeView(Schema):
    """A late change of a final roll, the version that it made, and the article that its ground stands in."""

    version = fields.Integer()
    member_id = fields.String()
    change = fields.String()
    reason = fields.String()
    article = fields.String()
    resolution_id = fields.String(allow_none=True)
    recorded_at = Instant()


class RollProof(Schema):
    """The proof that a member is on the roll of a poll: hash ``leaf`` and follow ``path`` to ``root`` (RFC 6962)."""

    poll_id = fields.String()
    roll_id = fields.String()
    leaf = fields.String()
    index = fields.Integer()
    size = fields.Integer()
    path = fields.List(fields.String())
    root = fields.String()
