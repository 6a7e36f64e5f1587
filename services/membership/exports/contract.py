"""The export of the members."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import QuerySchema
from services.commons.documents.said import LANGUAGES
from services.membership.contract import membership


class ExportQuery(QuerySchema):
    """In which language the columns are headed; the import knows both."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


export_members = membership.download(
    "export_members", "GET /exports/members", produces=("text/csv",), query=ExportQuery, scope="members:read",
    summary="Export every member ever, a line for each membership, as the sheet that the import takes",
)  # fmt: skip
