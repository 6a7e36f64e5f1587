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
    assert topics == {"nameko-rpc": r"^reply\.", "events": r"^ledger\.", "export": r"^ledger\."}


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


def test_no_queue_of_calls_has_a_time_to_live() -> None:
    """An expired call would lie in the dead letters with its body."""
    for queue in topology_of("alpar", [], ["membership"]).queues:
        assert not (queue.name.startswith("rpc-") and "x-message-ttl" in queue.arguments)
