"""The broker is away for half a minute under load: then everything recovers, nothing lost or doubled."""

from __future__ import annotations

import os
import threading
import time
import uuid

import pytest
from sqlalchemy import func, select

from services.commons.refusals import Refusal
from tests.fixtures.bus import Bus, Host, asked, headers, until
from tests.fixtures.probe.tables import Heard, Member

# A stock nameko container with a call in flight dies after 9 seconds.
SECONDS = float(os.environ.get("ROCHDALE_TEST_OUTAGE", "30"))
COMMANDS = 300


@pytest.mark.usefixtures("own_servers")
@pytest.mark.slow
def test_thirty_seconds_without_a_broker_lose_and_double_nothing(bus: Bus, host: Host) -> None:
    """Clients retry each command with its id until it is answered: each took effect once, each was heard once."""
    mark = uuid.uuid4().hex[:8]
    pending = [f"{mark}-{number}" for number in range(COMMANDS)]
    answered: dict[str, str] = {}
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not pending:
                    return
                command = pending.pop()
            try:
                answer = bus.client().call("probe.admit", asked({"name": command}), headers(command, seconds=5), 5)
            except Refusal:
                with lock:
                    pending.insert(0, command)
                time.sleep(0.2)
            else:
                answered[command] = answer["body"]["id"]
                time.sleep(0.02)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    until(lambda: len(answered) > 40)
    slow = bus.client().submit("probe.linger", asked({"amount": 2000}), headers(f"{mark}-slow"), 5)
    time.sleep(0.3)
    bus.broker.stop()
    time.sleep(SECONDS)
    assert len(answered) < COMMANDS, "there was no load left"
    assert host.process.poll() is None and host.ask("/ready")[0] == 503
    bus.broker.start()
    for worker in workers:
        worker.join(120)
    assert isinstance(slow.exception(30), Refusal)
    assert len(answered) == COMMANDS
    host.await_ready()
    until(lambda: _heard(bus, list(answered.values())) == COMMANDS, 60)
    with bus.session() as session:
        assert session.scalar(select(func.count()).where(Member.name.like(f"{mark}-%"))) == COMMANDS
        times = session.scalars(select(Heard.times).where(Heard.member_id.in_(answered.values())))
        assert set(times) == {1}
    assert bus.messages("dead-letters") == 0


def _heard(bus: Bus, ids: list[str]) -> int:
    with bus.session() as session:
        return session.scalar(select(func.count()).select_from(Heard).where(Heard.member_id.in_(ids))) or 0
