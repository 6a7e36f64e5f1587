"""Turns marshmallow's messages into the list of errors that a problem carries (RFC 6901 pointers)."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from ..refusals import Invalid
from ..strict_json import parse


def load(schema: ma.Schema | None, value: Any, where: str) -> Any:
    """Validate ``value`` and return what it means, or raise Invalid with every error and its place."""
    if schema is None:
        if value not in (None, {}, ""):
            raise Invalid(errors=[{"in": where, "pointer": "", "message": f"No {where} is expected here."}])
        return None
    try:
        # No body at all is read as an empty one: whatever is required is then missing, by its name.
        return schema.load({} if value is None else value)
    except ma.ValidationError as error:
        raise Invalid(errors=list(_flat(error.messages, where, ""))[:100]) from None


def load_body(service: str, name: str, text: bytes) -> Any:
    """Read and validate a large JSON body; runs in a worker process."""
    from ..contract import CONTRACTS, load_contracts  # here: it stands on this package

    # A worker has loaded no contract yet, or only some rooms' for another computation.
    if service not in CONTRACTS or name not in CONTRACTS[service].operations:
        load_contracts()
    return load(CONTRACTS[service].operations[name].schema("body"), parse(text), "body")


def _flat(messages: Any, where: str, pointer: str) -> Any:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            step = "" if key == ma.exceptions.SCHEMA else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _flat(inner, where, pointer + step)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield {"in": where, "pointer": pointer, "message": str(message)}
