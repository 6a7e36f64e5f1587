"""Every declaration is answered, documented, reachable once, and tested."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from services.commons.bindings import ANSWERS, all_followers
from services.commons.contract import SERVICES, EventType, Operation, load_contracts
from services.commons.refusals import Refusal

ROOT = Path(__file__).parents[2]
CONTRACTS = load_contracts()
OPERATIONS = [one for contract in CONTRACTS.values() for one in contract.operations.values()]
EVENTS = [one for contract in CONTRACTS.values() for one in contract.events.values()]
for _service in SERVICES:
    importlib.import_module(f"services.{_service}.service")
by_rpc = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.rpc)


def refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Return every refusal class of the suite."""
    own = [one for one in kind.__subclasses__() if one.__module__.startswith("services.")]
    return own + [deeper for one in own for deeper in refusals(one)]


@cache
def sources_of_tests() -> str:
    """The text of all tests."""
    return "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))


@by_rpc
def test_each_operation_has_exactly_one_answer(operation: Operation) -> None:
    """What is declared is answered (a second answer fails at import)."""
    assert operation in ANSWERS


@by_rpc
def test_each_operation_says_what_it_does(operation: Operation) -> None:
    """A stranger reads a summary and the shapes' docstrings."""
    assert operation.summary, f"{operation.rpc} has no summary"
    for shape in (operation.body, operation.query, operation.returns):
        assert shape is None or (shape.__doc__ or "").strip(), f"{shape} has no docstring"


@by_rpc
def test_each_operation_is_exercised_by_a_test(operation: Operation) -> None:
    """Some test calls it by its name."""
    assert re.search(rf"[\"'.]{operation.name}[\"']", sources_of_tests()), f"no test mentions {operation.name}"


def test_routes_are_unique() -> None:
    """One method and path leads to one operation; the routes on jobs are shared by their ids."""
    routes = Counter(
        f"{one.method} {re.sub(r'{[^}]+}', '{}', one.path)}"
        for one in OPERATIONS if one.path and not one.path.startswith("/jobs/")
    )  # fmt: skip
    assert [route for route, count in routes.items() if count > 1] == []


def test_refusal_codes_are_unique_and_told_in_words() -> None:
    """A code stands for one refusal, with a title and a sentence."""
    found = [one for one in refusals() if one.__name__ != "Remote"]
    doubled = [code for code, count in Counter(one.code for one in found).items() if count > 1]
    assert doubled == []
    for one in found:
        assert re.fullmatch(r"[a-z][a-z0-9_]+", one.code), one
        assert (one.__doc__ or "").strip() and one.sentence.endswith("."), one
        assert 400 <= one.status < 600, one


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.type)
def test_events_are_named_for_what_happened(event: EventType) -> None:
    """A type is service, subject and past tense, and its shape is described."""
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", event.name), event.name
    assert event.summary, event.type
    personal = {"name", "first_name", "last_name", "email", "phone", "birth_date", "address"}
    assert personal.isdisjoint(event.schema().fields), f"{event.type} carries personal data"


@pytest.mark.parametrize("service", SERVICES)
def test_followed_events_exist(service: str) -> None:
    """Nobody waits for an event that no one tells."""
    known = {event.type for event in EVENTS}
    for follower in all_followers(service):
        if follower.event is not None:
            assert follower.event.type in known
