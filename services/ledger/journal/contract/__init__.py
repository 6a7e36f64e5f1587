"""The journal: entries that balance and never change, one by one or in batches, pending or posted."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema, Slug, Text
from services.ledger.contract import ledger
from services.ledger.journal.reading import BatchReading
from services.ledger.journal.refusals import POSTING_REFUSALS, AlreadyReversed, EntryKeptByRoom
from services.ledger.journal.shapes import MOST_ENTRIES, Dated, NewEntry

__all__ = ["POSTING_REFUSALS", "NewEntry"]


class NewBatch(BatchReading, Schema):
    """Entries that are posted together: all or none (``atomic``), or each that can be (``continue``)."""

    mode = fields.String(load_default="atomic", validate=validate.OneOf(["atomic", "continue"]))
    entries = fields.List(fields.Nested(NewEntry), required=True, validate=validate.Length(min=1, max=MOST_ENTRIES))


class AttachmentReference(Schema):
    """A document that an entry rests on, by reference: its name, media type, SHA-256 digest, and where it is kept."""

    name = fields.String()
    media = fields.String()
    sha256 = fields.String()
    url = fields.String(allow_none=True)


class AttachmentView(AttachmentReference):
    """The same once the entry is posted, with the moment at which it was attached."""

    recorded_at = fields.AwareDateTime()


class Line(Schema):
    """One line of an entry, either debit or credit, with its axes."""

    account = fields.String()
    debit = Amount(allow_none=True)
    credit = Amount(allow_none=True)
    auxiliary = fields.String(allow_none=True)
    activity = fields.String(allow_none=True)
    establishment = fields.String(allow_none=True)
    working_group = fields.String(allow_none=True)
    funding_source = fields.String(allow_none=True)


class Entry(Schema):
    """A posted entry; ``number`` runs without gaps in its journal and fiscal year."""

    id = fields.String()
    journal = fields.String()
    year = fields.Integer()
    number = fields.Integer()
    date = fields.Date()
    label = fields.String()
    reference = fields.String(allow_none=True)
    reverses = fields.String(allow_none=True)
    reversed_by = fields.String(allow_none=True)
    metadata = fields.Dict()
    lines = fields.List(fields.Nested(Line))
    attachments = fields.List(fields.Nested(AttachmentView))
    recorded_at = fields.AwareDateTime()


class BatchItem(Schema):
    """What one entry of a batch came to: its id and number, or the problem for which it was refused."""

    index = fields.Integer()
    outcome = fields.String(validate=validate.OneOf(["posted", "refused"]))
    id = fields.String()
    number = fields.Integer()
    problem = fields.Dict()


class Plain(fields.List):
    """A long list whose items are plain JSON already, so that dumping it costs nothing."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value


class Batch(Schema):
    """What a batch came to, entry by entry in the order they were given."""

    posted = fields.Integer()
    refused = fields.Integer()
    results = Plain(fields.Nested(BatchItem))


class NewReversal(Schema):
    """The day on which the counter-entry is dated (today if not said), and why."""

    date = Dated(load_default=None, allow_none=True)
    label = Text(most=200, load_default=None, allow_none=True)


class EntriesQuery(QuerySchema):
    """Which entries, and in which order: as they were recorded, or by the day they are dated.

    ``text`` finds entries whose label or reference holds all of its words; ``amount`` those with a line of that
    amount on either side, in the books' currency; the other words name what a line carries, or where it comes from.
    """

    journal = Slug(load_default=None)
    year = fields.Integer(load_default=None, validate=validate.Range(min=1800, max=9999))
    since = Day(load_default=None)
    until = Day(load_default=None)
    text = Text(most=100, load_default=None)
    amount = Text(most=20, load_default=None, validate=validate.Regexp(r"\d{1,15}(\.\d{1,3})?\Z"))
    source = Text(most=80, load_default=None)
    account = Text(most=12, load_default=None)
    auxiliary = Text(most=60, load_default=None)
    activity = Text(most=60, load_default=None)
    establishment = Text(most=60, load_default=None)
    working_group = Text(most=60, load_default=None)
    funding_source = Text(most=60, load_default=None)
    order = fields.String(load_default="recorded", validate=validate.OneOf(["recorded", "date"]))


post_entry = ledger.command(
    "post_entry", "POST /entries", body=NewEntry, returns=Entry, scope="entries:write", refuses=POSTING_REFUSALS,
    summary="Post an entry",
)  # fmt: skip
post_batch = ledger.command(
    "post_entry_batch", "POST /entry-batches", body=NewBatch, returns=Batch, scope="entries:write",
    refuses=POSTING_REFUSALS, summary="Post up to 5,000 entries at once, with a result for each",
)  # fmt: skip
reverse_entry = ledger.command(
    "reverse_entry", "POST /entries/{entry_id}/reversal", body=NewReversal, returns=Entry, scope="entries:write",
    refuses=[AlreadyReversed, EntryKeptByRoom, *POSTING_REFUSALS],
    summary="Reverse an entry, once, by a linked counter-entry",
)  # fmt: skip
list_entries = ledger.query(
    "list_entries", "GET /entries", returns=Entry, query=EntriesQuery, paged=True, scope="entries:read",
    summary="Read the journal, or search it",
)  # fmt: skip
get_entry = ledger.query(
    "get_entry", "GET /entries/{entry_id}", returns=Entry, scope="entries:read", summary="Look at an entry"
)
