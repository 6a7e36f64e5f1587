"""The same idempotency key twice at once: one takes effect, the other waits or repeats its answer."""

from __future__ import annotations

from sqlalchemy import func, select

from services.commons.refusals import Remote
from tests.fixtures.bus import Bus, Host, asked, headers
from tests.fixtures.probe.tables import Member


def test_the_same_key_many_times_at_once_takes_effect_once(bus: Bus, host: Host) -> None:
    """All answers are the one answer, or say that the command is in flight."""
    calls = [("probe.admit", asked({"name": "at once"}), headers("at-once")) for _ in range(40)]
    answers = bus.client().pipeline(calls, at_once=40)
    good = [one for one in answers if isinstance(one, dict)]
    codes = {one.remote_code for one in answers if isinstance(one, Remote)}
    assert good and len(good) + sum(isinstance(one, Remote) for one in answers) == 40
    assert {one["body"]["id"] for one in good} == {good[0]["body"]["id"]}
    assert codes <= {"command_in_flight"}
    with bus.session() as session:
        assert session.scalar(select(func.count()).where(Member.name == "at once")) == 1
