"""The groups, lists and named values that documents are built of."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Schema

from .wording import meant


class DocumentSchema(Schema):
    """A group of keys of a document; all that is wrong with it is told at once."""

    class Meta:
        # Left to the check below, which knows what may have been meant.
        unknown = ma.EXCLUDE

    error_messages = {"type": "must be a group of keys and their values."}

    @ma.validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_unknown_keys(self, _data: Any, original: Any, **_: Any) -> None:
        """Name each key that is not known here."""
        if not isinstance(original, dict):
            return
        known = [field.data_key or name for name, field in self.fields.items()]
        unknown = [key for key in original if key not in known]
        if unknown:
            raise ma.ValidationError(
                {str(key): [f"is not known here{meant(key, known)}; known: {', '.join(known)}."] for key in unknown}
            )


class Group(fields.Nested):
    """A group of keys inside another."""

    def __init__(self, schema: Any, **options: Any) -> None:
        messages: dict[str, Any] = {"required": "is missing; write its keys.", "null": "is empty; write its keys."}
        super().__init__(schema, error_messages=messages, **options)


class Several(fields.List):
    """A list of at most 500 values."""

    def __init__(self, inner: Any, **options: Any) -> None:
        messages: dict[str, Any] = {
            "required": "is missing; write a list, [] if it is empty.", "null": "is empty; write a list, such as [].",
            "invalid": "is not a list; write its values between [ and ], or one a line after a dash.",
        }  # fmt: skip
        most = validate.Length(max=500, error="has too many values; at most 500 are taken.")
        super().__init__(inner, error_messages=messages, validate=most, **options)


class Named(fields.Dict):
    """A group whose keys are the cooperative's own names."""

    def __init__(self, keys: Any, values: Any, **options: Any) -> None:
        messages: dict[str, Any] = {
            "required": "is missing; write its names and values.", "null": "is empty; write {{}}.",
            "invalid": "is not a group; write names and their values.",
        }  # fmt: skip
        most = validate.Length(max=500, error="has too many names; at most 500 are taken.")
        super().__init__(keys, values, error_messages=messages, validate=most, **options)
