"""The shapes of requests for advice, of offers and of answers."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Slug, Text

from ..rules import AREA

STATES = ("sent", "routed", "unrouted", "answered", "closed", "withdrawn", "expired")
# What came of a request.
OUTCOMES = ("found", "partly_found", "not_found", "no_longer_needed")
LONGEST = 4000


class Areas(fields.List):
    """Codes of areas: ``department:74``, the beginning of postal codes ``postal:740``, a commune ``insee:74010``."""

    def __init__(self, **options: Any) -> None:
        code = Text(most=20, validate=validate.Regexp(AREA, error="Write department:74, postal:740 or insee:74010."))
        super().__init__(code, validate=validate.Length(max=100), **options)


class Themes(fields.List):
    """Slugs of themes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Slug(), validate=validate.Length(min=1, max=50), **options)


class Positioned(Schema):
    """Where: codes of areas, a position in millionths of a degree (WGS 84), or both."""

    areas = Areas(load_default=list)
    latitude = Count(least=-90_000_000, most=90_000_000, load_default=None, allow_none=True)
    longitude = Count(least=-180_000_000, most=180_000_000, load_default=None, allow_none=True)
    radius_km = Count(least=1, most=2000, load_default=None, allow_none=True)

    @validates_schema
    def check_position(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse half a position."""
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            raise ValidationError("A position has a latitude and a longitude.", "latitude")


class NewProfile(Positioned):
    """On which themes and how far around the cooperative offers advice; without a place, its bylaws say where it is."""

    # Which federation it offers it through; the only one if not said.
    federation = Slug(load_default=None)
    themes = Themes(required=True)


class FederationNamed(Schema):
    """Which federation is meant; the only one if not said."""

    federation = Slug(load_default=None)


class FederationQuery(QuerySchema):
    """Which federation is meant: all if not said."""

    federation = Slug(load_default=None)


class ProfileView(Schema):
    """An offer of advice; ``coop`` is whose, ``federation`` through which."""

    coop = fields.String()
    federation = fields.String()
    offered = Flag()
    themes = fields.List(fields.String())
    areas = fields.List(fields.String())
    latitude = fields.Integer(allow_none=True)
    longitude = fields.Integer(allow_none=True)
    radius_km = fields.Integer(allow_none=True)
    changed_at = Instant()


class RecordedProfile(Positioned):
    """What a member that does not run the suite told this office that it offers, and where."""

    themes = Themes(required=True)


class MemberProfileView(ProfileView):
    """A member's offer; ``by_hand`` where this office recorded it, under the member's id in the register."""

    name = fields.String(allow_none=True)
    by_hand = Flag()


class ThemeView(Schema):
    """A theme, and how a person reads it."""

    theme = fields.String()
    english = fields.String()
    french = fields.String()


class NewRequest(Positioned):
    """What is asked, about which theme, of cooperatives where, until when; it names nobody, the contact is a role."""

    federation = Slug(load_default=None)
    theme = Slug(required=True)
    text = Text(most=LONGEST, required=True)
    contact_role = Text(most=120, required=True)
    until = Day(required=True)


class Asked(Schema):
    """What a request says, wherever it is kept."""

    theme = fields.String()
    areas = fields.List(fields.String())
    latitude = fields.Integer(allow_none=True)
    longitude = fields.Integer(allow_none=True)
    radius_km = fields.Integer(allow_none=True)
    text = fields.String()
    contact_role = fields.String()
    asked_on = Day()
    until = Day()
    state = fields.String(validate=validate.OneOf(STATES))
    answers = fields.Integer()
    # What came of it, once it is closed.
    outcome = fields.String(allow_none=True, validate=validate.OneOf(OUTCOMES))
    outcome_text = fields.String(allow_none=True)


class RequestView(Asked):
    """A request of this cooperative; ``reached`` is whom the federation sent it to, ``reason`` why to nobody."""

    id = fields.String()
    federation = fields.String()
    reached = fields.List(fields.String())
    reason = fields.String(allow_none=True)


class ReceivedView(Asked):
    """Another cooperative's request that the federation sent here; ``metres`` away where both positions are known."""

    id = fields.String()
    federation = fields.String()
    asked_by = fields.String()
    request_id = fields.String()
    metres = fields.Integer(allow_none=True)


class RouteView(Schema):
    """A cooperative that a request reached, and by which measure it is near; this office asks it if ``by_hand``."""

    coop = fields.String()
    name = fields.String(allow_none=True)
    by_hand = Flag()
    by = fields.String(validate=validate.OneOf(["distance", "area"]))
    metres = fields.Integer(allow_none=True)
    routed_at = Instant()


class RoutedView(Asked):
    """A member's request as its federation keeps it."""

    asked_by = fields.String()
    request_id = fields.String()
    routes = fields.List(fields.Nested(RouteView))
    reason = fields.String(allow_none=True)


class NewAnswer(Schema):
    """An answer or an addition to one; it names nobody, the contact is a role."""

    text = Text(most=LONGEST, required=True)
    contact_role = Text(most=120, required=True)


class RecordedAnswer(NewAnswer):
    """The answer of a member that does not run the suite, as it told it to this office."""

    member_id = Text(most=60, required=True)


class AnswerView(NewAnswer):
    """An answer of one cooperative; its answers to one request are numbered."""

    id = fields.String()
    answered_by = fields.String()
    # The name of a member that does not run the suite, for which its federation's office recorded the answer.
    on_behalf_of = fields.String(allow_none=True)
    number = fields.Integer()
    answered_on = Day()


class NewClosure(Schema):
    """What came of a request."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    text = Text(most=LONGEST, required=True)


class RequestsQuery(QuerySchema):
    """Which requests: of one theme, or in one state."""

    theme = Slug(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
