"""What is addressed to one cooperative reaches that one, and no other that is linked."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from services.commons.events.tables import InboxEvent, OutboxEvent
from tests.fixtures.bus import Bus, Host, until
from tests.fixtures.probe.tables import Heard


def test_an_addressed_event_reaches_its_addressee_alone(bus: Bus, host: Host) -> None:
    """The federation writes to alpar: coopaname, linked with it too, gets nothing, though what is for all it gets."""
    told = bus.call("send", {"choice": "for alpar"}, coop="cg-scop", addressee="alpar")["events"][0][0]
    until(_heard(bus, "cg-scop/for alpar", "alpar"))
    bus.call("send", {"choice": "for coopaname"}, coop="cg-scop", addressee="coopaname")
    until(_heard(bus, "cg-scop/for coopaname", "coopaname"))
    with bus.session("coopaname") as session:
        assert session.get(InboxEvent, told) is None
    assert not _heard(bus, "cg-scop/for coopaname", "alpar")()
    for coop in ("alpar", "coopaname", "cg-scop"):
        assert bus.messages("dead-letters", coop) == 0


def test_what_nobody_is_linked_to_take_waits_for_the_link(bus: Bus, host: Host) -> None:
    """Without a link nothing is lost in silence: the event stays pending, and what follows it goes its way."""
    stranded = bus.call("send", {"choice": "nobody"}, addressee="nowhere")["events"][0][0]
    bus.call("send", {"choice": "behind"}, addressee="cg-scop")
    until(_heard(bus, "alpar/behind", "cg-scop"))
    with bus.session() as session:
        pending = select(OutboxEvent.id).where(OutboxEvent.published_at.is_(None), OutboxEvent.id == stranded)
        assert session.scalar(pending) == stranded


def _heard(bus: Bus, said: str, coop: str) -> Callable[[], bool]:
    def heard() -> bool:
        with bus.session(coop) as session:
            return session.get(Heard, said) is not None

    return heard
