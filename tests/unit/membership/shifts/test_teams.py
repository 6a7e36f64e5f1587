"""Slots that come back in named weeks, their standing teams, and the days on which the shop is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import TEAM, places_of, refusal_of, shift_on, team

QUARTER = {"starts_on": "2026-03-02", "weeks": 12}


def calendar(office: Office, **body: object) -> dict[str, list[str]]:
    """Make a quarter's calendar and return it."""
    made: dict[str, list[str]] = office.membership.do("make_shift_calendar", body={**QUARTER, **body})
    return made


def days_of(office: Office, shift_ids: list[str]) -> list[str]:
    """Return the days of shifts."""
    return [office.membership.do("get_shift", shift_id=one)["starts_at"][:10] for one in shift_ids]


def test_a_team_comes_every_four_weeks(office: Callable[..., Office]) -> None:
    """A slot of week B comes back three times in twelve weeks, and its team is enrolled each time."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    slot = team(alpar, [one, two], weeks=["B"])
    made = calendar(alpar)
    found = days_of(alpar, made["shift_ids"])
    assert len(found) == 3 and made["enrolled"] == 6
    weeks = [alpar.membership.do("get_shift", shift_id=shift)["template_id"] for shift in made["shift_ids"]]
    assert weeks == [slot] * 3
    apart = {(date.fromisoformat(later) - date.fromisoformat(day)).days for day, later in pairwise(found)}
    assert apart == {28}
    assert places_of(alpar, made["shift_ids"][2]) == {one: "enrolled", two: "enrolled"}


def test_a_calendar_made_twice_changes_nothing(office: Callable[..., Office]) -> None:
    """Shifts stand, and who gave one back is not enrolled in it again."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    team(alpar, [one, two])
    made = calendar(alpar)
    alpar.membership.do("withdraw_from_shift", shift_id=made["shift_ids"][3], body={"member_id": one})
    before = [places_of(alpar, shift) for shift in made["shift_ids"]]
    again = calendar(alpar)
    assert (again["created"], again["existing"], again["enrolled"]) == (0, 12, 0)
    assert [places_of(alpar, shift) for shift in made["shift_ids"]] == before
    assert before[3][one] == "withdrawn"


def test_who_joins_a_team_later_is_enrolled_in_what_stands(office: Callable[..., Office]) -> None:
    """The shifts to come of the calendar that is made already; ending it gives the later ones back."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    slot = team(alpar, [])
    made = calendar(alpar)
    body = {"standings": [{"template_id": slot, "member_id": member_id, "starts_on": "2026-03-10"}]}
    (taken,) = alpar.membership.do("enrol_for_good", body=body)["results"]
    assert taken["enrolled"] == 11
    ended = alpar.membership.do("end_standing_enrolment", standing_id=taken["id"], body={"ends_on": "2026-04-30"})
    assert ended["withdrawn"] == 3
    states = [places_of(alpar, shift).get(member_id) for shift in made["shift_ids"]]
    assert states == [None, *["enrolled"] * 8, *["withdrawn"] * 3]
    listed = alpar.membership.do("list_standing_enrolments", query={"as_of": "2026-05-01"})["data"]
    assert listed == []
    early = refusal_of(lambda: alpar.membership.do(
        "end_standing_enrolment", standing_id=taken["id"], body={"ends_on": "2026-01-01"}
    ))  # fmt: skip
    assert early.code == "ends_too_early" and early.article


def test_a_team_has_no_more_places_than_its_slot(office: Callable[..., Office]) -> None:
    """Full, twice the same, a role that the slot lacks, a day after its end, a slot and a member that are not there."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    slot = team(alpar, ids[:2], valid_until="2026-06-30")
    wanted = [
        {"template_id": slot, "member_id": ids[2], "starts_on": "2026-03-01"},
        {"template_id": slot, "member_id": ids[0], "starts_on": "2026-03-01", "role": "leader"},
        {"template_id": slot, "member_id": ids[2], "starts_on": "2026-03-01", "role": "cook"},
        {"template_id": slot, "member_id": ids[2], "starts_on": "2026-07-01"},
        {"template_id": "slt_x", "member_id": ids[2], "starts_on": "2026-03-01"},
        {"template_id": slot, "member_id": "mbr_x", "starts_on": "2026-03-01"},
        {"template_id": slot, "member_id": ids[2], "starts_on": "2026-03-01", "role": "leader"},
    ]
    done = alpar.membership.do("enrol_for_good", body={"standings": wanted})
    codes = [(one["problem"] or {}).get("code") for one in done["results"]]
    assert codes == ["slot_full", "standing_taken", "unknown_role", "slot_ended", "not_found", "not_in_register", None]
    (shown,) = alpar.membership.do("list_shift_templates", query={"as_of": "2026-03-02"})["data"]
    assert shown["team"] == {"member": 2, "leader": 1} and shown["weekday"] == "tuesday"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"weeks": ["E"]}, "no_rotation"), ({"ends_at": "09:00"}, "shift_backwards"),
     ({"places": {"cook": 1}}, "unknown_role"), ({"valid_until": "2026-02-01"}, "ends_too_early")],
)  # fmt: skip
def test_a_slot_fits_the_bylaws(office: Callable[..., Office], wrong: dict[str, object], code: str) -> None:
    """A week or a role that they do not have, no time, no days: refused by article, with all the others."""
    alpar = office("alpar")
    body = {"templates": [TEAM, {**TEAM, **wrong}]}
    refused = refusal_of(lambda: alpar.membership.do("create_shift_templates", body=body))
    assert refused.code == code and "rule" in str(refused.article)
    assert alpar.membership.do("list_shift_templates")["data"] == []


def test_a_leave_keeps_the_team_away(office: Callable[..., Office]) -> None:
    """Places within a leave are given back when it is recorded, and are not taken by a calendar made later."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    team(alpar, [one, two])
    made = calendar(alpar, weeks=4)
    leave = {"kind": "leave", "starts_on": "2026-03-10", "ends_on": "2026-04-07"}
    assert alpar.membership.do("record_leave", member_id=one, body=leave)["withdrawn"] == 3
    later = calendar(alpar, starts_on="2026-03-30", weeks=3)
    assert later["enrolled"] == 4
    assert [places_of(alpar, shift).get(one) for shift in later["shift_ids"]] == [None, None, "enrolled"]
    assert places_of(alpar, made["shift_ids"][0])[one] == "enrolled"


def test_closed_days_have_no_shifts(office: Callable[..., Office]) -> None:
    """A closure calls off what stands, tells who was enrolled, and is passed over by calendars until it is lifted."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    team(alpar, [one, two])
    made = calendar(alpar, weeks=2)
    body = {"starts_on": "2026-03-09", "ends_on": "2026-03-22", "reason": "Works in the shop"}
    closure = alpar.membership.do("create_shift_closure", body=body)
    assert closure["cancelled"] == 1
    (told,) = alpar.membership.told("membership.shift.cancelled.v1")
    assert told["data"]["shift_id"] == made["shift_ids"][1] and set(told["data"]["member_ids"]) == {one, two}
    again = calendar(alpar, weeks=4)
    assert (again["created"], again["closed"]) == (1, 14)
    alpar.membership.do("lift_shift_closure", closure_id=closure["id"])
    assert calendar(alpar, weeks=4)["created"] == 1
    twice = refusal_of(lambda: alpar.membership.do("lift_shift_closure", closure_id=closure["id"]))
    assert twice.code == "closure_lifted"
    assert len(alpar.membership.do("list_shift_closures")["data"]) == 1
    past = {"starts_on": "2026-02-01", "ends_on": "2026-02-02", "reason": "Holidays"}
    gone = refusal_of(lambda: alpar.membership.do("create_shift_closure", body=past))
    assert gone.code == "calendar_in_the_past" and gone.article


def test_a_slot_that_ends_takes_its_team_and_shifts_with_it(office: Callable[..., Office]) -> None:
    """After its last day nothing comes back, and the shifts that stand later are called off."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    slot = team(alpar, [one])
    made = calendar(alpar, weeks=4)
    alpar.membership.do("end_shift_template", template_id=slot, body={"ends_on": "2026-03-15"})
    states = [places_of(alpar, shift)[one] for shift in made["shift_ids"]]
    assert states == ["enrolled", "enrolled", "cancelled", "cancelled"]
    assert calendar(alpar, starts_on="2026-04-06")["created"] == 0


def test_a_slot_gets_other_hours_in_the_middle_of_a_year(office: Callable[..., Office]) -> None:
    """Its team and its shifts go over as they stand: nobody is credited or enrolled twice, and each is told once."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    slot = team(alpar, [one])
    made = calendar(alpar, weeks=5)["shift_ids"]
    alpar.membership.do("excuse_from_shift", shift_id=made[3], body={"member_id": one, "reason": "work"})
    change = {"from": "2026-03-16", "starts_at": "09:30", "ends_at": "12:30", "places": {"member": 3, "leader": 1}}
    later = alpar.membership.do("change_shift_template", template_id=slot, body=change)
    assert (later["valid_from"], later["team"], later["name"]) == ("2026-03-16", {"member": 1}, "Tuesday A")
    shifts = [alpar.membership.do("get_shift", shift_id=shift) for shift in made]
    assert [shift["starts_at"][11:16] for shift in shifts] == ["09:00"] * 2 + ["09:30"] * 3
    assert [places_of(alpar, shift)[one] for shift in made] == ["enrolled"] * 3 + ["excused", "enrolled"]
    told = alpar.membership.told("membership.shift.moved.v1")
    assert [event["data"]["member_ids"] for event in told] == [[one], [], [one]]
    again = calendar(alpar, weeks=6)
    assert (again["created"], again["existing"], again["enrolled"]) == (1, 5, 1)
    listed = alpar.membership.do("list_standing_enrolments", query={"member_id": one})["data"]
    assert [(place["starts_on"], place["ends_on"]) for place in listed] == [
        ("2026-03-01", "2026-03-15"), ("2026-03-16", None)
    ]  # fmt: skip
    ended = alpar.membership.do("end_standing_enrolment", standing_id=listed[1]["id"], body={"ends_on": "2026-03-24"})
    assert ended["withdrawn"] == 2
    assert alpar.membership.do("enrol_for_good", body={"standings": [
        {"template_id": later["id"], "member_id": two, "starts_on": "2026-03-16"}]})["taken"] == 1  # fmt: skip


@pytest.mark.parametrize(("change", "code"), [
    ({"from": "2026-03-01"}, "changes_too_early"), ({"from": "2026-03-02"}, "changes_too_early"),
    ({"from": "2026-03-16", "places": {"leader": 1}}, "places_taken"),
    ({"from": "2026-03-16", "ends_at": "09:00"}, "shift_backwards"),
    ({"from": "2026-03-16", "places": {"baker": 1}}, "unknown_role"), ({"from": "2026-03-31"}, "ends_too_early"),
])  # fmt: skip
def test_a_change_of_a_slot_leaves_nobody_without_a_place(
    office: Callable[..., Office], change: dict[str, object], code: str
) -> None:
    """What cannot be is refused, and everything stays as it was."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    slot = team(alpar, [one], valid_until="2026-03-30")
    (shift,) = calendar(alpar, weeks=1)["shift_ids"]
    refused = refusal_of(lambda: alpar.membership.do("change_shift_template", template_id=slot, body=change))
    assert refused.code == code and refused.article
    assert len(alpar.membership.do("list_shift_templates")["data"]) == 1
    assert places_of(alpar, shift) == {one: "enrolled"}


def test_a_change_of_a_slot_leaves_called_off_what_was(office: Callable[..., Office]) -> None:
    """The next calendar does not make again what was cancelled; nothing else of it changes, and nobody is told."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    slot = team(alpar, [one])
    made = calendar(alpar, weeks=4)["shift_ids"]
    off = alpar.membership.do("cancel_shift", shift_id=made[2], body={"reason": "Works"})
    change = {"from": "2026-03-10", "starts_at": "09:30", "places": {"member": 3, "leader": 1}}
    later = alpar.membership.do("change_shift_template", template_id=slot, body=change)
    again = calendar(alpar, weeks=4)
    assert (again["created"], again["existing"], again["enrolled"]) == (0, 4, 0)
    assert alpar.membership.do("get_shift", shift_id=made[2]) == {**off, "template_id": later["id"]}
    told = [event["data"]["shift_id"] for event in alpar.membership.told("membership.shift.moved.v1")]
    assert sorted(told) == sorted([made[1], made[3]])


def test_a_change_of_a_slot_books_nobody_twice_and_tells_of_its_end(office: Callable[..., Office]) -> None:
    """New hours over another shift of the team are refused; a shift that only ends later is told, to its team."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    slot = team(alpar, [one])
    team(alpar, [one], name="Tuesday B", starts_at="14:00", ends_at="16:00")
    calendar(alpar, weeks=2)

    def until(hour: str) -> dict[str, Any]:
        change = {"from": "2026-03-10", "ends_at": hour}
        changed: dict[str, Any] = alpar.membership.do("change_shift_template", template_id=slot, body=change)
        return changed

    busy = refusal_of(lambda: until("14:30"))
    assert (busy.code, busy.values["member_id"]) == ("busy_then", one) and busy.article
    assert until("14:00")["team"] == {"member": 1}
    (told,) = alpar.membership.told("membership.shift.moved.v1")
    assert told["data"]["member_ids"] == [one] and told["data"]["was_starts_at"] == told["data"]["starts_at"]


def test_a_slot_over_midnight_and_the_night_without_an_hour(office: Callable[..., Office]) -> None:
    """Hours that end before they begin end on the next day; those that do not pass on the last of March have no shift.

    On the night of the autumn a shift lasts an hour longer than the clock on the wall says.
    """
    alpar = office("alpar")
    night = {"name": "Night", "weekday": "saturday", "starts_at": "22:00", "ends_at": "02:00"}
    gap = {"name": "Gap", "weekday": "sunday", "starts_at": "02:15", "ends_at": "03:00"}
    early = {"name": "Early", "weekday": "sunday", "starts_at": "01:00", "ends_at": "04:00"}
    for slot in (night, gap, early):
        team(alpar, [], **slot)
    made = calendar(alpar, starts_on="2026-03-28", weeks=1)["shift_ids"]
    spans = [(shift["starts_at"], shift["ends_at"]) for one in made
             for shift in [alpar.membership.do("get_shift", shift_id=one)]]  # fmt: skip
    assert spans == [("2026-03-28T22:00:00+01:00", "2026-03-29T03:00:00+02:00"),
                     ("2026-03-29T01:00:00+01:00", "2026-03-29T04:00:00+02:00")]  # fmt: skip
    autumn = calendar(alpar, starts_on="2026-10-25", weeks=1)["shift_ids"]
    assert [alpar.membership.do("get_shift", shift_id=one)["ends_at"][:16] for one in autumn] == [
        "2026-10-25T04:00", "2026-10-25T03:00", "2026-11-01T02:00"
    ]  # fmt: skip
    figures = alpar.membership.do("get_shift_figures", query={"from": "2026-10-26", "to": "2026-10-31"})
    assert [(slot["starts_at"], slot["ends_at"]) for slot in figures["slots"]] == [("22:00", "02:00")]
    wrong = {"starts_at": "09:00", "ends_at": "08:00"}
    assert refusal_of(lambda: team(alpar, [], **wrong)).code == "shift_backwards"


def test_a_leaver_leaves_the_team(office: Callable[..., Office]) -> None:
    """Standing places, places, leaves: all end with the last day, and no calendar brings them back."""
    alpar = office("alpar")
    gone, stays = with_members(alpar, 2)
    team(alpar, [gone, stays])
    made = calendar(alpar, weeks=2)
    alpar.membership.do("record_leave", member_id=gone, body={"kind": "leave", "starts_on": "2026-04-01"})
    left = alpar.membership.do("record_departure", member_id=gone, body={"reason": "death", "left_on": "2026-03-02"})
    cleared = {what: left["cleared"][what] for what in ("standing_enrolments", "enrolments", "leaves")}
    assert cleared == {"standing_enrolments": 1, "enrolments": 2, "leaves": 1}
    assert places_of(alpar, made["shift_ids"][0]) == {gone: "withdrawn", stays: "enrolled"}
    later = calendar(alpar, starts_on="2026-03-16", weeks=1)
    assert places_of(alpar, later["shift_ids"][0]) == {stays: "enrolled"} and later["not_enrolled"] == []


def test_a_calendar_of_the_past_is_entered_afterwards(office: Callable[..., Office]) -> None:
    """Days that are over need the word for it; so does a single shift."""
    alpar = office("alpar")
    refused = refusal_of(lambda: calendar(alpar, starts_on="2026-02-02", weeks=1))
    assert refused.code == "calendar_in_the_past" and refused.article
    assert calendar(alpar, starts_on="2026-02-02", weeks=1, afterwards=True)["created"] == 18
    assert refusal_of(lambda: shift_on(alpar, "2026-03-01")).code == "calendar_in_the_past"
    assert shift_on(alpar, "2026-03-01", afterwards=True)
