"""The topology: least rights, one queue per service, provenance by exchange."""

from __future__ import annotations

import re

from services.commons.registry import load_service
from services.commons.topology import topology_of


def test_a_services_account_may_declare_nothing_and_write_only_in_its_own_name() -> None:
    """Configure nothing; publish events and exports under its name, and replies."""
    vhost = topology_of("alpar", ["cg-scop"], ["membership", "ledger"])
    rights = {one.user: one for one in vhost.permissions}["alpar.ledger"]
    assert rights.configure == "^$" and not re.search(rights.read, "events-membership")
    topics = {one.exchange: one.write for one in vhost.topic_permissions if one.user == "alpar.ledger"}
    assert topics == {
        "nameko-rpc": r"^reply\.", "events": r"^ledger\.", "export": r"^(to\.[a-z0-9_-]+\.)?ledger\.",
    }  # fmt: skip
    written = re.compile(topics["export"])
    assert written.match("to.cg-scop.ledger.x.v1") and not written.match("to.cg-scop.voting.x.v1")
    assert not written.match("to.a.b.ledger.x.v1")


def test_each_cooperative_imports_by_an_exchange_that_one_account_writes() -> None:
    """Who sent an event is decided by the exchange it came through."""
    vhost = topology_of("cg-scop", ["alpar", "coopaname"], ["membership"])
    writers = {one.user: one.write for one in vhost.permissions if re.search(one.write, "import.alpar")}
    assert writers == {"cg-scop.import.alpar": r"^import\.alpar$"}
    assert {shovel.target_exchange for shovel in vhost.shovels} == {"import.cg-scop"}


def test_foreign_events_are_bound_to_imports_only() -> None:
    """What a service follows of others comes through the imports, its own through events."""
    load_service("probe", "tests.fixtures")
    bound = {(one.exchange, one.routing_key) for one in topology_of("alpar", ["cg-scop"], ["probe"]).bindings}
    assert ("import.cg-scop", "probe.votes.counted.v1") in bound and ("events", "probe.votes.counted.v1") not in bound
    assert ("events", "probe.member.left.v1") in bound and ("import.cg-scop", "probe.member.left.v1") not in bound


def test_what_is_addressed_leaves_by_the_queue_of_its_addressee_alone() -> None:
    """Each link's queue takes what is for all and what is for that cooperative; nobody imports another's letters."""
    load_service("probe", "tests.fixtures")
    bound = topology_of("cg-scop", ["alpar", "coopaname"], ["probe"]).bindings
    taken = {(one.queue, one.routing_key) for one in bound if one.exchange == "export"}
    assert taken == {
        ("export.alpar", "probe.#"), ("export.alpar", "to.alpar.#"),
        ("export.coopaname", "probe.#"), ("export.coopaname", "to.coopaname.#"),
    }  # fmt: skip
    imported = {one.routing_key for one in bound if one.exchange == "import.alpar"}
    assert "to.cg-scop.probe.letter.sent.v1" in imported and "probe.letter.sent.v1" not in imported


def test_no_queue_of_calls_has_a_time_to_live() -> None:
    """An expired call would lie in the dead letters with its body."""
    for queue in topology_of("alpar", [], ["membership"]).queues:
        assert not (queue.name.startswith("rpc-") and "x-message-ttl" in queue.arguments)
