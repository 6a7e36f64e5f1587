"""The shapes in which rolls are asked for and shown."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text

KINDS = ("provisional", "final")
# Grounds for a late change; a missed shift or a late payment is none of them.
ADDED = ("admitted_by_resolution", "omitted_by_error", "court_order")
REMOVED = ("membership_ended", "entered_by_error", "court_order")


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
    """A late change of a final roll."""

    member_id = Text(most=60, required=True)
    change = fields.String(required=True, validate=validate.OneOf(["added", "removed"]))
    reason = fields.String(required=True, validate=validate.OneOf(sorted({*ADDED, *REMOVED})))


class RollProof(Schema):
    """The proof that a member is on the roll of a poll: hash ``leaf`` and follow ``path`` to ``root`` (RFC 6962)."""

    poll_id = fields.String()
    roll_id = fields.String()
    leaf = fields.String()
    index = fields.Integer()
    size = fields.Integer()
    path = fields.List(fields.String())
    root = fields.String()
