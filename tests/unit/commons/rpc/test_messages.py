"""Requests and replies as they travel."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from services.commons.refusals import CommandInFlight
from services.commons.requests import Answered
from services.commons.rpc.messages import LARGEST_REPLY, Malformed, answer_text, opened, refusal_text


def message(body: Any = None, **properties: Any) -> Any:
    """A delivery of a request, good unless told otherwise."""
    text = json.dumps({"args": [], "kwargs": {}} if body is None else body).encode()
    given = {"reply_to": "reply.1", "correlation_id": "4", "content_type": "application/json", **properties}
    info = {"routing_key": "ledger.post_entry", "redelivered": False}
    return SimpleNamespace(broken=False, properties=given, body=text, delivery_info=info)


def test_a_request_is_read() -> None:
    """The operation is the key without the service; the deadline is a number."""
    call = opened(message(application_headers={"rochdale.deadline": "12.5", "rochdale.actor": "key_1"}))
    assert (call.operation, call.deadline, call.reply_to, call.correlation_id) == ("post_entry", 12.5, "reply.1", "4")


@pytest.mark.parametrize("deadline", ["soon", "inf", "nan", ""])
def test_a_deadline_that_never_comes_is_malformed(deadline: str) -> None:
    """A comparison with NaN is never true: such a request would never expire."""
    with pytest.raises(Malformed):
        opened(message(application_headers={"rochdale.deadline": deadline}))


def test_a_malformed_message_is_described_without_its_values() -> None:
    """The reason goes to the log: it quotes nothing."""
    with pytest.raises(Malformed) as reason:
        opened(message(body=["Ada Lovelace"]))
    assert "Ada" not in str(reason.value)


def test_a_reply_is_never_larger_than_a_message_may_be() -> None:
    """A refusal goes out in its place."""
    reply = answer_text(Answered(200, "x" * LARGEST_REPLY))
    assert len(reply) < 1000 and json.loads(reply)["error"]["problem"]["code"] == "answer_too_large"


def test_a_refusal_carries_its_problem_and_its_wait() -> None:
    """The gateway needs nothing else to word the answer."""
    error = json.loads(refusal_text(CommandInFlight()))["error"]
    assert (error["exc_type"], error["problem"]["status"], error["retry_after"]) == ("command_in_flight", 409, 1)
