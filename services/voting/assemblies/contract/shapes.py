"""The shapes in which assemblies are asked for and shown."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.clock import legal_day
from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Text
from services.voting.assemblies.rules import KINDS, PARTS, STATES

from .agenda import NewAgendaItem

MODES = ("in_room", "remote", "postal", "paper")
Link = validate.URL(schemes={"http", "https"}, require_tld=False)


class When(Schema):
    """When, where and how an assembly sits: a day, the hour if it is known, and how members may take part in it.

    Without ``modes`` members take part in every way that the statutes allow; ``link`` is where they connect.
    """

    held_on = Day(required=True)
    starts_at = Instant(load_default=None, allow_none=True)
    place = Text(most=300, load_default=None, allow_none=True)
    # The day that decides who may vote; by default the day of the assembly.
    record_date = Day(load_default=None, allow_none=True)
    modes = fields.List(
        fields.String(validate=validate.OneOf(MODES)), load_default=None, allow_none=True,
        validate=validate.Length(min=1, max=len(MODES)),
    )  # fmt: skip
    link = Text(most=1000, load_default=None, allow_none=True, validate=Link)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["record_date"] and data["record_date"] > data["held_on"]:
            raise ValidationError("The record date cannot be after the assembly.", "record_date")
        if data["starts_at"] and legal_day(data["starts_at"]) != data["held_on"]:
            raise ValidationError("The hour is not on the day of the assembly.", "starts_at")


class NewAssembly(When):
    """An assembly to prepare."""

    # Assemblies of sections are made by their main assembly.
    kind = fields.String(required=True, validate=validate.OneOf([one for one in KINDS if one != "section"]))
    title = Text(required=True)
    agenda = fields.List(fields.Nested(NewAgendaItem), load_default=list, validate=validate.Length(max=100))


class Notice(Schema):
    """The calling of the members; a notice that went out earlier, on paper, is recorded with its day."""

    convened_on = Day(load_default=None, allow_none=True)


class Opening(Schema):
    """The opening of the session; the chair receives the blank proxies where the statutes admit them."""

    chair_id = Text(most=60, load_default=None, allow_none=True)


class Adjournment(Schema):
    """A break of the session: when it sits again, and why."""

    until = Instant(required=True)
    reason = Text(most=500, load_default=None, allow_none=True)


class MissingQuorum(Schema):
    """Which part lacks the quorum: without it, all that the assembly was to decide."""

    part = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PARTS))


class Connection(Schema):
    """Where members connect to take part from afar."""

    link = Text(most=1000, required=True, allow_none=True, validate=Link)


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
    modes = fields.List(fields.String(validate=validate.OneOf(MODES)))
    link = fields.String(allow_none=True)
    call = fields.Integer()
    first_call_id = fields.String(allow_none=True)
    main_id = fields.String(allow_none=True)
    section = fields.String(allow_none=True)
    chair_id = fields.String(allow_none=True)
    created_at = Instant()
    convened_on = Day(allow_none=True)
    convened_at = Instant(allow_none=True)
    opened_at = Instant(allow_none=True)
    adjourned_until = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    minutes_signed_at = Instant(allow_none=True)
    minutes_digest = fields.String(allow_none=True)


class AssembliesQuery(QuerySchema):
    """Which assemblies; ``main_id`` asks for the assemblies of its sections."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    main_id = fields.String(load_default=None)


class CalendarDays(Schema):
    """The lawful days of an assembly, each with its article."""

    assembly_id = fields.String()
    held_on = Day()
    notice_days = fields.Integer()
    notice_article = fields.String()
    # The last day on which the members may be called to it, and the first on which it may sit if called today.
    notice_by = Day()
    earliest_if_convened_today = Day()
    record_date = Day()
    record_article = fields.String()
    # The days within which members may ask for resolutions to be added; absent where the statutes know of none.
    added_from = Day(allow_none=True)
    added_until = Day(allow_none=True)
    added_fraction = fields.String(allow_none=True)
    added_article = fields.String(allow_none=True)


class QuorumFindingView(Schema):
    """What was counted when a quorum was declared missing."""

    part = fields.String(validate=validate.OneOf(PARTS))
    counted = fields.Integer()
    entitled = fields.Integer()
    required = fields.Integer()
    fraction = fields.String(allow_none=True)
    article = fields.String()
    found_at = Instant()


class NewPresence(Schema):
    """One arrival, departure, remote connection or vote by post; ``at`` is now unless said otherwise.

    An organisation takes part through ``represented_by``: whom the register names for it, unless said otherwise.
    """

    member_id = Text(most=60, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["arrive", "remote", "postal", "leave"]))
    at = Instant(load_default=None, allow_none=True)
    represented_by = Text(most=60, load_default=None, allow_none=True)


class NewPresences(Schema):
    """Entries for the journal of presence, in the order of time; all are taken or none."""

    entries = fields.List(fields.Nested(NewPresence), required=True, validate=validate.Length(min=1, max=2000))


class PresenceView(Schema):
    """One line of the journal of presence; ``represented_by`` is the person who acts for an organisation."""

    seq = fields.Integer()
    member_id = fields.String()
    represented_by = fields.String(allow_none=True)
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
    reached = Flag()
    article = fields.String()


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
