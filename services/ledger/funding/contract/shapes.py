"""What the funding operations have in common."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from services.commons.contract import Day, QuerySchema, Text


def treasury_account() -> Any:
    """Return the field of the treasury account that money comes into or leaves (bank if not said)."""
    return Text(most=12, load_default="512", validate=validate.Regexp(r"5[13]\d*\Z"))


class AsOf(QuerySchema):
    """The day that is asked about, what happened on it included (today if not said)."""

    as_of = Day(load_default=None)
