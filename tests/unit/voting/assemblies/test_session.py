"""The session: ways to take part, adjournment, signed minutes, and its place in a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from services.commons.refusals import Invalid, Refusal
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.signing import fix_minutes
from services.voting.assemblies.actions.sitting import when
from services.voting.assemblies.tables import Adjournment
from tests.unit.voting.hall import Hall, refused

LINK = "https://meet.example/assembly"


def opened(it: Hall, **more: Any) -> tuple[str, str, list[str]]:
    """Hold an assembly with one poll that waits; return both and who is there."""
    here = it.admit(5)
    assembly_id = it.draft(**more)
    poll_id = it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, here)
    return assembly_id, poll_id, here


def test_members_take_part_in_the_ways_that_statutes_and_notice_allow(hall: Callable[..., Hall]) -> None:
    """A remote assembly is refused where the statutes know none; in one, nobody may arrive in a room."""
    it = hall("alpar", {"assemblies.modes": ["in_room", "postal"]})
    with pytest.raises(Refusal) as caught:
        it.draft(modes=["remote"])
    assert caught.value.code == "mode_not_allowed"
    assert caught.value.values == {"mode": "remote", "allowed": "in_room, postal"}
    assert "assemblies.modes" in (caught.value.article or "")
    assembly_id = it.draft()
    assert it.do("get_assembly", assembly_id=assembly_id)["modes"] == ["in_room", "postal"]
    body = {"link": LINK}
    assert refused(it.do, "set_connection", assembly_id=assembly_id, body=body) == "mode_not_allowed"
    other = hall()
    members = other.admit(2)
    remote = other.draft(modes=["remote"])
    other.convene(remote)
    assert refused(other.arrive, remote, members) == "mode_not_allowed"
    assert other.arrive(remote, members, "remote")["remote"] == 2


def test_the_connection_is_kept_with_the_assembly_and_told_to_nobody(hall: Callable[..., Hall]) -> None:
    """It may be set and changed until the session ends, and stands in no event."""
    it = hall()
    assembly_id, _, _ = opened(it, link=LINK)
    body = {"link": LINK + "/2"}
    assert it.do("set_connection", assembly_id=assembly_id, body=body)["link"] == LINK + "/2"
    assert not any(LINK in str(one) for one in it.told())
    it.do("close_assembly", assembly_id=assembly_id)
    assert refused(it.do, "set_connection", assembly_id=assembly_id, body=body) == "wrong_assembly_state"


def test_a_session_is_adjourned_between_two_votes_and_resumes_at_its_time(hall: Callable[..., Hall]) -> None:
    """Not during a vote, not to the past; nothing opens meanwhile, and it does not sit again too early."""
    it = hall()
    assembly_id, poll_id, here = opened(it)
    it.do("open_poll", poll_id=poll_id)
    later = {"until": "2026-03-02T13:00:00+00:00", "reason": "Lunch"}
    assert refused(it.do, "adjourn_assembly", assembly_id=assembly_id, body=later) == "polls_open"
    it.do("count_hands", poll_id=poll_id, body={"tellers": here[:2], "for": 5, "against": 0})
    it.do("close_poll", poll_id=poll_id)
    past = {"until": "2026-03-02T10:00:00+00:00"}
    assert refused(it.do, "adjourn_assembly", assembly_id=assembly_id, body=past) == "adjourned_back"
    assert it.do("adjourn_assembly", assembly_id=assembly_id, body=later)["state"] == "adjourned"
    it.do("tally_poll", poll_id=poll_id)
    assert refused(it.do, "close_assembly", assembly_id=assembly_id) == "wrong_assembly_state"
    it.clock.advance(hours=1)
    assert refused(it.do, "resume_assembly", assembly_id=assembly_id) == "session_adjourned"
    it.clock.advance(hours=1)
    resumed = it.do("resume_assembly", assembly_id=assembly_id)
    assert (resumed["state"], resumed["adjourned_until"]) == ("open", None)
    assert it.do("get_attendance", assembly_id=assembly_id)["in_room"] == 5
    with it.database.reading() as session:
        [kept] = session.query(Adjournment).all()
    assert (kept.reason, kept.resumed_at) == ("Lunch", it.clock())


def test_to_another_day_the_room_is_emptied(hall: Callable[..., Hall]) -> None:
    """Who was there must come again; a vote by post needs nobody to come."""
    it = hall()
    assembly_id, poll_id, here = opened(it)
    it.arrive(assembly_id, here[:1], "leave")
    it.arrive(assembly_id, here[:1], "postal")
    it.do("adjourn_assembly", assembly_id=assembly_id, body={"until": "2026-03-03T09:00:00+00:00"})
    it.clock.advance(days=1)
    it.do("resume_assembly", assembly_id=assembly_id)
    now = it.do("get_attendance", assembly_id=assembly_id)
    assert (now["in_room"], now["postal"], now["votes"]) == (0, 1, 1)
    it.arrive(assembly_id, here[1:])
    assert it.do("open_poll", poll_id=poll_id)["quorum"]["counted"] == 5


def sign(it: Hall, assembly_id: str) -> str:
    """Sign the minutes as the room of the minutes does; return the state."""
    with it.acting() as unit:
        return fix_minutes(unit, held_assembly(unit, assembly_id, lock=True), "d" * 64).state


def test_signed_minutes_end_the_life_of_an_assembly(hall: Callable[..., Hall]) -> None:
    """Only after the session, and once; an inquorate one has minutes too, and its second call all the same."""
    it = hall()
    assembly_id, _, _ = opened(it)
    assert refused(sign, it, assembly_id) == "wrong_assembly_state"
    it.do("close_assembly", assembly_id=assembly_id)
    assert sign(it, assembly_id) == "minutes_signed"
    shown = it.do("get_assembly", assembly_id=assembly_id)
    assert (shown["minutes_digest"], shown["minutes_signed_at"]) == ("d" * 64, it.clock().isoformat())
    assert refused(sign, it, assembly_id) == "wrong_assembly_state"
    [told] = it.told("voting.minutes.signed.v1")
    assert told["data"]["digest"] == "d" * 64
    it.admit(30)
    missing = it.draft()
    it.convene(missing)
    it.do("open_assembly", assembly_id=missing, body={})
    it.do("declare_inquorate", assembly_id=missing, body={})
    assert sign(it, missing) == "inquorate"
    assert refused(sign, it, missing) == "wrong_assembly_state"
    assert it.do("second_call", assembly_id=missing, body={"held_on": "2026-03-12"})["call"] == 2


def test_a_calendar_is_told_when_the_assembly_sits_next(hall: Callable[..., Hall]) -> None:
    """The hour of the notice, a whole day without one, and the time to which it was adjourned."""
    it = hall()
    assembly_id, _, _ = opened(it, starts_at="2026-03-02T18:00:00+01:00", place="Annecy", link=LINK)
    plain = it.draft(days=3)

    def sitting(of: str) -> dict[str, str | None]:
        with it.acting() as unit:
            return when(held_assembly(unit, of))

    assert sitting(plain) == {"held_on": "2026-03-05", "starts_at": None}
    first = sitting(assembly_id)
    assert (first["held_on"], datetime.fromisoformat(first["starts_at"] or "")) == (
        "2026-03-02", datetime.fromisoformat("2026-03-02T18:00:00+01:00"),
    )  # fmt: skip
    it.do("adjourn_assembly", assembly_id=assembly_id, body={"until": "2026-03-03T09:00:00+00:00"})
    assert sitting(assembly_id)["held_on"] == "2026-03-03"
    assert b"20260303T100000" in it.download("get_calendar", assembly_id=assembly_id)


def test_the_hour_is_on_the_day_of_the_assembly(hall: Callable[..., Hall]) -> None:
    """Half past eleven at night in Paris is the day before in London, and refused for the wrong day."""
    it = hall()
    with pytest.raises(Invalid):
        it.draft(days=1, starts_at="2026-03-02T20:00:00+01:00")
    it.draft(days=1, starts_at="2026-03-02T23:30:00+00:00")
