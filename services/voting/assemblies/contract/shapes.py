"""The shapes in which assemblies are asked for and shown."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text

KINDS = ("ordinary", "extraordinary")
STATES = ("draft", "convened", "open", "closed", "inquorate")


class When(Schema):
    """When and where an assembly sits: a day, and the hour if it is known."""

    held_on = Day(required=True)
    starts_at = Instant(load_default=None, allow_none=True)
    place = Text(most=300, load_default=None, allow_none=True)
    # The day that decides who may vote; by default the day of the assembly.
    record_date = Day(load_default=None, allow_none=True)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["record_date"] and data["record_date"] > data["held_on"]:
            raise ValidationError("The record date cannot be after the assembly.", "record_date")


class NewAgendaItem(Schema):
    """An item for the agenda."""

    title = Text(required=True)
    text = Text(most=20_000, load_default=None, allow_none=True)


class NewAssembly(When):
    """An assembly to prepare."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = Text(required=True)
    agenda = fields.List(fields.Nested(NewAgendaItem), load_default=list, validate=validate.Length(max=100))


class Notice(Schema):
    """The calling of the members; a notice that went out earlier, on paper, is recorded with its day."""

    convened_on = Day(load_default=None, allow_none=True)


class Opening(Schema):
    """The opening of the session; the chair receives the blank proxies where the statutes admit them."""

    chair_id = Text(most=60, load_default=None, allow_none=True)


class AgendaItemView(Schema):
    """An item of the agenda."""

    id = fields.String()
    position = fields.Integer()
    title = fields.String()
    text = fields.String(allow_none=True)


class AssemblyView(Schema):
    """An assembly and where it stands."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    title = fields.String()
    place = fields.String(allow_none=True)
    held_on = Day()
    starts_at = Instant(allow_none=True)
    record_date = Day()
    state = fields.String(validate=validate.OneOf(STATES))
    call = fields.Integer()
    first_call_id = fields.String(allow_none=True)
    chair_id = fields.String(allow_none=True)
    created_at = Instant()
    convened_on = Day(allow_none=True)
    convened_at = Instant(allow_none=True)
    opened_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)


class AssembliesQuery(QuerySchema):
    """Which assemblies."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class NewPresence(Schema):
    """One arrival, departure, remote connection or vote by post; ``at`` is now unless said otherwise."""

    member_id = Text(most=60, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["arrive", "remote", "postal", "leave"]))
    at = Instant(load_default=None, allow_none=True)


class NewPresences(Schema):
    """Entries for the journal of presence, in the order of time; all are taken or none."""

    entries = fields.List(fields.Nested(NewPresence), required=True, validate=validate.Length(min=1, max=2000))


class PresenceView(Schema):
    """One line of the journal of presence."""

    seq = fields.Integer()
    member_id = fields.String()
    kind = fields.String()
    at = Instant()
    recorded_at = Instant()


class QuorumView(Schema):
    """A quorum: what is needed, what is there, and the article that says so."""

    base = fields.String()
    fraction = fields.String(allow_none=True)
    entitled = fields.Integer()
    counted = fields.Integer()
    required = fields.Integer()
    reached = fields.Boolean()
    article = fields.String()


class AttendanceView(Schema):
    """Who counts at this moment, in numbers."""

    assembly_id = fields.String()
    entitled = fields.Integer()
    in_room = fields.Integer()
    remote = fields.Integer()
    postal = fields.Integer()
    represented = fields.Integer()
    votes = fields.Integer()
    recorded = fields.Integer(allow_none=True)
    quorum = fields.Nested(QuorumView)


class NewProxy(Schema):
    """A proxy; without a holder it is blank, which the statutes must admit."""

    giver_id = Text(most=60, required=True)
    holder_id = Text(most=60, load_default=None, allow_none=True)


class ProxyView(Schema):
    """A proxy and its state."""

    id = fields.String()
    assembly_id = fields.String()
    giver_id = fields.String()
    holder_id = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(["given", "revoked"]))
    given_at = Instant()
    revoked_at = Instant(allow_none=True)
