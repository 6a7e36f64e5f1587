"""The shape of an entry as it is handed in, and the bounds of it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Schema, Slug, Text

MOST_ENTRIES = 5_000
MOST_LINES = 200
MOST_ATTACHMENTS = 20
# Keys of metadata by which the suite links entries to its own records.
KEPT_FOR_ROOMS = {"source", "reverses", "pending_entry"}
AXES = ("auxiliary", "activity", "establishment", "working_group", "funding_source")


# Whatever lies outside is a slip of the pen, and would found a fiscal year of its own.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 12, 31)
Dated = partial(Day, validate=validate.Range(EARLIEST, LATEST))


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


class NewAttachment(Schema):
    """A document that an entry rests on: its name, media type and SHA-256 digest, and where it is kept."""

    name = Text(most=200, required=True)
    media = Text(most=100, required=True, validate=validate.Regexp(r"[a-z]+/[A-Za-z0-9.+-]+\Z"))
    sha256 = Text(most=64, required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    url = Text(most=500, load_default=None, allow_none=True, validate=validate.Regexp(r"(https?://|urn:|/)\S+\Z"))


class NewEntry(Schema):
    """An entry to post: its journal, the day it is dated, a label without names of persons, and its lines."""

    journal = Slug(required=True)
    date = Dated(required=True)
    label = Text(most=200, required=True)
    reference = Text(most=80, load_default=None, allow_none=True)
    lines = fields.List(fields.Nested(NewLine), required=True, validate=validate.Length(max=MOST_LINES))
    metadata = fields.Dict(
        keys=Text(most=60), values=Text(most=200), load_default=dict, validate=validate.Length(max=20)
    )
    attachments = fields.List(
        fields.Nested(NewAttachment), load_default=list, validate=validate.Length(max=MOST_ATTACHMENTS)
    )

    @ma.validates_schema
    def _by_hand(self, data: dict[str, Any], **options: Any) -> None:
        if taken := KEPT_FOR_ROOMS.intersection(data.get("metadata") or ()):
            raise ma.ValidationError(f"The key {min(taken)} is kept for the suite's own records.", "metadata")
        digests = [one["sha256"] for one in data.get("attachments") or ()]
        if len(set(digests)) != len(digests):
            raise ma.ValidationError("The same document is attached twice.", "attachments")
