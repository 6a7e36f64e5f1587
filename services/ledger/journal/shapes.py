"""The shape of an entry as it is handed in, and the bounds of it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Schema, Slug, Text

MOST_ENTRIES = 5_000
MOST_LINES = 200
AXES = ("auxiliary", "activity", "establishment", "working_group", "funding_source")


class NewLine(Schema):
    """One line: an account, and either a debit or a credit; auxiliary and axes where they apply."""

    account = Text(most=12, required=True, validate=validate.Regexp(r"\d+\Z"))
    debit = Amount()
    credit = Amount()
    auxiliary = Text(most=60, load_default=None, allow_none=True)
    activity = Text(most=60, load_default=None, allow_none=True)
    establishment = Text(most=60, load_default=None, allow_none=True)
    working_group = Text(most=60, load_default=None, allow_none=True)
    funding_source = Text(most=60, load_default=None, allow_none=True)

    @ma.validates_schema
    def _one_side(self, data: dict[str, Any], **options: Any) -> None:
        if ("debit" in data) == ("credit" in data):
            raise ma.ValidationError("Give either a debit or a credit.")


class NewEntry(Schema):
    """An entry to post: its journal, the day it is dated, a label without names of persons, and its lines."""

    journal = Slug(required=True)
    date = Day(required=True)
    label = Text(most=200, required=True)
    reference = Text(most=80, load_default=None, allow_none=True)
    lines = fields.List(fields.Nested(NewLine), required=True, validate=validate.Length(max=MOST_LINES))
    metadata = fields.Dict(
        keys=Text(most=60), values=Text(most=200), load_default=dict, validate=validate.Length(max=20)
    )
