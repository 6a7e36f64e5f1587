"""How a document is asked for."""

from __future__ import annotations

from marshmallow import fields, validate

from ..contract import QuerySchema
from .said import LANGUAGES

MEDIA = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PRODUCES = tuple(MEDIA.values())


class DocumentQuery(QuerySchema):
    """In which format a document is written (PDF if not said), and in which language (French if not said)."""

    format = fields.String(load_default="pdf", validate=validate.OneOf(list(MEDIA)))
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
