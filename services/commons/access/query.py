"""How a person's data are asked for."""

from __future__ import annotations

from marshmallow import fields, validate

from ..contract import QuerySchema
from ..documents.said import LANGUAGES

# Not ``…:read``: everything about somebody is no reading for every key of ``*:read``.
SCOPE = "privacy:handle"
MEDIA = ("application/json", "application/pdf")
FORMATS = ("json", "pdf")


class AccessQuery(QuerySchema):
    """In which language the document explains what it holds, and whether it is data or a document to read.

    JSON holds every value as it is kept; the PDF says the same to the person.
    """

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
    format = fields.String(load_default="json", validate=validate.OneOf(FORMATS))
