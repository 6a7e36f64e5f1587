"""What strangers may see of minutes and attendance sheets."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Flag, Instant, QuerySchema, Schema, Text
from services.commons.documents.said import LANGUAGES
from services.commons.refusals import Refusal
from services.voting.assemblies.contract.events import minutes_signed
from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.contract import voting

OFFICES = ("chair", "teller", "secretary")
DIGEST = validate.Regexp(r"[0-9a-f]{64}\Z", error="A digest is 64 hexadecimal digits.")


class NotAnOfficer(Refusal):
    """The minutes are signed by the bureau."""

    code, status = "not_an_officer", 422
    sentence = "Member {member_id} holds no office in assembly {assembly_id}; its minutes are signed by: {officers}."


class MinutesMoved(Refusal):
    """The minutes say something else than what the signer has read."""

    code, status = "minutes_moved", 409
    sentence = "The minutes of assembly {assembly_id} now have the digest {current}; read them again and sign that."


class SignedAlready(Refusal):
    """The officer has signed this text."""

    code, status = "signed_already", 409
    sentence = "Member {member_id} signed these minutes at {signed_at}."


class NoOfficers(Refusal):
    """Nobody is there to sign."""

    code, status = "no_officers", 409
    sentence = "Assembly {assembly_id} has neither bureau nor chair; nobody can sign its minutes."


class EffectsPending(Refusal):
    """What was adopted is still being carried out, or a result is contested."""

    code, status = "effects_pending", 409
    sentence = "Of assembly {assembly_id} these polls are not settled yet: {poll_ids}."


class MinutesQuery(QuerySchema):
    """As data or PDF (JSON if neither this nor Accept says), and in which language."""

    format = fields.String(load_default="json", validate=validate.OneOf(["json", "pdf"]))
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class SheetQuery(QuerySchema):
    """In which language."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class NewSignature(Schema):
    """An officer's signature: who signs, and the digest of the text that was read."""

    member_id = Text(most=60, required=True)
    digest = fields.String(required=True, validate=DIGEST)


class SignatureView(Schema):
    """One officer and the signature under the text as it stands; null while it is missing."""

    office = fields.String(validate=validate.OneOf(OFFICES))
    member_id = fields.String()
    signed_at = Instant(allow_none=True)


class SigningView(Schema):
    """How far the signing is: ``complete`` once every officer has signed the text with this digest."""

    assembly_id = fields.String()
    state = fields.String()
    digest = fields.String()
    complete = Flag()
    signatures = fields.List(fields.Nested(SignatureView))


get_minutes = voting.download(
    "get_minutes", "GET /assemblies/{assembly_id}/minutes", produces=("application/json", "application/pdf"),
    query=MinutesQuery, scope="assemblies:read",
    summary="Read the minutes: a draft until the bureau has signed them, and fixed from then on",
)  # fmt: skip
get_signing = voting.query(
    "get_signing", "GET /assemblies/{assembly_id}/minutes/signatures", returns=SigningView, scope="assemblies:read",
    summary="See who has signed the minutes as they stand, and their digest",
)  # fmt: skip
sign_minutes = voting.command(
    "sign_minutes", "POST /assemblies/{assembly_id}/minutes/sign", body=NewSignature, returns=SigningView,
    scope="minutes:write", status=200, emits=[minutes_signed],
    refuses=[WrongAssemblyState, NotAnOfficer, MinutesMoved, SignedAlready, NoOfficers, EffectsPending],
    summary="Sign the minutes as chair, teller or secretary; with the last signature they are fixed",
)  # fmt: skip
get_attendance_sheet = voting.download(
    "get_attendance_sheet", "GET /assemblies/{assembly_id}/attendance-sheet", produces=("application/pdf",),
    query=SheetQuery, scope="presences:read",
    summary="Print the attendance sheet: by name, with proxies and a column to sign; filled in after the session",
)  # fmt: skip
