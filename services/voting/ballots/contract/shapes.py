"""The shapes in which votes are given and answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Flag, Instant, Schema, Text

CHOICES = ("for", "against", "consent", "object", "abstain", "blank")
GRADES = ("excellent", "very_good", "good", "fair", "poor", "reject")
MOST_CANDIDATES = 500


class Rank(fields.Field[Any]):
    """A place in a ranking: a candidate, or a list of candidates who are ranked equal."""

    default_error_messages = {"invalid": "Name a candidate, or a list of candidates who are ranked equal."}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | list[str]:
        named = value if isinstance(value, list) else [value]
        if not 1 <= len(named) <= MOST_CANDIDATES:
            raise self.make_error("invalid")
        if not all(isinstance(one, str) and 1 <= len(one) <= 60 for one in named):
            raise self.make_error("invalid")
        return value


class Vote(Schema):
    """A vote, in the one field that the poll's method asks for.

    ``choice``, a word, on a resolution or a consent; ``choices`` for single choice and approval, ``ranking`` in the
    order of preference for Scottish STV (or with lists of equals for Schulze), ``grades`` for majority judgment. None
    named is a blank ballot.
    """

    choice = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CHOICES))
    choices = fields.List(Text(most=60), load_default=None, allow_none=True,
                          validate=validate.Length(max=MOST_CANDIDATES))  # fmt: skip
    ranking = fields.List(Rank(), load_default=None, allow_none=True, validate=validate.Length(max=MOST_CANDIDATES))
    grades = fields.Dict(
        keys=Text(most=60), values=fields.String(validate=validate.OneOf(GRADES)), load_default=None, allow_none=True,
        validate=validate.Length(max=MOST_CANDIDATES),
    )  # fmt: skip


class SecretBallot(Vote):
    """A secret ballot: the credential alone authorises it, once.

    ``sealed`` in place of a vote is a libsodium sealed box to the poll's public key, in base64, of the canonical JSON
    ``{"poll": id, "vote": the vote in its kept form}``, filled with spaces to the poll's ``message_bytes``. What it
    says is checked when it is opened: an unsound ballot is null.
    """

    credential = Text(most=100, required=True)
    sealed = Text(most=60_000, load_default=None, allow_none=True)


class BallotAccepted(Schema):
    """The ballot is in; it will be counted exactly once.

    ``tracker`` is the hash of the leaf under which it will stand on the board; ``promise`` is the cooperative's
    signature (Ed25519) over it.
    """

    poll_id = fields.String()
    state = fields.String(validate=validate.OneOf(["accepted"]))
    tracker = fields.String()
    promise = fields.String()


class CredentialsWanted(Schema):
    """Who gets credentials: these members, or everyone present or represented who has none yet."""

    member_ids = fields.List(
        Text(most=60), load_default=None, allow_none=True, validate=validate.Length(min=1, max=2000)
    )
    all_present = Flag(load_default=False)

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
    """How far the issuing and voting are: numbers only; ``on_paper`` vote on papers, in the room or by post."""

    poll_id = fields.String()
    issued = fields.Integer()
    on_paper = fields.Integer()
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
    college = fields.String(allow_none=True)
    # In its kept form, as the method has it.
    vote = fields.Raw()
    recorded_at = Instant()


class NewHands(Schema):
    """What two tellers counted in the room, in votes, those of represented members included."""

    # Without them, those of the bureau.
    tellers = fields.List(Text(most=60), load_default=None, allow_none=True, validate=validate.Length(equal=2))
    college = Text(most=60, load_default=None, allow_none=True)
    votes_for = Count(data_key="for", required=True)
    against = Count(required=True)
    abstain = Count(load_default=0)


class HandsView(Schema):
    """A count of hands."""

    poll_id = fields.String()
    revision = fields.Integer()
    college = fields.String(allow_none=True)
    teller_ids = fields.List(fields.String())
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    recorded_at = Instant()


class NewPapers(Schema):
    """Members who vote on a paper: ``paper`` in the room, ``post`` by post."""

    member_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=2000))
    way = fields.String(required=True, validate=validate.OneOf(["paper", "post"]))

    @validates_schema
    def _once(self, data: dict[str, Any], **_: Any) -> None:
        if len(set(data["member_ids"])) != len(data["member_ids"]):
            raise ValidationError("A member is named twice.", "member_ids")


class PapersOf(Vote):
    """How many papers say one vote."""

    papers = Count(most=1_000_000, required=True)


class NewPaperCount(Schema):
    """A closing sheet: papers handed out, found in the box, and counted by what they say.

    It is that of one cell, the electors of one ``college`` whose votes weigh the same. More papers than were handed out
    need a ``reason``, which the result shows.
    """

    # Without them, those of the bureau.
    tellers = fields.List(Text(most=60), load_default=None, allow_none=True, validate=validate.Length(equal=2))
    college = Text(most=60, load_default=None, allow_none=True)
    weight = Count(least=1, load_default=1)
    handed_out = Count(most=1_000_000, required=True)
    found = Count(most=1_000_000, required=True)
    votes = fields.List(fields.Nested(PapersOf), required=True, validate=validate.Length(max=2000))
    null = Count(most=1_000_000, load_default=0)
    reason = Text(most=1000, load_default=None, allow_none=True)


class PapersCounted(Schema):
    """A vote in its kept form, none for null papers, and how many papers say so."""

    vote = fields.Raw(allow_none=True)
    papers = fields.Integer()


class PaperCountView(Schema):
    """A closing sheet, and what of it does not agree, in papers.

    ``too_many`` lie in the box that nobody was given, ``not_returned`` ones were handed out and not found,
    ``unregistered`` ones were handed out to nobody who is written down, ``not_taken`` by some who are.
    """

    poll_id = fields.String()
    college = fields.String(allow_none=True)
    weight = fields.Integer()
    revision = fields.Integer()
    teller_ids = fields.List(fields.String())
    registered = fields.Integer()
    handed_out = fields.Integer()
    found = fields.Integer()
    votes = fields.List(fields.Nested(PapersCounted))
    discrepancies = fields.Dict(keys=fields.String(), values=fields.Integer())
    reason = fields.String(allow_none=True)
    recorded_at = Instant()
