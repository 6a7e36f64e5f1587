"""Counters movement by movement, what another rule would do, and a period in figures."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import enrol, mark, refusal_of, shift_on

MARKS = ["attended", "missed", "excused", "replaced"]


def lived(office: Office, count: int, seed: int = 1) -> list[str]:
    """Let members have eight weeks of two shifts each week, at random; return the members."""
    chance, ids = random.Random(seed), with_members(office, count)
    days = [f"2026-03-{day:02d}" for day in (3, 6, 10, 13, 17, 20, 24, 27, 31)]
    for day in days:
        shift = shift_on(office, day, member=4, leader=1)
        here = chance.sample(ids, 3)
        for member_id in here:
            enrol(office, shift, member_id)
        marks = {one: chance.choice(MARKS) for one in here}
        _later(office, shift, marks)
    return ids


_waiting: list[tuple[str, dict[str, str]]] = []


def _later(office: Office, shift: str, marks: dict[str, str]) -> None:
    _waiting.append((shift, marks))


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    """Begin each test without marks to enter."""
    _waiting.clear()


def attended(office: Office) -> None:
    """Enter the marks of all shifts, a month later."""
    office.clock.advance(days=31)
    for shift, marks in _waiting:
        mark(office, shift, **marks)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_counter_ends_with_the_balance_of_the_standing(office: Callable[..., Office], seed: int) -> None:
    """For every member, on several days, whatever they did, and each movement adds up."""
    alpar = office("alpar")
    ids = lived(alpar, 5, seed)
    attended(alpar)
    leave = {"kind": "leave", "starts_on": "2026-03-25", "ends_on": "2026-04-20"}
    alpar.membership.do("record_leave", member_id=ids[0], body=leave)
    for day in ("2026-03-02", "2026-03-15", "2026-03-31", "2026-05-27"):
        standings = alpar.membership.do("list_standings", query={"as_of": day})["data"]
        for standing in standings:
            counter = alpar.membership.do("get_counter", member_id=standing["member_id"], query={"as_of": day})
            assert counter["movements"][-1]["balance"] == counter["balance"] == standing["balance"], (day, standing)
            assert sum(move["gain"] for move in counter["movements"]) == standing["balance"]
            assert "rule 4" in counter["article"]


def test_who_comes_back_begins_anew(office: Callable[..., Office]) -> None:
    """Marks of a former membership count no more; those of a move to another period do."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, one)
    alpar.clock.advance(days=2)
    mark(alpar, shift, **{one: "missed"})
    with alpar.membership.database.transaction() as session:
        session.execute(text("UPDATE memberships SET ends_on = '2026-03-03' WHERE member_id = :id"), {"id": one})
        session.execute(text(
            "INSERT INTO memberships (id, member_id, category, starts_on, legacy, recorded_at) "
            "VALUES ('msh_2', :id, 'member', '2026-03-05', false, now())"), {"id": one})  # fmt: skip
    assert alpar.membership.do("get_standing", member_id=one, query={"as_of": "2026-03-03"})["missed"] == 1
    back = alpar.membership.do("get_standing", member_id=one, query={"as_of": "2026-03-06"})
    assert (back["missed"], back["balance"]) == (0, 1)
    counter = alpar.membership.do("get_counter", member_id=one, query={"as_of": "2026-03-06"})
    assert [move["reason"] for move in counter["movements"]] == ["begins"] and counter["make_ups"]["owed"] == 0
    with alpar.membership.database.transaction() as session:
        session.execute(text("UPDATE memberships SET starts_on = '2026-03-04' WHERE id = 'msh_2'"))
    assert alpar.membership.do("get_standing", member_id=one, query={"as_of": "2026-03-06"})["missed"] == 1


def test_a_rule_is_tried_out_before_it_changes(office: Callable[..., Office]) -> None:
    """The counts of now are those of the standings; those of then are those of bylaws that say so; nothing changes."""
    alpar, asked = office("alpar"), {"counters": {"missed": -3}, "standings": {"alert_below": 1}}
    lived(alpar, 6)
    attended(alpar)
    before = _rows(alpar)
    found = alpar.membership.do("what_if_shift_rules", body={**asked, "from": "2026-03-02", "to": "2026-04-02"})
    assert _rows(alpar) == before
    now = {one["member_id"]: one for one in alpar.membership.do("list_standings")["data"]}
    assert found["days"][-1]["on"] == "2026-04-02"
    assert _counts(found["days"][-1]["now"]) == Counter(one["standing"] for one in now.values())
    stricter = office("alpar", {"bylaws.shifts.counters.missed": -3, "bylaws.shifts.standings.alert_below": 1})
    _waiting.clear()
    stricter.clock.advance(days=-31)
    again = lived(stricter, 6)
    attended(stricter)
    then = {one["member_id"]: one["standing"] for one in stricter.membership.do("list_standings")["data"]}
    assert _counts(found["days"][-1]["then"]) == Counter(then.values())
    pairs = zip(now.values(), again, strict=True)
    assert found["changed"] == sum(one["standing"] != then[other] for one, other in pairs) > 0
    assert all(change["now"] != change["then"] for change in found["changes"])


def _counts(shown: dict[str, int]) -> Counter[str]:
    return Counter({name: count for name, count in shown.items() if count})


def _rows(office: Office) -> tuple[Any, ...]:
    with office.membership.database.reading() as session:
        return tuple(session.execute(text(
            "SELECT (SELECT count(*) FROM enrolments), (SELECT count(*) FROM standings_told), "
            "(SELECT count(*) FROM rulebook_versions), (SELECT count(*) FROM outbox)")).one())  # fmt: skip


def test_a_trial_must_make_sense(office: Callable[..., Office]) -> None:
    """Thresholds in their order, a period within 400 days, a cooperative that asks for shifts."""
    alpar, works = office("alpar"), office("alpine-aluminium")

    def ask(house: Office, **body: Any) -> str:
        return refusal_of(lambda: house.membership.do("what_if_shift_rules", body=body)).code

    assert ask(alpar, standings={"not_served_below": 3}) == "what_if_backwards"
    assert ask(alpar, **{"from": "2024-01-01", "to": "2026-01-01"}) == "period_too_long"
    assert ask(alpar, **{"from": "2026-03-02", "to": "2026-03-01"}) == "period_too_long"
    assert ask(works) == "no_shifts"


def test_a_period_in_figures_is_what_was_recorded(office: Callable[..., Office]) -> None:
    """Counted here apart from the database: places by week and slot, who did not come, where everybody stands."""
    alpar = office("alpar")
    lived(alpar, 6)
    cancelled = shift_on(alpar, "2026-03-19", member=50)
    alpar.membership.do("cancel_shift", shift_id=cancelled, body={"reason": "Closed"})
    attended(alpar)
    span = {"from": "2026-03-02", "to": "2026-03-29"}
    found = alpar.membership.do("get_shift_figures", query=span)
    marks = Counter(what for _, given in _waiting[:8] for what in given.values())
    total = found["total"]
    assert (total["shifts"], total["cancelled"], total["needed"]) == (8, 1, 40)
    assert {name: total[name] for name in MARKS} == {name: marks[name] for name in MARKS}
    assert total["filled"] == marks["attended"] + marks["missed"]
    assert [one["week"] for one in found["weeks"]] == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"]
    slots = [(one["weekday"], one["starts_at"], one["shifts"]) for one in found["slots"]]
    assert slots == [(1, "09:00", 4), (3, "09:00", 0), (4, "09:00", 4)]
    for part in (found["weeks"], found["slots"]):
        assert all(sum(one[name] for one in part) == total[name] for name in ("needed", "filled", "missed"))
    members = alpar.membership.do("list_standings", query={"as_of": span["to"]})["data"]
    assert _counts(found["standings"]) == Counter(one["standing"] for one in members) and found["members"] == 6
    owed = []
    for one in members:
        counter = alpar.membership.do("get_counter", member_id=one["member_id"], query={"as_of": span["to"]})
        owed.append(counter["make_ups"]["owed"])
    assert (found["make_ups_owed"], found["members_owing"]) == (sum(owed), sum(one > 0 for one in owed))


def test_the_figures_are_a_document(office: Callable[..., Office]) -> None:
    """A PDF with its pictures, and a sheet that a program reads, in French unless English is asked for."""
    alpar = office("alpar")
    lived(alpar, 4)
    span = {"from": "2026-03-02", "to": "2026-04-02"}
    assert alpar.membership.download("get_shift_figures_document", query=span).startswith(b"%PDF-")
    sheets = {
        language: alpar.membership.download(
            "get_shift_figures_document", query={**span, "format": "csv", "language": language}
        ).decode("utf-8-sig")
        for language in ("fr", "en")
    }
    assert "À pourvoir" in sheets["fr"] and "mardi 09:00 à 12:00" in sheets["fr"].lower()
    assert "Not served,0" in sheets["en"] and "Tuesday 09:00 to 12:00" in sheets["en"]
    empty = {"from": "2020-03-02", "to": "2020-04-02"}
    assert alpar.membership.download("get_shift_figures_document", query=empty).startswith(b"%PDF-")
    years = {"from": "2020-01-01", "to": "2026-01-01"}
    long = refusal_of(lambda: alpar.membership.do("get_shift_figures", query=years))
    assert long.code == "period_too_long"
