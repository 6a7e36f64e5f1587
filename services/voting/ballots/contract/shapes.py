"""The shapes in which votes are given and answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Instant, Schema, Text

CHOICES = ("for", "against", "abstain", "blank")


class Vote(Schema):
    """A vote: ``choice`` on a resolution, ``choices`` (candidates, none for a blank ballot) in an election."""

    choice = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CHOICES))
    choices = fields.List(Text(most=60), load_default=None, allow_none=True, validate=validate.Length(max=500))


class SecretBallot(Vote):
    """A secret ballot: the credential alone authorises it, once."""

    credential = Text(most=100, required=True)


class BallotAccepted(Schema):
    """The ballot is in; it will be counted exactly once."""

    poll_id = fields.String()
    state = fields.String(validate=validate.OneOf(["accepted"]))


class CredentialsWanted(Schema):
    """Who gets credentials: these members, or everyone present or represented who has none yet."""

    member_ids = fields.List(
        Text(most=60), load_default=None, allow_none=True, validate=validate.Length(min=1, max=2000)
    )
    all_present = fields.Boolean(load_default=False)

    @validates_schema
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if (data["member_ids"] is None) != data["all_present"]:
            raise ValidationError("Give either member_ids or all_present.")
        if data["member_ids"] is not None and len(set(data["member_ids"])) != len(data["member_ids"]):
            raise ValidationError("A member is named twice.", "member_ids")


class IssuedView(Schema):
    """A credential for one vote; ``holder_id`` receives it for the member that it represents."""

    member_id = fields.String()
    holder_id = fields.String(allow_none=True)
    credential = fields.String()


class CredentialsView(Schema):
    """Credentials, shown this once; ``remaining`` more members present or represented have none yet."""

    poll_id = fields.String()
    remaining = fields.Integer()
    credentials = fields.List(fields.Nested(IssuedView))


class IssuanceView(Schema):
    """How far the issuing and voting are: numbers only."""

    poll_id = fields.String()
    issued = fields.Integer()
    cast = fields.Integer()


class NewNamedBallot(Vote):
    """A named vote."""

    member_id = Text(most=60, required=True)


class NewNamedBallots(Schema):
    """Named votes; a later one of the same member replaces the earlier. All are taken or none."""

    ballots = fields.List(fields.Nested(NewNamedBallot), required=True, validate=validate.Length(min=1, max=2000))


class NamedBallotView(Schema):
    """A named vote."""

    member_id = fields.String()
    revision = fields.Integer()
    cast_by = fields.String()
    weight = fields.Integer()
    choices = fields.List(fields.String())
    recorded_at = Instant()


class NewHands(Schema):
    """What two tellers counted, in votes; those of represented members included."""

    tellers = fields.List(Text(most=60), required=True, validate=validate.Length(equal=2))
    votes_for = Count(data_key="for", required=True)
    against = Count(required=True)
    abstain = Count(load_default=0)


class HandsView(Schema):
    """A count of hands."""

    poll_id = fields.String()
    revision = fields.Integer()
    teller_ids = fields.List(fields.String())
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    recorded_at = Instant()
