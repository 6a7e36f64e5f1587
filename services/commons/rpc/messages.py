"""Reads a request off the bus, and writes the answer to it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..canonical import json_text
from ..refusals import Refusal, Remote
from ..requests import Answered

LARGEST_REPLY = 1024 * 1024
CONTENT_TYPE = "application/json"
_REFUSAL = "services.commons.refusals.Refusal"


class Malformed(Exception):
    """A message that is no request; the reason names no value of it."""


class AnswerTooLarge(Refusal):
    """The answer is larger than one message may be."""

    code, status = "answer_too_large", 422
    sentence = "The answer is larger than 1 MiB; ask for a smaller page."


class UnknownOperation(Refusal):
    """The service has no operation of that name."""

    code, status = "unknown_operation", 404
    sentence = "The {service} service has no operation {operation}."


@dataclass(frozen=True, slots=True)
class Call:
    """A well-formed request: the operation's name, its arguments and headers, and where the answer goes.

    ``redelivered``: it was in hand before, when a connection broke; that first attempt may still be under way.
    """

    operation: str
    kwargs: dict[str, Any]
    headers: Mapping[str, str]
    deadline: float | None
    reply_to: str
    correlation_id: str
    redelivered: bool = False


def opened(message: Any) -> Call:
    """Read a request; raise Malformed for what is none."""
    if message.broken:
        raise Malformed("its properties cannot be read")
    properties = message.properties
    reply_to = properties.get("reply_to")
    if not reply_to:
        raise Malformed("it has no reply_to")
    if properties.get("content_type") != CONTENT_TYPE:
        raise Malformed("its content type is not application/json")
    headers = properties.get("application_headers") or {}
    if not all(isinstance(value, str) for name, value in headers.items() if name.startswith("rochdale.")):
        raise Malformed("a header is not text")
    try:
        body = json.loads(message.body)
    except (ValueError, RecursionError):
        raise Malformed("its body is not JSON") from None
    if not isinstance(body, dict) or not isinstance(body.get("args"), list) or not isinstance(body.get("kwargs"), dict):
        raise Malformed("its body has no args and kwargs")
    operation = message.delivery_info["routing_key"].partition(".")[2]
    correlation_id = properties.get("correlation_id", "")
    return Call(
        operation,
        body["kwargs"],
        headers,
        _deadline(headers),
        reply_to,
        correlation_id,
        message.delivery_info["redelivered"],
    )


def _deadline(headers: Mapping[str, str]) -> float | None:
    text = headers.get("rochdale.deadline")
    if text is None:
        return None
    try:
        deadline = float(text)
    except ValueError:
        deadline = math.nan
    if not math.isfinite(deadline):
        raise Malformed("its deadline is not a number")
    return deadline


def answer_text(answered: Answered) -> bytes:
    """Write an answer; a refusal instead when it is larger than a message may be."""
    result = {"status": answered.status, "body": answered.body, "events": answered.events,
              "replayed": answered.replayed, "headers": answered.headers}  # fmt: skip
    text = json_text({"result": result, "error": None}).encode()
    return text if len(text) <= LARGEST_REPLY else refusal_text(AnswerTooLarge())


def refusal_text(refusal: Refusal) -> bytes:
    """Write a refusal in the form that nameko gives to errors, with its problem beside."""
    problem = refusal.problem()
    wait = refusal.wait if isinstance(refusal, Remote) else refusal.retry_after
    error: dict[str, Any] = {"exc_type": problem.get("code"), "exc_path": _REFUSAL, "exc_args": [],
             "value": problem.get("detail"), "problem": problem, "retry_after": wait}  # fmt: skip
    return json_text({"result": None, "error": error}).encode()
