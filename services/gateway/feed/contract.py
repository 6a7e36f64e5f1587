"""The feed as clients read it: every event of the cooperative, oldest first, from a cursor on."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import QuerySchema, Schema, Text
from services.gateway.contract import gateway


class FeedQuery(QuerySchema):
    """Which events: all, or those of one type, or about one subject."""

    type = Text(most=100, load_default=None, metadata={"example": "ledger.shares.paid_up.v1"})
    subject = Text(most=200, load_default=None, metadata={"example": "members/mbr_06e8w3rv1xq4t5y7z8k2m3n4p5"})


class FeedEvent(Schema):
    """An event, as CloudEvents 1.0 writes it (structured JSON); its ``type`` has the data's shape in /asyncapi.json."""

    specversion = fields.String()
    id = fields.String()
    source = fields.String()
    type = fields.String()
    subject = fields.String()
    time = fields.String()
    datacontenttype = fields.String()
    data = fields.Dict()
    traceparent = fields.String()
    causationid = fields.String()


read = gateway.query(
    "read_events", "GET /events", returns=FeedEvent, query=FeedQuery, paged=True, scope="events:read",
    summary="Page through the cooperative's events; the last page has a cursor too, to go on from later",
)  # fmt: skip
