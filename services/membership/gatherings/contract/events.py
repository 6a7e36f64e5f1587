"""What an organiser tells all who are linked with it, and what it and one cooperative tell each other."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Instant, Schema, Slug, Text
from services.membership.contract import membership

from .schemas import KINDS, MOST_PLACES

ID = Text(most=60, required=True)


class GatheringAnnounced(Schema):
    """A gathering is announced, changed or cancelled; the newest version counts."""

    gathering_id = ID
    version = Count(least=1, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = Text(required=True)
    theme = Slug(required=True, allow_none=True)
    series = Slug(required=True, allow_none=True)
    place = Text(required=True, allow_none=True)
    link = Text(most=500, required=True, allow_none=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    sign_up_until = Instant(required=True)
    capacity = Count(least=1, required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(["planned", "cancelled"]))
    reason = Text(most=300, required=True, allow_none=True)


class SignedUp(Schema):
    """A cooperative signs up for places at a gathering."""

    gathering_id = ID
    sign_up_id = ID
    places = Count(least=1, most=MOST_PLACES, required=True)


class SignUpWithdrawn(Schema):
    """A cooperative gives its places back."""

    gathering_id = ID
    sign_up_id = ID


class SignUpSettled(Schema):
    """What became of a sign-up; the newest version counts."""

    gathering_id = ID
    sign_up_id = ID
    version = Count(least=1, required=True)
    state = fields.String(required=True, validate=validate.OneOf(["confirmed", "waiting", "refused", "withdrawn"]))
    reason = Slug(required=True, allow_none=True)


announced = membership.event("gathering.announced", GatheringAnnounced, exportable=True)
signed_up = membership.event("gathering.signed_up", SignedUp, addressed=True)
withdrawn = membership.event("gathering.sign_up_withdrawn", SignUpWithdrawn, addressed=True)
settled = membership.event("gathering.sign_up_settled", SignUpSettled, addressed=True)
