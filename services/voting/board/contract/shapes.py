"""The shapes in which boards are shown; keys, hashes and signatures are hexadecimal."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Instant, QuerySchema, Schema, Slug, Text

MOST_PROOFS = 16
VERDICTS = ("signed", "wrong_signature", "foreign_key", "older", "fork", "inconsistent")


class Hash(Text):
    """A SHA-256 or an Ed25519 key: 64 hexadecimal digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=64, validate=validate.Regexp(r"[0-9a-f]{64}\Z"), **options)


class Signature(Text):
    """An Ed25519 signature (RFC 8032): 128 hexadecimal digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=128, validate=validate.Regexp(r"[0-9a-f]{128}\Z"), **options)


class KeyStatement(Schema):
    """A public key of a voting service, which signs for itself; ``endorsement`` is by the key that it replaced."""

    public = Hash(required=True)
    since = Text(most=40, required=True)
    signature = Signature(required=True)
    previous = Hash(required=True, allow_none=True)
    endorsement = Signature(required=True, allow_none=True)


class KeyView(KeyStatement):
    """A key, and until when it signed; without an end it is in use."""

    until = Instant(allow_none=True)


class KeysView(Schema):
    """The keys of this cooperative's voting service, the first one first."""

    coop = Slug()
    keys = fields.List(fields.Nested(KeyView))


class CosignatureView(Schema):
    """Another cooperative's signature under a head; ``via`` is the federation that handed it on."""

    witness = Slug()
    key = Hash()
    signature = Signature()
    via = Slug(allow_none=True)
    received_at = Instant()


class HeadStatement(Schema):
    """The head of a board: the root over its first ``size`` entries, signed after what just happened (``moment``)."""

    size = Count(least=1, required=True)
    root = Hash(required=True)
    moment = Text(most=40, required=True)
    signed_at = Text(most=40, required=True)
    key = Hash(required=True)
    signature = Signature(required=True)


class HeadView(HeadStatement):
    """A head with the signatures of those who witnessed it."""

    cosignatures = fields.List(fields.Nested(CosignatureView))


class Receipt(Schema):
    """The proof that a leaf is on the board: an audit path to the root of a signed head (RFC 9162 §2.1.3)."""

    poll_id = fields.String()
    tracker = Hash()
    index = Count()
    path = fields.List(Hash())
    head = fields.Nested(HeadStatement)


class ConsistencyQuery(QuerySchema):
    """Two sizes of one board."""

    from_size = Count(least=1, required=True, data_key="from")
    to_size = Count(least=1, required=True, data_key="to")


class ConsistencyView(Schema):
    """The proof that the board of one size is the beginning of the later one (RFC 9162 §2.1.4)."""

    poll_id = fields.String()
    from_size = Count(data_key="from")
    to_size = Count(data_key="to")
    path = fields.List(Hash())


class EarlierHead(Schema):
    """An earlier size of the same board, and the proof that it is the beginning."""

    size = Count(least=1, required=True)
    path = fields.List(Hash(), required=True, validate=validate.Length(max=64))


class HeadSigned(Schema):
    """A head of a board was signed; nothing of it tells who voted or what."""

    poll_id = Text(most=60, required=True)
    head = fields.Nested(HeadStatement, required=True)
    key = fields.Nested(KeyStatement, required=True)
    continues = fields.List(fields.Nested(EarlierHead), required=True, validate=validate.Length(max=MOST_PROOFS))


class HeadCosigned(Schema):
    """A cooperative checked another's head and signed it; the head comes along, so that others can check it too."""

    coop = Slug(required=True)
    poll_id = Text(most=60, required=True)
    size = Count(least=1, required=True)
    root = Hash(required=True)
    witness = Slug(required=True)
    key = Hash(required=True)
    signature = Signature(required=True)
    shown = fields.Nested(HeadSigned, required=True)


class CosignatureRelayed(Schema):
    """A federation hands on to a member what another member signed under that member's head."""

    coop = Slug(required=True)
    poll_id = Text(most=60, required=True)
    size = Count(least=1, required=True)
    root = Hash(required=True)
    witness = Slug(required=True)
    key = Hash(required=True)
    signature = Signature(required=True)


class HeadRefused(Schema):
    """A head was not signed: its signature is wrong, or it does not go together with one that was shown before."""

    coop = Slug(required=True)
    poll_id = Text(most=60, required=True)
    size = Count(least=1, required=True)
    root = Hash(required=True)
    shown_by = Slug(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS[1:]))


class WitnessedQuery(QuerySchema):
    """Whose heads, or which verdict."""

    coop = Slug(load_default=None)
    verdict = fields.String(load_default=None, validate=validate.OneOf(VERDICTS))


class WitnessedView(Schema):
    """A head of another cooperative's board as it was shown to this one, and whether this one signed it."""

    coop = Slug()
    poll_id = fields.String()
    size = Count()
    root = Hash()
    key = Hash()
    shown_by = Slug()
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    seen_at = Instant()
