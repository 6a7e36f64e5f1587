"""Privacy: the operation that hands out what voting holds about somebody."""

from __future__ import annotations

from services.commons.access import MEDIA, SCOPE, AccessQuery
from services.voting.contract import voting

voting_access = voting.download(
    "export_voting_access", "GET /voters/{member_id}/subject-access", produces=MEDIA, query=AccessQuery, scope=SCOPE,
    summary="Download everything that voting holds about one member; no ballot but those cast by name",
)  # fmt: skip
