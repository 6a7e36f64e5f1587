"""The connection is cut in mid-call: the caller learns at once, and whatever is tried again takes effect once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from services.commons.refusals import Refusal, Unavailable
from services.commons.rpc.blocking import BlockingRpcClient
from tests.fixtures.bus import Bus, Host, Wire, asked, headers, until


@pytest.fixture
def wire(bus: Bus) -> Iterator[Wire]:
    """A way to the broker that the test can cut."""
    one = Wire(bus.broker.url)
    yield one
    one.close()


def test_a_cut_on_the_callers_side_fails_the_call_at_once(bus: Bus, host: Host, wire: Wire) -> None:
    """The call fails as unavailable when its connection goes; the same command id then finds what came of it."""
    client = BlockingRpcClient(wire.through(bus.amqp("alpar.http", "alpar")), "alpar")
    before, sent = _count(bus), headers("cut-client", seconds=3600)
    calling = client.submit("probe.linger", asked({"amount": 1500}), sent, 3600)
    until(lambda: _lingering(bus))
    wire.cut()
    with pytest.raises(Unavailable):
        calling.result(30)
    assert until(lambda: _answered(client, sent))["replayed"]
    client.close()
    assert _count(bus) == before + 1


def test_a_cut_on_the_services_side_is_healed_by_redelivery(bus: Bus, wire: Wire) -> None:
    """The service loses its connection with a call in hand: the call comes again, takes effect once, is answered."""
    access = json.loads(bus.credentials.read_text())["alpar"]
    file = bus.var / "wired.json"
    file.write_text(json.dumps({"alpar": {**access, "amqp": wire.through(access["amqp"])}}))
    host = bus.host(credentials=file)
    before = _count(bus)
    calling = bus.client().submit("probe.linger", asked({"amount": 1500}), headers("cut-service"), 60)
    until(lambda: _lingering(bus))
    wire.cut()
    assert calling.result(60)["body"] == {"text": "lingered"}
    assert _count(bus) == before + 1
    assert host.stop() == 0


def _count(bus: Bus) -> int:
    return int(bus.call("count")["body"]["text"])


def _lingering(bus: Bus) -> bool:
    """Whether a transaction sleeps at this moment."""
    with bus.session() as session:
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        return bool(session.connection().exec_driver_sql(asleep).scalar())


def _answered(client: BlockingRpcClient, sent: dict[str, str]) -> dict[str, object] | None:
    """Ask again with the same command id; None while it is in flight or out of reach."""
    try:
        return client.call("probe.linger", asked({"amount": 1500}), sent, 10)
    except Refusal:
        return None
