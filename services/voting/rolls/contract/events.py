"""The facts that rolls tell."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Day, Schema
from services.voting.contract import voting


class RollTold(Schema):
    """The final roll of an assembly was made."""

    assembly_id = fields.String(required=True)
    roll_id = fields.String(required=True)
    version = fields.Integer(required=True)
    as_of = Day(required=True)
    size = fields.Integer(required=True)
    root = fields.String(required=True)


class RollChangeTold(RollTold):
    """A final roll was changed late, for a reason."""

    member_id = fields.String(required=True)
    change = fields.String(required=True)
    reason = fields.String(required=True)
    # The resolution of this assembly that admitted the member, if one did.
    resolution_id = fields.String(load_default=None, allow_none=True)


roll_finalised = voting.event("roll.finalised", RollTold)
roll_changed = voting.event("roll.changed", RollChangeTold)
