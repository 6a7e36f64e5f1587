"""Pending entries: agreed on first, then posted or voided; without either they expire."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS, AttachmentReference, Entry, Line
from services.ledger.journal.shapes import Dated, NewEntry

STATES = ("pending", "posted", "voided", "expired")


class PendingEntrySettled(Refusal):
    """A pending entry is settled once: posted, voided or expired."""

    code, status = "pending_entry_settled", 409
    sentence = "Pending entry {pending_entry} is {state} already."


class ExpiryPassed(Refusal):
    """A pending entry expires later than now, and within a year."""

    code, status = "expiry_passed", 422
    sentence = "A pending entry expires after {now} and before {latest}; {given} is not."


class NewPendingEntry(NewEntry):
    """An entry to post later, and until when: the end of a day, or a moment."""

    expires_on = Day()
    expires_at = Instant()

    @ma.validates_schema
    def _one_end(self, data: dict[str, Any], **options: Any) -> None:
        if ("expires_on" in data) == ("expires_at" in data):
            raise ma.ValidationError("Give either expires_on or expires_at.")
        if not 1900 <= (data.get("expires_on") or data["expires_at"]).year <= 9000:
            raise ma.ValidationError("This is no time at which anything expires.")


class PendingEntryView(Schema):
    """A pending entry; it moves no balance, but counts against the policies of the accounts that it would draw on."""

    id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    journal = fields.String()
    date = fields.Date()
    label = fields.String()
    reference = fields.String(allow_none=True)
    metadata = fields.Dict()
    lines = fields.List(fields.Nested(Line))
    attachments = fields.List(fields.Nested(AttachmentReference))
    expires_at = Instant()
    recorded_at = Instant()
    settled_at = Instant(allow_none=True)
    entry_id = fields.String(allow_none=True)


class NewPosting(Schema):
    """The day on which the entry is dated, if not the one it was made with."""

    date = Dated(load_default=None, allow_none=True)


class PendingEntriesQuery(QuerySchema):
    """Which pending entries: in a state (as of now), or with a line on an account."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    account = Text(most=12, load_default=None)


class PendingEntrySettlement(Schema):
    """A pending entry was posted, voided or expired; the subject is ``pending-entries/<pending_entry_id>``."""

    pending_entry_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES[1:]))
    entry_id = fields.String(required=True, allow_none=True)


pending_entry_settled = ledger.event("pending_entry.settled", PendingEntrySettlement)

make_pending_entry = ledger.command(
    "make_pending_entry", "POST /pending-entries", body=NewPendingEntry, returns=PendingEntryView,
    scope="entries:write", refuses=[ExpiryPassed, *POSTING_REFUSALS], emits=[pending_entry_settled],
    summary="Make an entry that is posted or voided later, and expires otherwise",
)  # fmt: skip
post_pending_entry = ledger.command(
    "post_pending_entry", "POST /pending-entries/{pending_entry_id}/posting", body=NewPosting, returns=Entry,
    scope="entries:write", refuses=[PendingEntrySettled, *POSTING_REFUSALS], emits=[pending_entry_settled],
    summary="Post a pending entry, once",
)  # fmt: skip
void_pending_entry = ledger.command(
    "void_pending_entry", "POST /pending-entries/{pending_entry_id}/voiding", returns=PendingEntryView, status=200,
    scope="entries:write", refuses=[PendingEntrySettled], emits=[pending_entry_settled],
    summary="Void a pending entry",
)  # fmt: skip
get_pending_entry = ledger.query(
    "get_pending_entry", "GET /pending-entries/{pending_entry_id}", returns=PendingEntryView, scope="entries:read",
    summary="Look at a pending entry",
)  # fmt: skip
list_pending_entries = ledger.query(
    "list_pending_entries", "GET /pending-entries", returns=PendingEntryView, query=PendingEntriesQuery, paged=True,
    scope="entries:read", summary="List pending entries in the order they were made",
)  # fmt: skip
