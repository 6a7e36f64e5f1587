"""The shapes in which keys and shares travel."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Flag, Instant, Schema, Text

HOLDERS = ("scrutineers", "service")
STATES = ("ready", "sealing", "waiting", "opening", "opened", "void")


class NewPollKey(Schema):
    """Who shares the key of a poll, and how many of them open the ballots together; none: the service keeps it."""

    scrutineers = fields.List(Text(most=60), load_default=list, validate=validate.Length(max=9))
    threshold = Count(least=2, most=9, load_default=None, allow_none=True)

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        named, threshold = data["scrutineers"], data["threshold"]
        if len(set(named)) != len(named):
            raise ValidationError("A scrutineer is named twice.", "scrutineers")
        if len(named) == 1:
            raise ValidationError("A key is shared among two scrutineers at least.", "scrutineers")
        if named and threshold is None:
            raise ValidationError("Say how many of the scrutineers open the ballots.", "threshold")
        if threshold is not None and threshold > len(named):
            raise ValidationError("There are fewer scrutineers than that.", "threshold")


class ScrutineerView(Schema):
    """A scrutineer, the hash (SHA-256) of the share, and whether it was handed in."""

    member_id = fields.String()
    share_hash = fields.String()
    handed_in_at = Instant(allow_none=True)


class PollKeyView(Schema):
    """The key of a poll: who holds it and where it stands.

    ``public_key`` (X25519, hexadecimal) and ``message_bytes``, the length to which a message is filled with spaces, are
    what a voter's own software seals by. ``private_key`` is shown once the ballots are opened, unless so few voted in
    one of the cells that it would tell who voted what (``withheld``).
    """

    poll_id = fields.String()
    key_held_by = fields.String(validate=validate.OneOf(HOLDERS))
    state = fields.String(validate=validate.OneOf(STATES))
    public_key = fields.String()
    message_bytes = fields.Integer(allow_none=True)
    threshold = fields.Integer(allow_none=True)
    scrutineers = fields.List(fields.Nested(ScrutineerView))
    ballots = fields.Integer(allow_none=True)
    opened = fields.Integer()
    private_key = fields.String(allow_none=True)
    withheld = Flag()
    made_at = Instant()
    opened_at = Instant(allow_none=True)


class ShareView(Schema):
    """A scrutineer's share of the key, shown this once."""

    member_id = fields.String()
    share = fields.String()


class CeremonyView(PollKeyView):
    """The key as it was made, with the shares to be handed out; they are kept nowhere."""

    shares = fields.List(fields.Nested(ShareView))


class NewKeyShare(Schema):
    """A share, handed in by the scrutineer who was given it."""

    member_id = Text(most=60, required=True)
    share = Text(most=100, required=True)
