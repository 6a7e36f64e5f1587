"""A cooperative whose vhost or database is broken does not stop the others; cooperatives come and go."""

from __future__ import annotations

import json

import pytest

from services.commons.refusals import Unavailable
from tests.fixtures.bus import Bus, until


def test_a_broken_cooperative_is_not_served_and_its_neighbour_is(bus: Bus) -> None:
    """Wrong vhost, wrong password, no database: each says why, and alpar is served all the while."""
    held = json.loads(bus.credentials.read_text())
    alpar = held["alpar"]
    broken = {
        "no-vhost": {**alpar, "amqp": alpar["amqp"].replace("coop.alpar", "coop.nobody")},
        "no-password": {**alpar, "amqp": alpar["amqp"].replace("alpar.probe:", "alpar.probe:x")},
        "no-database": {**alpar, "database": alpar["database"].replace("probe_alpar", "probe_nobody")},
        "no-driver": {**alpar, "database": alpar["database"].replace("+psycopg2", "")},
    }
    file = bus.var / "broken.json"
    file.write_text(json.dumps({"alpar": alpar, **broken}))
    host = bus.host(credentials=file, await_ready=False)
    until(lambda: host.ask("/ready/alpar")[0] == 200)
    until(
        lambda: all(
            json.loads(host.ask(f"/ready/{coop}")[1])["calls"] not in ("starting", "connecting") for coop in broken
        )
    )
    assert host.ask("/ready")[0] == 503 and host.ask("/live")[0] == 200
    said = {coop: json.loads(host.ask(f"/ready/{coop}")[1]) for coop in broken}
    assert "refused" in said["no-vhost"]["calls"] and "refused" in said["no-password"]["calls"]
    assert "database" in said["no-database"]["calls"] and "psycopg2" in said["no-driver"]["calls"]
    assert bus.call("ping")["status"] == 200
    password = alpar["amqp"].split(":")[2].split("@")[0]
    assert password not in host.logged() and password not in host.ask("/ready")[1]
    assert host.stop() == 0


def test_cooperatives_come_and_go_without_a_restart(bus: Bus) -> None:
    """The credentials file is read again when it changes: a new cooperative starts, a removed one stops."""
    held = json.loads(bus.credentials.read_text())
    file = bus.var / "changing.json"
    file.write_text(json.dumps({"alpar": held["alpar"]}))
    host = bus.host(credentials=file)
    assert host.ask("/ready/cg-scop")[0] == 404
    with pytest.raises(Unavailable):
        bus.call("ping", coop="cg-scop", seconds=0.5)
    file.write_text(json.dumps(held))
    until(lambda: host.ask("/ready/cg-scop")[0] == 200)
    assert bus.call("ping", coop="cg-scop")["status"] == 200
    file.write_text(json.dumps({"cg-scop": held["cg-scop"]}))
    until(lambda: host.ask("/ready/alpar")[0] == 404)
    assert bus.call("ping", coop="cg-scop")["status"] == 200
    assert host.stop() == 0
