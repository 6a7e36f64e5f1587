"""A body too long for the hub comes as text, and is read and validated apart; what it means stays the same."""

from __future__ import annotations

import json

import pytest

from services.commons.refusals import IdempotencyKeyReused, Invalid
from services.commons.requests import Answered, Request, perform
from services.commons.strict_json import InvalidJson
from tests.house import FULL, Desk


def count(sample: Desk, text: bytes, command_id: str = "c1") -> Answered:
    """Count by a body that comes as text."""
    request = Request(FULL, path={"name": "a"}, command_id=command_id, text=text)
    return perform(sample.database, sample.clock, sample.contract.operations["count"], request)


def test_a_body_as_text_is_read_like_any_other(sample: Desk) -> None:
    """How a body travels changes nothing of what it does."""
    assert count(sample, json.dumps({"by": 3}).encode()).body == {"name": "a", "value": 3}


def test_a_body_as_text_is_validated_and_read_strictly(sample: Desk) -> None:
    """A wrong field is told with its place, and a name that stands twice is no acceptable JSON."""
    with pytest.raises(Invalid) as refused:
        count(sample, b'{"by": "three"}')
    assert refused.value.errors[0]["pointer"] == "/by"
    with pytest.raises(InvalidJson):
        count(sample, b'{"by": 1, "by": 2}')
    assert sample.do("show")["data"] == []


def test_the_same_command_with_another_text_is_refused(sample: Desk) -> None:
    """The text is part of what was asked: the same text again is a replay, another one is not."""
    count(sample, b'{"by": 3}')
    assert count(sample, b'{"by": 3}').replayed
    with pytest.raises(IdempotencyKeyReused):
        count(sample, b'{"by": 4}')
