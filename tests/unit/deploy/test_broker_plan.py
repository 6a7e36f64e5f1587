"""The broker's plan: what is missing is made, what drifted is put right, what is right is left alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.provisioning.broker import FoundBroker
from deploy.provisioning.broker_plan import broker_plan, secret_users
from deploy.provisioning.plan import Links, vhosts
from deploy.provisioning.step import Definition, Deletion, ProvisioningRefused, Step, Unbinding
from services.commons.topology import Vhost

LINKS = Links({"alpar": ["cg-scop", "elsewhere"], "coopaname": ["cg-scop"], "cg-scop": []})
WANTED = vhosts(LINKS, LINKS.federations)
PASSWORDS = {user: f"secret of {user}" for user in secret_users(WANTED)}


def url(user: str, password: str, vhost: str) -> str:
    """Address a broker that is nowhere."""
    return f"amqp://{user}:{password}@broker/{vhost}"


def broker_with(definitions: dict[str, list[dict[str, Any]]], **about: Any) -> FoundBroker:
    """Describe a broker that has these definitions."""
    facts: dict[str, Any] = {"version": "3.10.8", "alarms": (), "shovels_enabled": True, "messages": {}}
    return FoundBroker(definitions=definitions, **(facts | about))


def planned(found: FoundBroker, wanted: list[Vhost] = WANTED) -> list[Step]:
    """Plan for the three cooperatives."""
    return broker_plan(wanted, found, PASSWORDS, url)


def provisioned() -> dict[str, list[dict[str, Any]]]:
    """Return the definitions of a broker on which the plan was carried out."""
    definitions: dict[str, list[dict[str, Any]]] = {}
    for step in planned(broker_with({})):
        assert isinstance(step, Definition) and step.kind == "create"
        definitions.setdefault(step.section, []).append(step.entry)
    return definitions


DONE = provisioned()


def drifted() -> dict[str, list[dict[str, Any]]]:
    """Return such definitions to be spoiled."""
    return copy.deepcopy(DONE)


def test_what_was_carried_out_leaves_nothing_to_do() -> None:
    """A second run plans nothing: provisioning is idempotent."""
    assert planned(broker_with(drifted())) == []


@given(st.data())
def test_whatever_is_lost_is_made_again_and_nothing_else(data: st.DataObject) -> None:
    """For any single entry that is lost, the plan is exactly to make that entry."""
    definitions = drifted()
    section = data.draw(st.sampled_from(sorted(definitions)))
    place = data.draw(st.integers(0, len(definitions[section]) - 1))
    lost = definitions[section].pop(place)
    steps = planned(broker_with(definitions))
    made = [step for step in steps if isinstance(step, Definition)]
    assert [step.kind for step in steps] == ["create"] and made[0].section == section
    # A hash is salted, so a user's is another each time.
    assert made[0].entry | {"password_hash": ""} == lost | {"password_hash": ""}


def test_only_cooperatives_of_this_installation_are_linked() -> None:
    """A federation elsewhere has no exchange here; one that is here has one for each member."""
    alpar, _, federation = WANTED
    assert [exchange.name for exchange in alpar.exchanges if exchange.name.startswith("import.")] == ["import.cg-scop"]
    imports = [exchange.name for exchange in federation.exchanges if exchange.name.startswith("import.")]
    assert imports == ["import.alpar", "import.coopaname"]


def test_shovels_run_both_ways_and_lose_nothing() -> None:
    """Each member and the federation exchange exports by shovels that acknowledge on confirm."""
    shovels = {(one["vhost"], one["value"]["dest-exchange"]): one["value"] for one in DONE["parameters"]}
    assert set(shovels) == {("coop.alpar", "import.alpar"), ("coop.coopaname", "import.coopaname"),
                            ("coop.cg-scop", "import.cg-scop")}  # fmt: skip
    assert len(DONE["parameters"]) == 4
    assert {value["ack-mode"] for value in shovels.values()} == {"on-confirm"}


def test_a_widened_permission_is_narrowed_again() -> None:
    """A service user who was given more by hand loses it."""
    definitions = drifted()
    next(one for one in definitions["permissions"] if one["user"] == "alpar.ledger")["read"] = ".*"
    (step,) = planned(broker_with(definitions))
    assert isinstance(step, Definition) and step.kind == "correct" and step.entry["read"] != ".*"


def test_a_strangers_permission_is_taken_away_but_not_the_administrators() -> None:
    """Nobody but our accounts, and whoever administers the broker, may be in a cooperative's vhost."""
    definitions = drifted()
    everything = {"vhost": "coop.alpar", "configure": ".*", "write": ".*", "read": ".*"}
    definitions["users"].append({"name": "root", "password_hash": "", "tags": ["administrator"]})
    definitions["permissions"] += [{"user": "root", **everything}, {"user": "coopaname.ledger", **everything}]
    (step,) = planned(broker_with(definitions))
    assert isinstance(step, Deletion) and step.path == "/api/permissions/coop.alpar/coopaname.ledger"


def test_a_users_extra_topic_is_taken_away_and_the_others_given_again() -> None:
    """The broker forgets a user's topic permissions all at once; what it should have is restored."""
    definitions = drifted()
    extra = {"user": "alpar.ledger", "vhost": "coop.alpar", "exchange": "import.cg-scop", "write": ".*", "read": ".*"}
    definitions["topic_permissions"].append(extra)
    removal, *restored = planned(broker_with(definitions))
    assert isinstance(removal, Deletion) and removal.path.endswith("topic-permissions/coop.alpar/alpar.ledger")
    held = [one for one in DONE["topic_permissions"] if one["user"] == "alpar.ledger"]
    assert [step.entry for step in restored if isinstance(step, Definition)] == held


def test_a_changed_password_is_set_back() -> None:
    """The account opens with the password that is kept, and with no other."""
    definitions = drifted()
    definitions["users"][0]["password_hash"] = definitions["users"][1]["password_hash"]
    (step,) = planned(broker_with(definitions))
    assert step.kind == "correct" and step.says == f"user {definitions['users'][0]['name']}"


def test_a_binding_that_nobody_follows_is_removed() -> None:
    """A tap laid into a queue is taken out."""
    definitions = drifted()
    tap = {"source": "events", "vhost": "coop.alpar", "destination": "events-ledger", "destination_type": "queue",
           "routing_key": "#.everything", "arguments": {}}  # fmt: skip
    definitions["bindings"].append(tap)
    (step,) = planned(broker_with(definitions))
    assert isinstance(step, Unbinding) and step.routing_key == "#.everything"


def test_an_extra_queue_goes_when_empty_and_stays_when_it_holds_messages() -> None:
    """Messages are never thrown away in silence."""
    definitions = drifted()
    definitions["queues"].append({"name": "tap", "vhost": "coop.alpar", "durable": True, "arguments": {}})
    (step,) = planned(broker_with(definitions))
    assert isinstance(step, Deletion)
    (step,) = planned(broker_with(definitions, messages={("coop.alpar", "tap"): 3}))
    assert step.kind == "keep" and "3 message(s)" in step.says


def test_a_queue_with_other_arguments_is_made_anew_with_its_bindings_only_when_empty() -> None:
    """A queue's arguments cannot be changed; one that holds messages stops the whole plan."""
    definitions = drifted()
    queue = next(one for one in definitions["queues"] if one["name"] == "rpc-ledger" and one["vhost"] == "coop.alpar")
    queue["arguments"] = {"x-max-length": 5}
    bound = [one for one in DONE["bindings"] if one["vhost"] == "coop.alpar" and one["destination"] == "rpc-ledger"]
    removal, *made = planned(broker_with(definitions))
    assert isinstance(removal, Deletion)
    assert [step.section for step in made if isinstance(step, Definition)] == ["queues", *("bindings" for _ in bound)]
    with pytest.raises(ProvisioningRefused, match=r"rpc-ledger in coop\.alpar .* holds 2 message"):
        planned(broker_with(definitions, messages={("coop.alpar", "rpc-ledger"): 2}))


def test_a_policy_on_our_queues_is_removed() -> None:
    """A policy could drop messages that the topology promises to keep."""
    definitions = drifted()
    definitions["policies"] = [{"name": "short", "vhost": "coop.alpar", "definition": {"max-length": 1}}]
    (step,) = planned(broker_with(definitions))
    assert isinstance(step, Deletion) and step.path == "/api/policies/coop.alpar/short"


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"version": "3.9.29"}, "3.10 or later"),
        ({"shovels_enabled": False}, "rabbitmq_shovel"),
        ({"alarms": ("memory", "disk")}, "memory and disk alarm"),
    ],
)
def test_a_broker_that_cannot_carry_it_is_refused(about: dict[str, Any], why: str) -> None:
    """The plan is refused before anything is changed, and says what is wrong."""
    with pytest.raises(ProvisioningRefused, match=why):
        planned(broker_with({}, **about))


def test_a_hundred_and_one_cooperatives_on_one_broker_are_refused() -> None:
    """Beyond a hundred vhosts a broker takes minutes to start again."""
    many = vhosts(Links({f"coop-{n}": [] for n in range(101)}), [f"coop-{n}" for n in range(101)])
    with pytest.raises(ProvisioningRefused, match="at most 100"):
        broker_plan(many, broker_with({}), dict.fromkeys(secret_users(many), "x"), url)


def test_no_step_shows_a_password() -> None:
    """What the operator reads, and what a trace would print, holds no secret."""
    for step in planned(broker_with({})):
        assert "secret" not in step.says and "secret" not in repr(step)
