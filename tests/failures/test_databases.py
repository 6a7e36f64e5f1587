"""The database is away for a while: events wait, calls are refused as unavailable, nothing is buried."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from services.commons.events.dead_letters import unsettled
from services.commons.events.tables import InboxEvent
from services.commons.refusals import Remote
from tests.fixtures.bus import Bus, Host, asked, headers, until
from tests.fixtures.probe.tables import Heard, Member

MEMBERS = 300


@pytest.mark.usefixtures("own_servers")
def test_a_restart_of_the_database_dead_letters_nothing(bus: Bus, host: Host) -> None:
    """PostgreSQL is stopped and started while events flow: every one is handled once, none is dead."""
    calls = [("probe.admit", asked({"name": f"restart {number}"}), headers()) for number in range(MEMBERS)]
    answers = bus.client().pipeline(calls, at_once=16)
    ids = [answer["body"]["id"] for answer in answers if isinstance(answer, dict)]
    assert len(ids) == MEMBERS
    bus.postgres.kill()
    time.sleep(2)
    with pytest.raises(Remote) as refused:
        bus.call("count", seconds=20)
    assert refused.value.remote_code == "unavailable"
    bus.postgres.start()
    until(lambda: _heard(bus, ids) == MEMBERS, 60)
    with bus.session() as session:
        assert unsettled(session) == []
        assert set(session.scalars(select(Heard.times).where(Heard.member_id.in_(ids)))) == {1}
        assert session.scalar(select(func.count()).where(InboxEvent.state != "handled")) == 0
        assert len(session.scalars(select(Member.id).where(Member.name.like("restart %"))).all()) == MEMBERS
    assert bus.messages("dead-letters") == 0
    assert bus.call("count")["status"] == 200


def _heard(bus: Bus, ids: list[str]) -> int:
    with bus.session() as session:
        return session.scalar(select(func.count()).select_from(Heard).where(Heard.member_id.in_(ids))) or 0
