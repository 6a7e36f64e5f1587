"""What is personal, asked over the bus: the actor is a person only when the HTTP side says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.contract import Operation, load_contracts
from services.commons.refusals import Forbidden, PersonalSignInNeeded
from services.commons.requests import check_access
from services.commons.rpc.answering import Answering
from services.commons.rpc.messages import Call
from services.commons.storage import Actor
from tests.house import Desk
from tests.unit.membership.logins.test_signing_in import ADA, person
from tests.unit.membership.office import Office

PERSONAL = [one for each in load_contracts().values() for one in each.operations.values() if one.personal]


def ask(desk: Desk, operation: str, headers: dict[str, str], **kwargs: Any) -> dict[str, Any]:
    """Ask as a message would, and return the reply."""
    answering = Answering(desk.database, desk.clock, desk.contract)
    asked = {"path": {}, "query": {}, "body": None, "upload": None, **kwargs}
    reply: dict[str, Any] = json.loads(answering.answer(Call(operation, asked, headers, None, "reply.1", "1")))
    return reply


def test_a_person_is_told_apart_from_a_key(office: Callable[..., Office]) -> None:
    """The same id as a key opens nothing that is personal, whatever its scopes."""
    desk = office("alpar").membership
    ada = person(desk, "Ada", ADA)
    me = ask(desk, "get_me", {"rochdale.actor": ada, "rochdale.actor-kind": "person"})
    assert me["result"]["body"]["person_id"] == ada
    for headers in ({"rochdale.actor": ada, "rochdale.scopes": "*"},
                    {"rochdale.actor": ada, "rochdale.actor-kind": "key", "rochdale.scopes": "*"}):  # fmt: skip
        assert ask(desk, "get_me", headers)["error"]["exc_type"] == "personal_sign_in_needed"


def test_a_person_opens_no_office(office: Callable[..., Office]) -> None:
    """Not even with scopes that somebody put into the message."""
    desk = office("alpar").membership
    person_headers = {"rochdale.actor": "per_1", "rochdale.actor-kind": "person", "rochdale.scopes": ""}
    assert ask(desk, "list_members", person_headers)["error"]["exc_type"] == "forbidden"


def test_a_wrong_code_is_counted_over_the_bus_too(office: Callable[..., Office]) -> None:
    """An anonymous refusal that keeps its change is a refusal like any other to whoever asked."""
    desk = office("alpar").membership
    asked = ask(desk, "ask_to_sign_in", {}, body={"email": ADA})["result"]
    assert asked["status"] == 202 and asked["events"] == []
    wrong = ask(desk, "confirm_sign_in", {}, path={"sign_in_id": asked["body"]["id"]}, body={"code": "0" * 8})
    assert wrong["error"]["exc_type"] == "code_not_accepted"


@pytest.mark.parametrize("operation", PERSONAL, ids=lambda one: one.rpc)
def test_whoever_is_nobody_in_person_is_refused(operation: Operation) -> None:
    """A key, the operator, an event: none of them is the person concerned."""
    everything = frozenset({"*"})
    for kind in ("key", "operator", "event", "anonymous"):
        with pytest.raises(PersonalSignInNeeded):
            check_access(operation, Actor(kind, "x", everything))
    check_access(operation, Actor("person", "mbr_1"))
    scoped = load_contracts()["membership"].operations["list_members"]
    with pytest.raises(Forbidden):
        check_access(scoped, Actor("person", "mbr_1"))
