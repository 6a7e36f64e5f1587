"""Names of auxiliaries: told, corrected, imported; no event carries them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Instant, Schema, Text
from services.commons.refusals import Refusal
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES, SheetQuery
from services.ledger.contract import ledger

PARTIES = ("person", "organisation")


class NameErased(Refusal):
    """The name of somebody who was pseudonymised is told no more."""

    code, status = "name_erased", 409
    sentence = "Auxiliary {auxiliary} was pseudonymised: no name is kept of it any more."


class NewName(Schema):
    """What an auxiliary is called, and whether it is a person (if not said: members and employees are)."""

    name = Text(most=120, required=True)
    party = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PARTIES))


class AuxiliaryNameView(Schema):
    """An auxiliary by name; personal data, kept as long as the books."""

    auxiliary = fields.String(attribute="id")
    name = fields.String()
    party = fields.String(validate=validate.OneOf(PARTIES))
    recorded_at = Instant()


class NameTold(Schema):
    """That a name is known; the name itself is in no answer that is kept."""

    auxiliary = fields.String(attribute="id")
    party = fields.String(validate=validate.OneOf(PARTIES))
    recorded_at = Instant()


name_auxiliary = ledger.command(
    "name_auxiliary", "PUT /auxiliaries/{auxiliary}/name", body=NewName, returns=NameTold, scope="accounts:write",
    refuses=[NameErased], summary="Tell what an auxiliary is called, for documents and the tax administration's file",
)  # fmt: skip
get_auxiliary_name = ledger.query(
    "get_auxiliary_name", "GET /auxiliaries/{auxiliary}/name", returns=AuxiliaryNameView, scope="accounts:read",
    summary="Look up what an auxiliary is called",
)  # fmt: skip
import_auxiliary_names = ledger.job(
    "import_auxiliary_names", "POST /imports/auxiliary-names", accepts=SHEET_TYPES, largest=LARGEST_BYTES,
    query=SheetQuery, scope="accounts:write", refuses=[*SHEET_REFUSALS],
    summary="Tell many names: CSV auxiliary (id, or a member's number), name[, party], a verdict per line",
)  # fmt: skip
