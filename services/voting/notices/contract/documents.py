"""The notice as people and their calendars read it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, QuerySchema
from services.commons.documents.said import LANGUAGES
from services.voting.contract import voting


class NoticeQuery(QuerySchema):
    """As data or PDF (JSON if neither this nor Accept says), in which language, and which notice (the last)."""

    format = fields.String(load_default="json", validate=validate.OneOf(["json", "pdf"]))
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
    sequence = Count(least=1, most=1000, load_default=None, allow_none=True)


get_notice = voting.download(
    "get_notice", "GET /assemblies/{assembly_id}/notice", produces=("application/json", "application/pdf"),
    query=NoticeQuery, scope="assemblies:read",
    summary="Read the convening notice with agenda, rules and proxy form; before convening, its draft",
)  # fmt: skip
get_calendar = voting.download(
    "get_calendar", "GET /assemblies/{assembly_id}/calendar", produces=("text/calendar",), scope="assemblies:read",
    summary="Read the appointment as iCalendar (RFC 5545)",
)  # fmt: skip
