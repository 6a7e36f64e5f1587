"""The connection is cut in mid-call: the caller learns at once, and a retry takes effect once."""

from __future__ import annotations

import pytest

from services.commons.refusals import Unavailable
from tests.fixtures.bus import Bus, Host, asked, headers, until


def _count(bus: Bus) -> int:
    return int(bus.call("count")["body"]["text"])


def test_a_cut_on_the_callers_side_fails_the_call_at_once(bus: Bus, host: Host) -> None:
    """The call fails as unavailable when its connection goes; the same command id then finds what came of it."""
    before = _count(bus)
    sent = headers("cut-client", seconds=3600)
    calling = bus.client().submit("probe.linger", asked({"amount": 1500}), sent, 3600)
    until(lambda: bus.cut("http:alpar"))
    with pytest.raises(Unavailable):
        calling.result(30)
    until(lambda: _settled(bus, sent))
    assert _count(bus) == before + 1


def test_a_cut_on_the_services_side_is_healed_by_redelivery(bus: Bus, host: Host) -> None:
    """The service loses its connection with a call in hand: the call comes again, takes effect once, is answered."""
    before = _count(bus)
    calling = bus.client().submit("probe.linger", asked({"amount": 1500}), headers("cut-service"), 60)
    until(lambda: bus.cut("probe:alpar:calls"))
    assert calling.result(60)["body"] == {"text": "lingered"}
    assert _count(bus) == before + 1
    assert host.process.poll() is None


def _settled(bus: Bus, sent: dict[str, str]) -> bool:
    """Ask again with the same command id, until it is no longer in flight."""
    try:
        return bool(bus.client().call("probe.linger", asked({"amount": 1500}), sent, 10)["replayed"])
    except Exception:
        return False
