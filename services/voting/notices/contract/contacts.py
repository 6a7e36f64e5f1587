"""Names and addresses of voters: told, imported, erased; no event carries one."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Flag, Instant, QuerySchema, Schema, Text
from services.commons.documents.said import LANGUAGES
from services.voting.contract import voting
from services.voting.notices.contract.refusals import ContactErased, UnknownVoter, UnreadableContacts

WAYS = ("email", "paper")
PRINTABLE = validate.Regexp(r"[^\x00-\x1f\x7f]+\Z", error="This must be one line of printable characters.")


class NewContact(Schema):
    """Who a member is and how notices reach it; ``way`` is by e-mail where there is an address, if not said."""

    name = Text(most=120, required=True, validate=PRINTABLE)
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    postal_address = Text(most=400, load_default=None, allow_none=True)
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
    way = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(WAYS))

    @validates_schema
    def _reachable(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("way") == "email" and not data.get("email"):
            raise ValidationError("Without an address nothing can be sent by e-mail.", "way")


class ContactView(Schema):
    """A voter by name and address: personal data, erased on request."""

    member_id = fields.String()
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    postal_address = fields.String(allow_none=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    way = fields.String(validate=validate.OneOf(WAYS))
    recorded_at = Instant()
    erased_at = Instant(allow_none=True)


class ContactTold(Schema):
    """That a contact is known, or was erased; the name and the addresses are in no answer that is kept."""

    member_id = fields.String()
    way = fields.String(validate=validate.OneOf(WAYS))
    recorded_at = Instant()
    erased_at = Instant(allow_none=True)


class ContactImport(QuerySchema):
    """With ``dry_run`` every line gets its verdict and nothing is kept."""

    dry_run = Flag(load_default=False)


tell_voter_contact = voting.command(
    "tell_voter_contact", "PUT /voter-contacts/{member_id}", body=NewContact, returns=ContactTold,
    scope="members:write", refuses=[UnknownVoter, ContactErased],
    summary="Tell a voter's name and addresses, for notices and minutes",
)  # fmt: skip
get_voter_contact = voting.query(
    "get_voter_contact", "GET /voter-contacts/{member_id}", returns=ContactView, scope="members:read",
    summary="Look up how a voter is called and reached",
)  # fmt: skip
erase_voter_contact = voting.command(
    "erase_voter_contact", "POST /voter-contacts/{member_id}/erasure", returns=ContactTold, scope="members:write",
    status=200, summary="Erase a voter's name and addresses; documents show the member's number from now on",
)  # fmt: skip
import_voter_contacts = voting.job(
    "import_voter_contacts", "POST /imports/voter-contacts", accepts=("text/csv",), query=ContactImport,
    scope="members:write", refuses=[UnreadableContacts],
    summary="Tell many contacts: CSV member (id or number), name[, email, postal_address, language, way]",
)  # fmt: skip
