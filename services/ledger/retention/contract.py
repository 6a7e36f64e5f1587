"""Retention: how long the books keep a name, and what the ledger holds about somebody."""

from __future__ import annotations

from services.commons.access import MEDIA, SCOPE, AccessQuery
from services.commons.contract import Day, Schema, Text
from services.ledger.contract import ledger


class NameKept(Schema):
    """Somebody who was pseudonymised: in the books or bank statements until a day, by an article, or no more."""

    member_id = Text(required=True)
    until = Day(required=True, allow_none=True)
    article = Text(required=True, allow_none=True)


name_kept = ledger.event("name.kept", NameKept)

ledger_access = ledger.download(
    "export_ledger_access", "GET /auxiliaries/{auxiliary}/subject-access", produces=MEDIA, query=AccessQuery,
    scope=SCOPE, summary="Download everything that the ledger holds about one member, employee or other third party",
)  # fmt: skip
