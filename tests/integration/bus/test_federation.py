"""What a cooperative exports reaches its federation, named by where it came from; nothing else does."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.events.tables import InboxEvent
from tests.fixtures.bus import Bus, Host, until
from tests.fixtures.probe.tables import Heard


def test_an_exported_event_arrives_with_its_provenance_and_others_do_not(bus: Bus, host: Host) -> None:
    """Only the exportable event crosses, and its handler knows whose it is."""
    with bus.session("cg-scop") as session:
        before = set(session.scalars(select(InboxEvent.id)))
    kept = bus.call("admit", {"name": "stays at home"})["events"][0][0]
    told = bus.call("tell_count")["events"][0][0]
    until(lambda: _heard(bus, "alpar/42"))
    with bus.session("cg-scop") as session:
        arrived = set(session.scalars(select(InboxEvent.id))) - before
    assert arrived == {told} and kept not in arrived
    assert not _heard(bus, "alpar/42", "alpar"), "a foreign handler heard its own cooperative"


def _heard(bus: Bus, member_id: str, coop: str = "cg-scop") -> bool:
    with bus.session(coop) as session:
        return session.get(Heard, member_id) is not None
