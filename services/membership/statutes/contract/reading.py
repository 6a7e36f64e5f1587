"""Reading the texts: what changed between two versions, and the whole as members read it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, QuerySchema, Schema
from services.commons.documents.said import LANGUAGES
from services.commons.refusals import NotFound
from services.membership.contract import membership

AMENDABLE = validate.OneOf(["statutes", "bylaws"])


class DiffQuery(QuerySchema):
    """Which layer, from which version to which: from the one before to the last, unless said."""

    layer = fields.String(load_default="statutes", validate=AMENDABLE)
    from_ = Count(data_key="from", attribute="from_version", load_default=None, least=1)
    to = Count(attribute="to_version", load_default=None, least=1)
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class Change(Schema):
    """One rule that differs: its values, the difference in a line, and the rule before and after as members read it."""

    path = fields.String(required=True)
    said = fields.String(required=True)
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    reads_before = fields.String(allow_none=True)
    reads_after = fields.String(allow_none=True)


class ChangedArticle(Schema):
    """An article, and what of it differs."""

    article = fields.String(required=True)
    changes = fields.List(fields.Nested(Change), required=True)


class DiffView(Schema):
    """What differs between two versions, by article; ``effective_on`` is the day of the later one."""

    layer = fields.String(required=True)
    from_version = Count(required=True)
    to_version = Count(required=True)
    effective_on = Day(required=True)
    resolution_id = fields.String(allow_none=True)
    articles = fields.List(fields.Nested(ChangedArticle), required=True)


class TextQuery(QuerySchema):
    """Which layer, as of which day, in which format and language."""

    layer = fields.String(load_default="statutes", validate=AMENDABLE)
    as_of = Day(load_default=None)
    format = fields.String(load_default="pdf", validate=validate.OneOf(["pdf", "md"]))
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


get_diff = membership.query(
    "get_statutes_diff", "GET /statutes/diff", returns=DiffView, query=DiffQuery, scope="statutes:read",
    refuses=[NotFound], summary="Read what differs between two versions, by article",
)  # fmt: skip
get_text = membership.download(
    "get_statutes_text", "GET /statutes/text", produces=("application/pdf", "text/markdown"), query=TextQuery,
    scope="statutes:read", refuses=[NotFound], summary="Write the statutes or bylaws as members read them",
)  # fmt: skip
