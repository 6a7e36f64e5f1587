"""A handler that always raises: a dead letter, what follows of that subject waits, and a replay takes it up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from services.commons.clock import system_clock
from services.commons.events.dead_letters import replay, unsettled
from services.commons.storage import Database
from tests.fixtures.bus import Bus, Host, until
from tests.fixtures.probe.tables import Heard, Trouble


def letters(bus: Bus) -> list[tuple[str, str, str]]:
    """(id, type, state) of the letters that wait."""
    with bus.session() as session:
        return [(one.id, one.type, one.state) for one in unsettled(session)]


def test_a_dead_letter_keeps_its_subject_waiting_and_nobody_else(bus: Bus, host: Host) -> None:
    """Admitted is dead, left is parked behind it, others pass; once repaired, a replay takes both in order."""
    with bus.session() as session:
        session.add(Trouble(member_id="placeholder"))
    troubled = bus.call("admit", {"name": "Dora"})
    member_id = troubled["body"]["id"]
    until(lambda: bus.call("look", member_id=member_id)["body"]["heard"] == "admitted")
    with bus.session() as session:
        session.add(Trouble(member_id=member_id))
    bus.call("leave", member_id=member_id)
    until(lambda: len(letters(bus)) == 1)
    other = bus.call("admit", {"name": "Emil"})["body"]["id"]
    until(lambda: bus.call("look", member_id=other)["body"]["heard"] == "admitted")
    bus.call("leave", member_id=member_id)
    waiting: Any = until(lambda: len(found := letters(bus)) == 2 and found)
    assert [state for _, _, state in waiting] == ["dead", "parked"]
    with bus.session() as session:
        session.execute(delete(Trouble))
    database = Database(bus.database_url("alpar"), service="probe", coop="alpar", pool=2)
    assert [state for _, state in replay(database, system_clock, waiting[0][0])] == ["replayed", "replayed"]
    database.close()
    with bus.session() as session:
        heard = session.scalars(select(Heard).where(Heard.member_id == member_id)).one()
        assert (heard.state, heard.times) == ("left", 3)
    assert letters(bus) == []
    assert "no idea" not in host.logged()
