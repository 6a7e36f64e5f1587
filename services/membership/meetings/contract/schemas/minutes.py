"""The shapes of what a meeting decided, and of its minutes."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, QuerySchema, Schema, Slug, Text
from services.commons.documents.said import LANGUAGES


class NewMeetingDecision(Schema):
    """What the meeting decided: a subject of the statutes' competences or another, in words, on an item."""

    subject = Slug(required=True)
    text = Text(most=2000, required=True)
    item = Count(least=1, most=100, load_default=None)


class ItemView(Schema):
    """An item of the agenda, and what the minutes say of it."""

    position = fields.Integer()
    title = fields.String()
    text = fields.String(allow_none=True)


class ItemText(Schema):
    """What the minutes say of an item."""

    position = Count(least=1, most=100, required=True)
    text = Text(most=10_000, required=True)


class NewMinutes(Schema):
    """The minutes, item by item, and who kept them; items left out keep what they had."""

    keeper_id = Text(most=60, required=True)
    items = fields.List(fields.Nested(ItemText), required=True, validate=validate.Length(min=1, max=100))


class NewApproval(Schema):
    """The later meeting that approved the minutes."""

    meeting_id = Text(most=60, required=True)


class LanguageQuery(QuerySchema):
    """In which language."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
