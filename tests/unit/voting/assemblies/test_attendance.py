"""The live view of an assembly: who counts by way and college, each quorum, and the curve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from services.commons.clock import FixedClock
from services.commons.storage import Actor, Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import attendance_now, presence_now
from tests.unit.voting.hall import Hall, refused


def seated(it: Hall, electors: int, kind: str = "ordinary", **more: Any) -> tuple[str, list[str]]:
    """Open an assembly of so many members."""
    members = it.admit(electors)
    assembly_id = it.draft(kind, **more)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    return assembly_id, members


def give(it: Hall, assembly_id: str, giver: str, holder: str) -> None:
    """Record a proxy."""
    it.do("give_proxy", assembly_id=assembly_id, body={"giver_id": giver, "holder_id": holder})


def view(it: Hall, assembly_id: str) -> dict[str, Any]:
    """Return the live view."""
    return dict(it.do("get_attendance", assembly_id=assembly_id))


def statements(it: Hall, call: Callable[[], Any]) -> int:
    """Count what a call asks of the database."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engines = {value for value in vars(it.database).values() if hasattr(value, "dialect")}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_a_screen_may_ask_every_second_with_650_members(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """The numbers are those of the rules, and asking costs as many statements with 650 members as with six."""
    it, small = hall("coopaname"), hall("coopaname")
    assembly_id, members = seated(it, 650)
    few_id, few = seated(small, 6)
    small.arrive(few_id, few[:3])
    it.arrive(assembly_id, members[:200])
    it.arrive(assembly_id, members[200:300], "remote")
    it.arrive(assembly_id, members[300:330], "postal")
    it.arrive(assembly_id, members[:50], "leave")
    for at in range(20):
        give(it, assembly_id, members[400 + at], members[40 + at])
    shown = view(it, assembly_id)
    assert (shown["in_room"], shown["remote"], shown["postal"], shown["represented"]) == (150, 100, 30, 10)
    assert (shown["votes"], shown["entitled"]) == (290, 650)
    assert (shown["quorum"]["required"], shown["quorum"]["counted"], shown["quorum"]["reached"]) == (130, 290, True)
    with it.database.transaction() as session:
        unit = Unit(it.coop, "voting", session, clock, Actor("key", "test"))
        now = presence_now(unit, held_assembly(unit, assembly_id))
    assert (len(now.attendance.voters), len(now.attendance.represented), now.quorum.counted) == (290, 10, 290)
    many, fewer = statements(it, lambda: view(it, assembly_id)), statements(small, lambda: view(small, few_id))
    assert many == fewer <= 8


def test_the_view_tells_the_colleges_apart(hall: Callable[..., Hall]) -> None:
    """Who is entitled, who is there and in which way, college by college; the sums are those of the whole."""
    colleges = [{"slug": slug, "name": slug, "weight": weight}
                for slug, weight in (("workers", "1/2"), ("users", "1/4"), ("backers", "1/4"))]  # fmt: skip
    it = hall("alpar", {"membership.colleges": colleges})
    for number, college in enumerate(["workers", "workers", "users", "backers"], start=1):
        it.hear("membership.member.admitted.v1", f"members/mbr_{number}", {
            "member_id": f"mbr_{number}", "number": number, "kind": "natural_person", "category": "member",
            "college": college, "admitted_on": "2020-01-01", "voting": True,
        })  # fmt: skip
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.arrive(assembly_id, ["mbr_1"])
    it.arrive(assembly_id, ["mbr_3"], "remote")
    shown = view(it, assembly_id)
    lines = {one["college"]: (one["entitled"], one["in_room"], one["remote"], one["votes"])
             for one in shown["by_college"]}  # fmt: skip
    assert lines == {"workers": (2, 1, 0, 1), "users": (1, 0, 1, 1), "backers": (1, 0, 0, 0)}
    assert sum(one["votes"] for one in shown["by_college"]) == shown["votes"] == 2


def test_each_poll_shows_the_quorum_it_opened_with_or_that_of_now(hall: Callable[..., Hall]) -> None:
    """An open poll keeps its quorum when people leave; one that waits shows what is there now."""
    it = hall()
    members = it.admit(20)
    assembly_id = it.draft()
    first, second = it.poll(assembly_id), it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members[:6])
    it.do("open_poll", poll_id=first)
    it.arrive(assembly_id, members[:3], "leave")
    polls = {one["poll_id"]: one for one in view(it, assembly_id)["polls"]}
    assert (polls[first]["quorum"]["counted"], polls[first]["quorum"]["reached"]) == (6, True)
    assert (polls[second]["quorum"]["counted"], polls[second]["quorum"]["reached"]) == (3, False)
    assert {one["part"] for one in polls.values()} == {"ordinary"}


def test_a_mixed_assembly_has_a_quorum_for_each_of_its_parts(hall: Callable[..., Hall]) -> None:
    """A fifth is enough for what is ordinary, and not for what is extraordinary."""
    it = hall("alpine-aluminium")
    agenda = [{"title": "Accounts", "part": "ordinary"}, {"title": "Statutes", "part": "extraordinary"}]
    assembly_id, members = seated(it, 40, "mixed", agenda=agenda)
    it.arrive(assembly_id, members[:9])
    shown = view(it, assembly_id)
    quorums = {one["part"]: (one["required"], one["reached"]) for one in shown["quorums"]}
    assert quorums == {"ordinary": (8, True), "extraordinary": (10, False)}


def test_nobody_is_there_in_two_ways(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """Who is in the room does not connect or vote by post, who voted by post does not connect; leaving changes that."""
    it = hall()
    assembly_id, members = seated(it, 5)
    a, b, c = members[:3]
    give(it, assembly_id, members[3], a)
    it.arrive(assembly_id, [a])
    assert refused(it.arrive, assembly_id, [a], "remote") == "presence_out_of_order"
    assert refused(it.arrive, assembly_id, [a], "postal") == "presence_out_of_order"
    it.arrive(assembly_id, [b], "postal")
    assert refused(it.arrive, assembly_id, [b], "remote") == "presence_out_of_order"
    it.arrive(assembly_id, [c], "remote")
    it.arrive(assembly_id, [c])

    def ways() -> list[str | None]:
        with it.acting() as unit:
            here = attendance_now(unit, held_assembly(unit, assembly_id))
        return [here.how.get(one, "represented" if one in here.represented else None) for one in members]

    assert ways() == ["arrive", "postal", "arrive", "represented", None]
    it.arrive(assembly_id, [a], "leave")
    assert ways() == [None, "postal", "arrive", None, None]
    it.arrive(assembly_id, [a], "remote")
    assert ways() == ["remote", "postal", "arrive", "represented", None]


def test_the_curve_shows_late_arrivals_and_early_departures(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """A point for each minute in which something changed, with the votes that the quorum asks for beside them."""
    it = hall()
    assembly_id, members = seated(it, 20)
    it.arrive(assembly_id, members[:3])
    clock.advance(minutes=1)
    give(it, assembly_id, members[19], members[0])
    clock.advance(minutes=9)
    it.arrive(assembly_id, members[3:8], "remote")
    clock.advance(minutes=10)
    it.arrive(assembly_id, members[:1], "leave")
    history = it.do("get_attendance_history", assembly_id=assembly_id)
    assert [(one["in_room"], one["remote"], one["represented"], one["votes"]) for one in history["points"]] == [
        (3, 0, 0, 3), (3, 0, 1, 4), (3, 5, 1, 9), (2, 5, 0, 7),
    ]  # fmt: skip
    assert history["entitled"] == 20 and history["quorums"][0]["required"] == 4
    coarse = it.do("get_attendance_history", assembly_id=assembly_id, query={"every_seconds": "3600"})
    assert [one["votes"] for one in coarse["points"]] == [7]
    assert timedelta(seconds=coarse["every_seconds"]) == timedelta(hours=1)
