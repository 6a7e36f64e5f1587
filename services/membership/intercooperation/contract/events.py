"""What cooperatives and their federation tell each other about advice; each is addressed to one of them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Schema, Slug, Text
from services.membership.contract import membership

from .schemas import LONGEST, OUTCOMES, Areas, Positioned

ID = Text(most=60, required=True)
ENDINGS = ("closed", "withdrawn", "expired")


class ProfileChanged(Positioned):
    """A cooperative offers advice to the members of its federation, or takes its offer back; the newest counts."""

    version = Count(least=1, required=True)
    offered = Flag(required=True)
    themes = fields.List(Slug(), required=True, validate=validate.Length(max=50))


class AskedQuestion(Schema):
    """What a request says; its text names nobody."""

    request_id = ID
    theme = Slug(required=True)
    areas = Areas(required=True)
    latitude = Count(least=-90_000_000, most=90_000_000, required=True, allow_none=True)
    longitude = Count(least=-180_000_000, most=180_000_000, required=True, allow_none=True)
    radius_km = Count(least=1, most=2000, required=True, allow_none=True)
    text = Text(most=LONGEST, required=True)
    contact_role = Text(most=120, required=True)
    asked_on = Day(required=True)
    until = Day(required=True)


class RoutedQuestion(AskedQuestion):
    """A member's request, sent by the federation to one that is near."""

    asked_by = Slug(required=True)
    metres = Count(required=True, allow_none=True)


class RoutingSettled(Schema):
    """Whom a request reached, by slug or, where the federation's office asks, by name; or why nobody."""

    request_id = ID
    reached = fields.List(Text(), required=True, validate=validate.Length(max=100))
    reason = Slug(required=True, allow_none=True)


class AnswerGiven(Schema):
    """An answer to a request, on its way to the federation or from there to who asked."""

    request_id = ID
    asked_by = Slug(required=True)
    answered_by = Slug(required=True)
    # The name of an organisation for which the federation's office recorded the answer; then ``answered_by`` is its id.
    on_behalf_of = Text(required=True, allow_none=True)
    answer_id = ID
    number = Count(least=1, most=100, required=True)
    text = Text(most=LONGEST, required=True)
    contact_role = Text(most=120, required=True)
    answered_on = Day(required=True)


class RequestEnded(Schema):
    """A request is closed with what came of it, withdrawn, or past its last day."""

    request_id = ID
    asked_by = Slug(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ENDINGS))
    outcome = fields.String(required=True, allow_none=True, validate=validate.OneOf(OUTCOMES))
    text = Text(most=LONGEST, required=True, allow_none=True)
    ended_on = Day(required=True)


profile_changed = membership.event("advice.profile_changed", ProfileChanged, addressed=True)
asked = membership.event("advice.asked", AskedQuestion, addressed=True, summary="A cooperative asks for advice")
routed = membership.event("advice.routed", RoutedQuestion, addressed=True)
routing_settled = membership.event("advice.routing_settled", RoutingSettled, addressed=True)
answered = membership.event("advice.answered", AnswerGiven, addressed=True, summary="A cooperative answers a request")
answer_forwarded = membership.event(
    "advice.answer_forwarded", AnswerGiven, addressed=True, summary="A federation hands an answer on to who asked"
)
ended = membership.event("advice.ended", RequestEnded, addressed=True, summary="A cooperative's request has ended")
ending_forwarded = membership.event(
    "advice.ending_forwarded", RequestEnded, addressed=True,
    summary="A federation tells whom a request reached that it has ended",
)  # fmt: skip
