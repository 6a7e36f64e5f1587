"""Retention: the event that says until when the books keep a name."""

from __future__ import annotations

from services.commons.contract import Day, Schema, Text
from services.ledger.contract import ledger


class NameKept(Schema):
    """The name of somebody who was pseudonymised: kept until a day because of an article, or erased by now (None)."""

    member_id = Text(required=True)
    until = Day(required=True, allow_none=True)
    article = Text(required=True, allow_none=True)


name_kept = ledger.event("name.kept", NameKept)
