"""The figures of the books that the statutes disclose to the federation."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Flag, Schema
from services.ledger.contract import ledger


class DisclosurePublished(Schema):
    """A figure of the books that the statutes disclose to the federation."""

    figure = fields.String(required=True)
    value = fields.String(required=True)
    unit = fields.String(required=True)
    as_of = fields.Date(required=True)


disclosure_published = ledger.event("disclosure.published", DisclosurePublished, exportable=True)


class Figure(Schema):
    """A figure of the books, and whether the statutes disclose it."""

    figure = fields.String()
    value = fields.String()
    unit = fields.String()
    as_of = fields.Date()
    disclosed = Flag()


class Figures(Schema):
    """The figures that were told."""

    published = fields.List(fields.Nested(Figure))


list_figures = ledger.query(
    "list_ledger_figures", "GET /figures/ledger", returns=Figures, scope="reports:read",
    summary="Show the figures of the books and which of them are disclosed",
)  # fmt: skip
publish_figures = ledger.command(
    "publish_ledger_figures", "POST /figures/disclosures", returns=Figures, scope="reports:write",
    emits=[disclosure_published], summary="Publish to the federation the figures that the statutes disclose",
)  # fmt: skip
