"""The journal: entries that balance and never change, one by one or in batches, and the periods they fall in."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema, Slug, Text
from services.ledger.contract import ledger
from services.ledger.journal.reading import BatchReading
from services.ledger.journal.refusals import POSTING_REFUSALS, AlreadyReversed, MonthNotEnded
from services.ledger.journal.shapes import MOST_ENTRIES, NewEntry

__all__ = ["POSTING_REFUSALS", "NewEntry"]


class NewBatch(BatchReading, Schema):
    """Entries that are posted together: all or none (``atomic``), or each that can be (``continue``)."""

    mode = fields.String(load_default="atomic", validate=validate.OneOf(["atomic", "continue"]))
    entries = fields.List(fields.Nested(NewEntry), required=True, validate=validate.Length(min=1, max=MOST_ENTRIES))


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

    date = Day(load_default=None, allow_none=True)
    label = Text(most=200, load_default=None, allow_none=True)


class EntriesQuery(QuerySchema):
    """Which entries: of a journal, a year, between two days, on an account, an activity or an auxiliary."""

    journal = Slug(load_default=None)
    year = fields.Integer(load_default=None, validate=validate.Range(min=1800, max=9999))
    since = Day(load_default=None)
    until = Day(load_default=None)
    account = Text(most=12, load_default=None)
    activity = Text(most=60, load_default=None)
    auxiliary = Text(most=60, load_default=None)


class FiscalYearView(Schema):
    """A fiscal year: open → drawn_up (locked until approved or withdrawn) → approved → sealed."""

    year = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    state = fields.String(validate=validate.OneOf(["open", "drawn_up", "approved", "sealed"]))
    result = Amount(signed=True, allow_none=True)
    digest = fields.String(allow_none=True)


class ClosedMonthView(Schema):
    """A month that takes no more postings."""

    month = fields.String()
    closed_at = fields.AwareDateTime()


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
    refuses=[AlreadyReversed, *POSTING_REFUSALS], summary="Reverse an entry, once, by a linked counter-entry",
)  # fmt: skip
list_entries = ledger.query(
    "list_entries", "GET /entries", returns=Entry, query=EntriesQuery, paged=True, scope="entries:read",
    summary="Read the journal in the order of recording",
)  # fmt: skip
get_entry = ledger.query(
    "get_entry", "GET /entries/{entry_id}", returns=Entry, scope="entries:read", summary="Look at an entry"
)
list_fiscal_years = ledger.query(
    "list_fiscal_years", "GET /fiscal-years", returns=FiscalYearView, paged=True, scope="entries:read",
    summary="List the fiscal years that were posted in, and their states",
)  # fmt: skip
close_month = ledger.command(
    "close_month", "POST /months/{month}/closing", returns=ClosedMonthView, scope="entries:close", status=200,
    refuses=[MonthNotEnded], summary="Close a month, such as 2026-03, for further postings",
)  # fmt: skip
