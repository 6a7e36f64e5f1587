"""A week of shifts: made, staffed, attended, and what it makes of each member's standing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import members_sheet, with_members

MORNING = {"starts_at": "2026-03-03T09:00:00+01:00", "ends_at": "2026-03-03T12:00:00+01:00"}


def shift_of(office: Office, **places: int) -> str:
    """Add a shift on the morning of 3 March 2026 and return its id."""
    shift: dict[str, str] = office.membership.do("create_shift", body={**MORNING, "places": places or {"member": 2}})
    return shift["id"]


def enrol(office: Office, shift_id: str, member_id: str, role: str = "member") -> Any:
    """Enrol a member."""
    return office.membership.do("enrol_in_shift", shift_id=shift_id, body={"member_id": member_id, "role": role})


def mark(office: Office, shift_id: str, **marks: Any) -> Any:
    """Record attendances."""
    body = {"marks": [{"member_id": member_id, **given} for member_id, given in marks.items()]}
    return office.membership.do("record_attendances", shift_id=shift_id, body=body)


def refusal_of(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value


def test_a_week_of_alpar_has_108_places_and_is_made_once(office: Callable[..., Office]) -> None:
    """The bylaws hold the template: 18 slots with a leader each; the same week again finds them."""
    alpar = office("alpar")
    week = alpar.membership.do("make_shift_calendar", body={"starts_on": "2026-03-02"})
    assert (week["created"], week["existing"], week["ends_on"]) == (18, 0, "2026-03-08")
    again = alpar.membership.do("make_shift_calendar", body={"starts_on": "2026-03-02"})
    assert (again["created"], again["existing"], again["shift_ids"]) == (0, 18, week["shift_ids"])
    shifts = alpar.membership.do("list_shifts", query={"from": "2026-03-02", "to": "2026-03-08"})["data"]
    assert sum(sum(one["places"].values()) for one in shifts) == 108
    assert shifts[0]["starts_at"].endswith("+01:00")
    assert len(alpar.membership.do("list_shifts", query={"from": "2026-03-08"})["data"]) == 0


def test_430_members_staff_four_weeks(office: Callable[..., Office]) -> None:
    """One batch for each week fills 430 of 432 places, and every member has a standing."""
    alpar = office("alpar")
    ids = with_members(alpar, 430)
    calendar = alpar.membership.do("make_shift_calendar", body={"starts_on": "2026-03-09", "weeks": 4})
    places = [(shift_id, role) for shift_id in calendar["shift_ids"] for role in ["leader", *["member"] * 5]]
    body = {"enrolments": [{"shift_id": place[0], "role": place[1], "member_id": member_id}
                           for place, member_id in zip(places, ids, strict=False)]}  # fmt: skip
    done = alpar.membership.do("enrol_in_shifts", body=body)
    assert (done["enrolled"], done["skipped"], done["refused"]) == (430, 0, 0)
    assert alpar.membership.do("enrol_in_shifts", body=body)["skipped"] == 430
    standings = alpar.membership.do("list_standings", query={"limit": "500"})["data"]
    assert [one["member_id"] for one in standings] == ids
    assert {one["standing"] for one in standings} == {"up_to_date"}
    full = alpar.membership.do("get_shift", shift_id=calendar["shift_ids"][0])
    assert (full["free"], len(full["enrolments"])) == ({"leader": 0, "member": 0}, 6)


def test_a_full_slot_is_refused(office: Callable[..., Office]) -> None:
    """By role: the members' places are taken, the leader's is free."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    shift_id = shift_of(alpar, member=1, leader=1)
    enrol(alpar, shift_id, ids[0])
    refused = refusal_of(lambda: enrol(alpar, shift_id, ids[1]))
    assert refused.code == "slot_full" and "rule 2" in str(refused.article)
    assert enrol(alpar, shift_id, ids[1], "leader")["attendance"] == "enrolled"
    assert refusal_of(lambda: enrol(alpar, shift_id, ids[0], "leader")).code == "already_enrolled"
    assert refusal_of(lambda: enrol(alpar, shift_id, ids[2], "cook")).code == "unknown_role"


def test_the_last_place_is_given_once(office: Callable[..., Office]) -> None:
    """Four ask for it at the same moment: one gets it."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    shift_id = shift_of(alpar, member=1)
    codes: list[str] = []

    def ask(member_id: str) -> None:
        try:
            codes.append(enrol(alpar, shift_id, member_id)["attendance"])
        except Refusal as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=ask, args=(member_id,)) for member_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["enrolled", "slot_full", "slot_full", "slot_full"]


def test_enrolment_needs_the_linked_organisation(office: Callable[..., Office]) -> None:
    """The association insures the volunteers: its dues must be paid on the day of the shift."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1, linked="2026-03-02")
    shift_id = shift_of(alpar)
    refused = refusal_of(lambda: enrol(alpar, shift_id, member_id))
    assert refused.code == "linked_organisation_needed" and "rule 3" in str(refused.article)
    alpar.membership.run_job("import_members", upload=members_sheet(1, linked="2026-03-03"))
    assert enrol(alpar, shift_id, member_id)["role"] == "member"


def test_only_members_of_the_day_are_enrolled(office: Callable[..., Office]) -> None:
    """Who leaves is withdrawn from the shifts after the last day, which frees the place."""
    alpar = office("alpar")
    gone, other = with_members(alpar, 2)
    shift_id = shift_of(alpar, member=1)
    enrol(alpar, shift_id, gone)
    left = alpar.membership.do("record_departure", member_id=gone, body={"reason": "death", "left_on": "2026-03-02"})
    assert left["cleared"]["enrolments"] == 1
    assert refusal_of(lambda: enrol(alpar, shift_id, gone)).code == "not_a_member"
    assert refusal_of(lambda: enrol(alpar, shift_id, "mbr_x")).code == "not_in_register"
    enrol(alpar, shift_id, other)


def test_a_batch_settles_each_for_itself(office: Callable[..., Office]) -> None:
    """One refused item does not hold up the others, and the capacity counts within the batch."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    shift_id = shift_of(alpar, member=1)
    wanted = [(shift_id, ids[0]), (shift_id, ids[1]), ("shf_x", ids[1]), (shift_id, ids[0])]
    body = {"enrolments": [{"shift_id": shift, "member_id": member_id} for shift, member_id in wanted]}
    results = alpar.membership.do("enrol_in_shifts", body=body)["results"]
    found = [(one["outcome"], (one["problem"] or {}).get("code")) for one in results]
    assert found == [("enrolled", None), ("refused", "slot_full"), ("refused", "unknown_shift"), ("skipped", None)]


def test_attendance_moves_the_counter(office: Callable[..., Office]) -> None:
    """Attended, missed, replaced: each counts as the bylaws say, and the stand-in is credited."""
    alpar = office("alpar")
    came, missed, sent, stood_in = with_members(alpar, 4)
    shift_id = shift_of(alpar, member=3)
    for member_id in (came, missed, sent):
        enrol(alpar, shift_id, member_id)
    assert refusal_of(lambda: mark(alpar, shift_id, **{came: {"attendance": "attended"}})).code == "shift_not_started"
    alpar.clock.advance(days=1)
    marks: dict[str, Any] = {
        came: {"attendance": "attended"}, missed: {"attendance": "missed"},
        sent: {"attendance": "replaced", "replaced_by": stood_in},
    }  # fmt: skip
    first = mark(alpar, shift_id, **marks)
    assert mark(alpar, shift_id, **marks) == first
    balances = {one["member_id"]: one["balance"] for one in alpar.membership.do("list_standings")["data"]}
    assert balances == {came: 2, missed: 0, sent: 1, stood_in: 2}
    assert alpar.membership.do("get_standing", member_id=stood_in)["served"] == 1


def test_all_marks_are_taken_or_none(office: Callable[..., Office]) -> None:
    """A mark of somebody who is not enrolled takes back those before it."""
    alpar = office("alpar")
    came, stranger = with_members(alpar, 2)
    shift_id = shift_of(alpar)
    enrol(alpar, shift_id, came)
    alpar.clock.advance(days=1)
    given = {"attendance": "attended"}
    assert refusal_of(lambda: mark(alpar, shift_id, **{came: given, stranger: given})).code == "not_enrolled"
    assert alpar.membership.do("get_shift", shift_id=shift_id)["enrolments"][0]["attendance"] == "enrolled"


def test_standing_follows_the_day_and_the_leave(office: Callable[..., Office]) -> None:
    """Who does nothing falls from up to date to alert to not served; a leave shows; the vote is never touched."""
    alpar = office("alpar")
    member_id, resting = with_members(alpar, 2)
    shift_of(alpar)
    alpar.membership.do("record_leave", member_id=resting, body={"kind": "leave", "starts_on": "2026-03-03"})
    told = len(alpar.membership.told())
    found = {}
    for day in ("2026-03-03", "2026-04-27", "2026-04-28", "2026-06-23"):
        standings = alpar.membership.do("list_standings", query={"as_of": day})["data"]
        found[day] = {one["member_id"]: one["standing"] for one in standings}
    assert [found[day][member_id] for day in found] == ["up_to_date", "up_to_date", "alert", "not_served"]
    assert {found[day][resting] for day in found} == {"on_leave"}
    standing = alpar.membership.do("get_standing", member_id=member_id, query={"as_of": "2026-04-28"})
    assert "rule 5" in standing["article"]
    assert len(alpar.membership.told()) == told


def test_nobody_owes_for_the_time_before(office: Callable[..., Office]) -> None:
    """Members of 2020 owe nothing for the years in which there was no calendar."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    shift_of(alpar)
    assert alpar.membership.do("get_standing", member_id=member_id, query={"as_of": "2026-03-30"})["owed"] == 0
    assert alpar.membership.do("get_standing", member_id=member_id, query={"as_of": "2026-03-31"})["owed"] == 1


def test_a_cooperative_without_shifts_has_no_standings(office: Callable[..., Office]) -> None:
    """Nor a template for a calendar."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    assert refusal_of(lambda: works.membership.do("get_standing", member_id=member_id)).code == "no_shifts"
    start = {"starts_on": "2026-03-02"}
    assert refusal_of(lambda: works.membership.do("make_shift_calendar", body=start)).code == "no_shift_template"


@pytest.mark.parametrize("ends_at", ["2026-03-03T09:00:00+01:00", "2026-03-04T09:01:00+01:00"])
def test_a_shift_ends_after_it_starts_within_a_day(office: Callable[..., Office], ends_at: str) -> None:
    """Neither an empty shift nor one longer than a day."""
    body = {**MORNING, "ends_at": ends_at, "places": {"member": 1}}
    assert refusal_of(lambda: office("alpar").membership.do("create_shift", body=body)).code == "shift_backwards"


def test_a_leave_does_not_end_before_it_starts(office: Callable[..., Office]) -> None:
    """And only members take one."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    body = {"kind": "leave", "starts_on": "2026-03-03", "ends_on": "2026-03-02"}
    leave = "record_leave"
    assert refusal_of(lambda: alpar.membership.do(leave, member_id=member_id, body=body)).code == "leave_backwards"
    early = {"kind": "leave", "starts_on": "2019-03-03"}
    assert refusal_of(lambda: alpar.membership.do(leave, member_id=member_id, body=early)).code == "not_a_member"
