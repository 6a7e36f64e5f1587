"""Reads JSON that every reader understands in the same way (RFC 8259, I-JSON of RFC 7493), and refuses the rest."""

from __future__ import annotations

import json
import math
from typing import Any

from .refusals import Refusal

DEEPEST = 32
DIGITS = 40


class InvalidJson(Refusal):
    """The body is not JSON that every reader understands in the same way (RFC 8259, I-JSON of RFC 7493)."""

    code, status = "invalid_json", 400
    sentence = "The body is not acceptable JSON: {reason}."


class InvalidText(Refusal):
    """A text holds what cannot be stored or shown: a NUL, half of a surrogate pair, or bytes that are not UTF-8."""

    code, status = "invalid_text", 400
    sentence = "The {place} holds characters that are not acceptable text."


def parse(text: bytes) -> Any:
    """Read JSON strictly: UTF-8, no duplicate names, no NaN, no numbers beyond reason, at most 32 levels deep.

    Raises InvalidJson, or InvalidText for a NUL or half a surrogate pair, which PostgreSQL cannot store.
    """
    try:
        value = _DECODER.decode(text.decode())
    except UnicodeDecodeError:
        raise InvalidText(place="body") from None
    except RecursionError:
        raise InvalidJson(reason=f"it is nested more than {DEEPEST} levels deep") from None
    except json.JSONDecodeError as error:
        raise InvalidJson(reason=f"{error.msg} at character {error.pos}") from None
    except ValueError as error:
        raise InvalidJson(reason=str(error)) from None
    if text.count(b"[") + text.count(b"{") > DEEPEST:
        _check_depth(value)
    if b"\\u" in text:
        _check_text(value)
    return value


def _check_depth(value: Any) -> None:
    level, depth = [value] if isinstance(value, dict | list) else [], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise InvalidJson(reason=f"it is nested more than {DEEPEST} levels deep")
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]


def _check_text(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if not sound(item):
                raise InvalidText(place="body")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def sound(text: str) -> bool:
    """Say whether a text can be stored: no NUL, no half of a surrogate pair."""
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > DIGITS:
        raise ValueError(f"a number has more than {DIGITS} digits")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if len(text) > DIGITS or not math.isfinite(number):
        raise ValueError("a number is too large or too long")
    return number


def _not_a_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_no_duplicates, parse_int=_integer, parse_float=_number, parse_constant=_not_a_number
)
