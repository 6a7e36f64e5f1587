"""What is told of activities; the subject is ``activities/<activity_id>``."""

from marshmallow import fields

from services.commons.contract import Day, Schema
from services.membership.contract import membership


class ActivityOpened(Schema):
    """An activity was opened, or its owners changed; the subject is ``activities/<activity_id>``."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    # The code of the establishment.
    establishment = fields.String(required=True)
    owner_ids = fields.List(fields.String(), required=True)
    group_id = fields.String(required=True, allow_none=True)
    opened_on = Day(required=True)


class ActivityPaused(Schema):
    """An activity rests from a day on."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    paused_on = Day(required=True)


class ActivityResumed(Schema):
    """An activity that rested, or was closed, works again from a day on."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    resumed_on = Day(required=True)


class ActivityClosed(Schema):
    """An activity was closed; ``closed_on`` is its last day, after which it sells nothing more."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    closed_on = Day(required=True)


class ActivityMoved(Schema):
    """An activity belongs to another establishment from a day on."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    establishment = fields.String(required=True)
    former = fields.String(required=True)
    moved_on = Day(required=True)


activity_opened = membership.event("activity.opened", ActivityOpened)
activity_paused = membership.event("activity.paused", ActivityPaused)
activity_resumed = membership.event("activity.resumed", ActivityResumed)
activity_closed = membership.event("activity.closed", ActivityClosed)
activity_moved = membership.event("activity.moved", ActivityMoved)
