"""How schemas and their fields are named and described in the documents (JSON Schema 2020-12)."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from .schema import Amount, Rate, Slug


def component_name(schema: Any) -> str:
    """Name a schema after its room, so that two rooms may each have a ``Line``: ``ledger.journal.Line``."""
    kind = schema if isinstance(schema, type) else type(schema)
    place = kind.__module__.split(".")
    room = place[1:2] if place[1] == "commons" or len(place) < 4 else place[1:3]
    only = getattr(schema, "only", None)
    return ".".join((*room, kind.__name__, *(sorted(only) if only else ())))


def describe_field(self: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Describe the fields that apispec does not know, and put text rules into JSON Schema's words."""
    if isinstance(field, Amount):
        amount = {"type": "string", "pattern": field.pattern(), "examples": ["12.34"]}
        currency = {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]}
        types = ["object", "null"] if field.allow_none else "object"
        return {"title": "Amount of money", "type": types, "required": ["amount", "currency"],
                "additionalProperties": False, "properties": {"amount": amount, "currency": currency},
                "examples": [{"amount": "12.34", "currency": "EUR"}]}  # fmt: skip
    if isinstance(field, Rate):
        pattern = r"^-?\d+(\.\d+)?(/\d+)?$"
        types = ["string", "null"] if field.allow_none else "string"
        return {"type": types, "pattern": pattern, "examples": ["0.10", "1/3"]}
    if isinstance(field, Slug):
        return {"pattern": "^[a-z0-9][a-z0-9_-]*$"}
    return _json_schema_pattern(field)


def _json_schema_pattern(field: ma.fields.Field[Any]) -> dict[str, Any]:
    """Anchor a pattern as marshmallow matches it, in the syntax of ECMA-262 (no ``\\Z``, no ``\\A``)."""
    for check in field.validators:
        if isinstance(check, ma.validate.Regexp):
            pattern = str(check.regex.pattern).removeprefix(r"\A").removeprefix("^")
            return {"pattern": "^" + re.sub(r"\\Z$", "$", pattern)}
    return {}
