"""The chain of entries as strangers may see it: its head, the place of an entry, and everything to recompute it."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Schema
from services.commons.refusals import Refusal
from services.ledger.contract import ledger


class EntryNotChained(Refusal):
    """The entry was posted a moment ago and has no place in the chain yet."""

    code, status = "entry_not_chained", 409
    sentence = "Entry {entry} waits for its place in the chain; ask again in a moment."


class HeadView(Schema):
    """The last position of the chain; position 0 has a hash of the cooperative's own and no entry."""

    position = fields.Integer()
    entry = fields.String(allow_none=True)
    hash = fields.String()
    sealed_at = fields.AwareDateTime(allow_none=True)


class LinkView(HeadView):
    """The place of an entry in the chain: its hash follows from the previous one and the entry."""

    previous = fields.String()


get_head = ledger.query(
    "get_chain_head", "GET /proof/head", returns=HeadView, scope="reports:read",
    summary="Show the head of the chain of entries: keep it, and nothing before it changes unnoticed",
)  # fmt: skip
get_link = ledger.query(
    "get_chain_link", "GET /proof/entries/{entry_id}", returns=LinkView, scope="reports:read",
    refuses=[EntryNotChained], summary="Show an entry's place in the chain",
)  # fmt: skip
export_chain = ledger.download(
    "export_chain", "GET /proof/chain", produces=("application/x-ndjson",), scope="reports:read",
    summary="Export the chain with all its entries, a JSON object a line, to be verified without us",
)  # fmt: skip
