"""Provisioning on real servers: complete, idempotent, healing, and closed between cooperatives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from deploy.cooperatives import CooperativeFile, load_cooperative
from deploy.embedded import EmbeddedServers
from deploy.provisioning import FoundingConflict, Provisioning, ProvisioningRefused
from deploy.provisioning.credentials import KINDS
from deploy.provisioning.migrating import MigrationUnderWay, migrate_all, migration_lock
from services.commons.contract import SERVICES
from services.commons.storage.migrations import served_revisions

from .conftest import Provisions


@pytest.fixture
def api(servers: EmbeddedServers) -> Iterator[httpx.Client]:
    """The broker's management API."""
    parts = make_url(servers.management)
    base = f"http://{parts.host}:{parts.port}/api/"
    with httpx.Client(base_url=base, auth=(parts.username or "", str(parts.password)), trust_env=False) as client:
        yield client


def said(provisioning: Provisioning) -> list[str]:
    """Return what a plan would do, in words."""
    return [f"{step.kind} {step.says}" for step in provisioning.plan().steps]


def mended(provisioning: Provisioning) -> None:
    """Carry a plan out and see that it leaves nothing to do."""
    provisioning.carry_out(provisioning.plan())
    assert said(provisioning) == []


def test_a_second_run_has_nothing_to_do(provisioning: Provisioning, provisions: Provisions) -> None:
    """Planned again, by this operator or one who reads the kept passwords, nothing is missing and nothing drifts."""
    assert said(provisioning) == []
    again = provisions(list(provisioning.cooperatives.values()))
    assert said(again) == [] and again.credentials() == provisioning.credentials()
    again.close()


def test_every_process_gets_a_file_that_only_the_owner_reads(provisioning: Provisioning, folder: Path) -> None:
    """Five files of mode 600, and the operator's own."""
    for kind in (*KINDS, "passwords"):
        assert (folder / f"{kind}.json").stat().st_mode & 0o777 == 0o600


def test_the_founding_texts_are_held_by_every_service(provisioning: Provisioning) -> None:
    """Law, statutes and bylaws, version 1, stand in all four databases."""
    for service in SERVICES:
        with provisioning.server.connect(f"rochdale_alpar_{service}") as connection:
            held = connection.execute(text("SELECT layer, version FROM rulebook_versions ORDER BY layer")).all()
            assert held == [("bylaws", 1), ("law", 1), ("statutes", 1)]


def test_drift_on_the_database_server_is_put_right(provisioning: Provisioning) -> None:
    """Doors opened and rights changed by hand are found and closed."""
    with provisioning.server.connect() as connection:
        connection.execute(text("GRANT CONNECT ON DATABASE rochdale_alpar_ledger TO PUBLIC"))
        connection.execute(text("GRANT rochdale_alpar_ledger TO rochdale_cg_scop_ledger"))
        connection.execute(text("ALTER ROLE rochdale_alpar_voting CREATEDB PASSWORD 'other'"))
    with provisioning.server.connect("rochdale_alpar_ledger") as connection:
        connection.execute(text("GRANT TRUNCATE ON outbox TO rochdale_alpar_ledger"))
        connection.execute(text("REVOKE SELECT ON inbox FROM rochdale_alpar_ledger"))
    assert sorted(said(provisioning)) == [
        "correct attributes of the role rochdale_alpar_voting",
        "correct only rochdale_alpar_ledger may connect to its database",
        "correct password of the role rochdale_alpar_voting",
        "correct rights of rochdale_alpar_ledger on inbox, outbox",
        "remove take rochdale_cg_scop_ledger out of the role rochdale_alpar_ledger",
    ]
    mended(provisioning)


def test_drift_on_the_broker_is_put_right(provisioning: Provisioning, api: httpx.Client) -> None:
    """A widened permission, a tap, a lost binding, a stopped shovel and a policy are found and put right."""
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    api.put("permissions/coop.alpar/alpar.ledger", json=everything).raise_for_status()
    api.post("bindings/coop.alpar/e/events/q/events-ledger", json={"routing_key": "voting.#"}).raise_for_status()
    api.delete("bindings/coop.alpar/e/nameko-rpc/q/rpc-voting/voting.%2A").raise_for_status()
    api.delete("parameters/shovel/coop.alpar/export.cg-scop").raise_for_status()
    api.put("policies/coop.alpar/short", json={"pattern": ".*", "definition": {"max-length": 1}}).raise_for_status()
    kinds = sorted(line.partition(" ")[0] for line in said(provisioning))
    assert kinds == ["correct", "create", "create", "remove", "remove"]
    mended(provisioning)


def test_a_queue_that_holds_messages_is_never_deleted(provisioning: Provisioning, api: httpx.Client) -> None:
    """A queue nobody asked for is kept as long as it holds something, and says so; empty, it goes."""
    api.put("queues/coop.alpar/left-over", json={"durable": True}).raise_for_status()
    body = {"properties": {}, "routing_key": "left-over", "payload": "x", "payload_encoding": "string"}
    api.put("permissions/coop.alpar/admin", json={"configure": ".*", "write": ".*", "read": ".*"}).raise_for_status()
    assert api.post("exchanges/coop.alpar/amq.default/publish", json=body).json() == {"routed": True}
    while api.get("queues/coop.alpar/left-over").json().get("messages") != 1:
        time.sleep(0.2)  # the broker counts every five seconds
    assert said(provisioning) == ["keep queue left-over in coop.alpar is nobody's, and holds 1 message(s)"]
    provisioning.carry_out(provisioning.plan())
    assert api.get("queues/coop.alpar/left-over").status_code == 200
    api.delete("queues/coop.alpar/left-over").raise_for_status()
    mended(provisioning)


def test_changed_founding_texts_are_refused(provisioning: Provisioning, provisions: Provisions) -> None:
    """After the founding an assembly changes the statutes; a file that was edited is not taken for one."""
    alpar = load_cooperative("alpar")
    alpar.statutes["shares"]["nominal"] = "1.00"
    edited = provisions([alpar, load_cooperative("cg-scop")])
    with pytest.raises(FoundingConflict, match="statutes in the file of alpar"):
        edited.plan()
    edited.close()
    assert said(provisioning) == []


def test_more_cooperatives_than_connections_are_refused_and_nothing_is_made(
    provisioning: Provisioning, provisions: Provisions
) -> None:
    """The plan is refused as a whole, before the first statement."""
    alpar = load_cooperative("alpar")
    many = [CooperativeFile(f"many-{n}", "Many", alpar.founded_on, alpar.statutes, alpar.bylaws, ()) for n in range(13)]
    crowd = provisions(many)
    with pytest.raises(ProvisioningRefused, match="raise max_connections"):
        crowd.plan()
    crowd.close()


def test_one_failed_migration_does_not_stop_the_others(provisioning: Provisioning) -> None:
    """The report names the database that stays as it was; the rest are migrated."""
    pairs = [("alpar", service) for service in SERVICES]
    url = provisioning.server.url("rochdale_alpar_ledger")
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg2"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0009_unknown'"))
    report = migrate_all(provisioning.server, pairs)
    assert [(one.service, bool(one.problem)) for one in report] == [(name, name == "ledger") for name in SERVICES]
    assert "0009_unknown" in next(one.problem for one in report if one.problem)
    with engine.begin() as connection:
        head = served_revisions("ledger")[0]
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    engine.dispose()


def test_two_operators_cannot_migrate_at_once(provisioning: Provisioning) -> None:
    """The second one is told, and changes nothing."""
    with migration_lock(provisioning.server), pytest.raises(MigrationUnderWay):
        migrate_all(provisioning.server, [("alpar", "ledger")])
