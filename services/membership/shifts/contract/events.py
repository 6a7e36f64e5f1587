"""What is told of shifts: to members by whoever writes to them, to tills, to integrations."""

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, Schema
from services.membership.contract import membership

from .schemas.standings import STANDINGS

SWAP_STATES = ("offered", "accepted", "declined", "withdrawn", "lapsed")


class ShiftCancelledTold(Schema):
    """A shift does not take place; those named were enrolled, and owe nothing for it."""

    shift_id = fields.String(required=True)
    starts_at = Instant(required=True)
    member_ids = fields.List(fields.String(), required=True)


class ShiftMovedTold(Schema):
    """A shift takes place at another time of its day; those named are enrolled."""

    shift_id = fields.String(required=True)
    was_starts_at = Instant(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    member_ids = fields.List(fields.String(), required=True)


class SwapTold(Schema):
    """A swap was offered, or settled: accepted, declined, withdrawn, or lapsed when a place was lost."""

    swap_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(SWAP_STATES))
    member_id = fields.String(required=True)
    shift_id = fields.String(required=True)
    with_member_id = fields.String(required=True)
    with_shift_id = fields.String(required=True)


class StandInWanted(Schema):
    """A member asks for somebody to come in their place; until somebody does, the member is expected."""

    shift_id = fields.String(required=True)
    member_id = fields.String(required=True)
    role = fields.String(required=True)
    starts_at = Instant(required=True)


class ReminderDue(Schema):
    """A member's shift starts soon; told once, as many hours before as the bylaws say."""

    shift_id = fields.String(required=True)
    member_id = fields.String(required=True)
    starts_at = Instant(required=True)


class StandingChanged(Schema):
    """A member's standing is another one than was told last; ``until`` is the last day it lasts by itself."""

    member_id = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    was = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    until = Day(required=True, allow_none=True)


shift_cancelled = membership.event("shift.cancelled", ShiftCancelledTold)
shift_moved = membership.event("shift.moved", ShiftMovedTold)
swap_offered = membership.event("shift.swap_offered", SwapTold, summary="A swap was offered to a member.")
swap_settled = membership.event("shift.swap_settled", SwapTold, summary="A swap was settled, one way or another.")
stand_in_wanted = membership.event("shift.stand_in_wanted", StandInWanted)
reminder_due = membership.event("shift.reminder_due", ReminderDue)
standing_changed = membership.event("standing.changed", StandingChanged)
