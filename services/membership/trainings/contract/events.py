"""What trainings tell."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, Schema
from services.membership.contract import membership

from .schemas import PLACES


class TrainingPlanned(Schema):
    """A training session was planned."""

    training_id = fields.String(required=True)
    theme = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class TrainingCancelled(Schema):
    """A training session does not take place."""

    training_id = fields.String(required=True)


class TrainingHeld(Schema):
    """Who attended a training was recorded, for the first time or again; the figures are those of the whole session."""

    training_id = fields.String(required=True)
    attended = fields.Integer(required=True)
    minutes = fields.Integer(required=True)


class PlaceChanged(Schema):
    """Somebody's place in a training is another now: given, in the queue, or given up."""

    training_id = fields.String(required=True)
    member_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(PLACES))


class RoleGranted(Schema):
    """Somebody holds a role from a day on, for good or until another."""

    role_id = fields.String(required=True)
    member_id = fields.String(required=True)
    role = fields.String(required=True)
    since = Day(required=True)
    until = Day(required=True, allow_none=True)
    training_id = fields.String(required=True, allow_none=True)


class RoleEnded(Schema):
    """A role ends before it would have; ``ended_on`` is its last day."""

    role_id = fields.String(required=True)
    member_id = fields.String(required=True)
    role = fields.String(required=True)
    ended_on = Day(required=True)


training_planned = membership.event("training.planned", TrainingPlanned)
training_cancelled = membership.event("training.cancelled", TrainingCancelled)
training_held = membership.event("training.held", TrainingHeld)
training_place_changed = membership.event("training.place_changed", PlaceChanged)
role_granted = membership.event("role.granted", RoleGranted)
role_ended = membership.event("role.ended", RoleEnded)
