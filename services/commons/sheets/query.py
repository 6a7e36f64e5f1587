"""How a sheet is sent: what its columns are, and how it is written."""

from __future__ import annotations

from marshmallow import fields, validate

from ..contract import Flag, QuerySchema, Text
from .decoding import ENCODINGS


class SheetQuery(QuerySchema):
    """How a sheet is taken in: ``dry_run`` only says what would happen.

    ``map`` says what columns are, ``Mitglied:external_id,Eintritt:joined_on``, and ``ignore`` which to pass over,
    ``Notes,Couleur``; names are compared without case, accents and punctuation, so that a comma in a column's name is
    left out. A sheet that is not in UTF-8 needs its ``encoding``. Telephone numbers without a country code are those
    of ``country``.
    """

    for_items = frozenset({"map", "ignore", "encoding", "country"})

    dry_run = Flag(load_default=False)
    map = Text(most=4_000, load_default=None)
    ignore = Text(most=4_000, load_default=None)
    encoding = fields.String(load_default=None, validate=validate.OneOf(list(ENCODINGS)))
    country = fields.String(load_default="FR", validate=validate.Regexp(r"[A-Z]{2}\Z"))

