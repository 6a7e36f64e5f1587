"""Checks the form of a document and tells all that is wrong with it, each with its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from ..rules.finding import Finding
from .shapes import DocumentSchema


def findings_on_form(schema: DocumentSchema, document: Any) -> list[Finding]:
    """Return what is wrong with the form of ``document``; nothing when it is right."""
    try:
        schema.load(document)
    except ma.ValidationError as error:
        return list(_flat(error.normalized_messages(), ()))
    return []


def _flat(messages: Any, steps: tuple[Any, ...]) -> Iterator[Finding]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            # "_schema" is the group itself; a group of free names tells its keys and values apart.
            own = key == ma.exceptions.SCHEMA or set(messages) <= {"key", "value"}
            yield from _flat(inner, steps if own else (*steps, key))
    else:
        for message in messages:
            yield Finding(steps, str(message))
