"""Places given back, excused, made up for; shifts called off or changed; marks with their trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.commons.storage import PERSON, Actor
from services.membership.shifts.contract.places import Excuse
from services.membership.shifts.contract.schemas.standings import NewLeave
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import balance_of, enrol, mark, places_of, refusal_of, shift_on


def test_a_place_is_given_back_in_time(office: Callable[..., Office]) -> None:
    """Until 48 hours before; later it takes an excuse, which frees the place too, until the shift begins."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    late, early = shift_on(alpar, "2026-03-04", member=1), shift_on(alpar, "2026-03-05", member=1)
    enrol(alpar, late, one)
    enrol(alpar, early, one)
    given_back = alpar.membership.do("withdraw_from_shift", shift_id=early, body={"member_id": one})
    assert given_back["attendance"] == "withdrawn"
    refused = refusal_of(lambda: alpar.membership.do("withdraw_from_shift", shift_id=late, body={"member_id": one}))
    assert refused.code == "too_late_to_withdraw" and "rule 8" in str(refused.article)
    excused = alpar.membership.do("excuse_from_shift", shift_id=late, body={"member_id": one, "reason": "travel"})
    assert (excused["attendance"], excused["reason_code"]) == ("excused", "travel")
    enrol(alpar, late, two)
    alpar.clock.advance(days=2)
    started = refusal_of(lambda: alpar.membership.do(
        "excuse_from_shift", shift_id=late, body={"member_id": two, "reason": "work"}
    ))  # fmt: skip
    assert started.code == "shift_started"
    assert balance_of(alpar, one) == 1


def test_nothing_about_health_has_a_place() -> None:
    """Neither an excuse nor a leave has a field or a code for it."""
    assert set(Excuse().fields) == {"member_id", "reason"}
    reasons = Excuse().fields["reason"].validate
    assert set(reasons.choices) == {"unforeseen", "work", "travel", "family", "other"}  # type: ignore[union-attr]
    assert set(NewLeave().fields) == {"kind", "starts_on", "ends_on", "review_on"}


def test_who_gave_a_place_back_may_take_it_again(office: Callable[..., Office]) -> None:
    """As long as it is free and the shift has not begun."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    shift = shift_on(alpar, "2026-03-05", member=1)
    enrol(alpar, shift, one)
    alpar.membership.do("excuse_from_shift", shift_id=shift, body={"member_id": one, "reason": "other"})
    again = enrol(alpar, shift, one)
    assert (again["attendance"], again["reason_code"]) == ("enrolled", None)


def test_a_shift_that_is_over_takes_nobody(office: Callable[..., Office]) -> None:
    """Unless it is said to be entered afterwards, as a list kept on paper is."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    shift = shift_on(alpar, "2026-03-01", afterwards=True)
    refused = refusal_of(lambda: enrol(alpar, shift, one))
    assert refused.code == "shift_over" and refused.article
    enrol(alpar, shift, one, afterwards=True)
    body = {"enrolments": [{"shift_id": shift, "member_id": two}]}
    assert alpar.membership.do("enrol_in_shifts", body=body)["results"][0]["problem"]["code"] == "shift_over"


def test_a_role_may_need_a_training(office: Callable[..., Office]) -> None:
    """Where the bylaws say so, nobody leads a shift without; a member's place needs none."""
    alpar = office("alpar", {"bylaws.shifts.roles_need_training": ["leader"]})
    (one,) = with_members(alpar, 1)
    shift = shift_on(alpar, "2026-03-05", leader=1, member=1)
    refused = refusal_of(lambda: enrol(alpar, shift, one, "leader"))
    assert refused.code == "training_needed" and refused.article
    assert enrol(alpar, shift, one)["role"] == "member"


def test_a_cancelled_shift_is_owed_by_nobody(office: Callable[..., Office]) -> None:
    """Who was enrolled is told and is credited as if it had taken place; nobody enrols in it or is marked any more."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    shift_on(alpar, "2026-03-05", hour=14)
    shift = shift_on(alpar, "2026-03-05")
    enrol(alpar, shift, one)
    cancelled = alpar.membership.do("cancel_shift", shift_id=shift, body={"reason": "No electricity"})
    assert cancelled["cancelled_at"] and cancelled["free"] == {}
    (told,) = alpar.membership.told("membership.shift.cancelled.v1")
    assert told["data"]["member_ids"] == [one]
    assert refusal_of(lambda: enrol(alpar, shift, two)).code == "shift_cancelled"
    again = refusal_of(lambda: alpar.membership.do("cancel_shift", shift_id=shift, body={"reason": "Again"}))
    assert again.code == "shift_cancelled"
    alpar.clock.advance(days=31)
    assert refusal_of(lambda: mark(alpar, shift, **{one: "attended"})).code == "shift_cancelled"
    assert (balance_of(alpar, one), balance_of(alpar, two)) == (1, 0)


def test_a_shift_that_took_place_is_not_cancelled(office: Callable[..., Office]) -> None:
    """Marks say that it did."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, one)
    alpar.clock.advance(days=1)
    mark(alpar, shift, **{one: "attended"})
    refused = refusal_of(lambda: alpar.membership.do("cancel_shift", shift_id=shift, body={"reason": "Too late"}))
    assert refused.code == "shift_held" and refused.article


def test_a_shift_keeps_the_places_that_are_taken(office: Callable[..., Office]) -> None:
    """It may have more, or fewer as long as they are free."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    shift = shift_on(alpar, "2026-03-05", member=2)
    for one in ids[:2]:
        enrol(alpar, shift, one)
    fewer = {"places": {"member": 1}}
    refused = refusal_of(lambda: alpar.membership.do("change_shift_places", shift_id=shift, body=fewer))
    assert refused.code == "places_taken" and refused.article
    wider = alpar.membership.do("change_shift_places", shift_id=shift, body={"places": {"member": 3, "leader": 1}})
    assert wider["free"] == {"member": 1, "leader": 1}
    enrol(alpar, shift, ids[2], "leader")


def test_only_who_leads_a_shift_marks_it_in_their_own_name(office: Callable[..., Office]) -> None:
    """The trail says that the leader did; another member, or the leader of another shift, is refused."""
    alpar = office("alpar")
    leader, member, other = with_members(alpar, 3)
    shift, next_day = (shift_on(alpar, day, leader=1, member=2) for day in ("2026-03-03", "2026-03-04"))
    enrol(alpar, shift, leader, "leader")
    enrol(alpar, shift, member)
    enrol(alpar, next_day, other, "leader")
    alpar.clock.advance(days=1)
    body = {"marks": [{"member_id": member, "attendance": "missed"}, {"member_id": leader, "attendance": "attended"}]}

    def marked_by(person: str) -> Any:
        return alpar.membership.do(
            "record_own_shift_attendances", shift_id=shift, body=body, actor=Actor(PERSON, person)
        )

    for refused in (refusal_of(lambda: marked_by(member)), refusal_of(lambda: marked_by(other))):
        assert refused.code == "not_the_leader" and refused.article
    done = marked_by(leader)
    assert {one["member_id"]: one["attendance"] for one in done["enrolments"]} == {leader: "attended", member: "missed"}
    trail = alpar.membership.do("list_shift_marks", shift_id=shift)["data"]
    assert {(one["leader_id"], one["entered_by"]) for one in trail} == {(leader, f"person:{leader}")}


def test_a_correction_stays_in_the_trail_and_a_late_one_shows(office: Callable[..., Office]) -> None:
    """What was recorded first, what it became, who said so, and that it came more than a week after the shift."""
    alpar = office("alpar")
    leader, member = with_members(alpar, 2)
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, member)
    alpar.clock.advance(days=1)
    mark(alpar, shift, leader, **{member: "missed"})
    alpar.clock.advance(days=8)
    mark(alpar, shift, **{member: "attended"})
    mark(alpar, shift, **{member: "attended"})
    trail = alpar.membership.do("list_shift_marks", shift_id=shift)["data"]
    found = [(one["was"], one["attendance"], one["leader_id"], one["late"]) for one in trail]
    assert found == [("enrolled", "missed", leader, False), ("missed", "attended", None, True)]
    assert balance_of(alpar, member) == 2


def test_many_shifts_are_marked_at_once(office: Callable[..., Office]) -> None:
    """Each shift all or nothing, and one that is refused does not hold up the others."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    shifts = [shift_on(alpar, day) for day in ("2026-03-03", "2026-03-04", "2026-03-20")]
    for shift in shifts:
        enrol(alpar, shift, one)
    alpar.clock.advance(days=3)
    came, never = {"member_id": one, "attendance": "attended"}, {"member_id": two, "attendance": "attended"}
    body = {"shifts": [
        {"shift_id": shifts[0], "marks": [came]}, {"shift_id": shifts[1], "marks": [came, never]},
        {"shift_id": shifts[2], "marks": [came]}, {"shift_id": "shf_x", "marks": [came]},
        {"shift_id": shifts[0], "marks": [{"member_id": one, "attendance": "missed"}]},
    ]}  # fmt: skip
    done = alpar.membership.do("record_attendances_of_shifts", body=body)
    codes = [(result["problem"] or {}).get("code") for result in done["results"]]
    assert codes == [None, "not_enrolled", "shift_not_started", "unknown_shift", None]
    assert (done["recorded"], done["refused"], done["marks"]) == (2, 3, 2)
    assert [places_of(alpar, shift)[one] for shift in shifts] == ["missed", "enrolled", "enrolled"]


def test_make_ups_are_owed_planned_and_served(office: Callable[..., Office]) -> None:
    """A missed shift is made up twice; nobody plans more make-ups than they owe."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    missed, *later = [shift_on(alpar, f"2026-03-{day:02d}") for day in (3, 5, 6, 7)]
    refused = refusal_of(lambda: enrol(alpar, later[0], one, make_up=True))
    assert refused.code == "no_make_up_owed" and "rule 10" in str(refused.article)
    enrol(alpar, missed, one)
    alpar.clock.advance(days=1)
    mark(alpar, missed, **{one: "missed"})
    for shift in later[:2]:
        enrol(alpar, shift, one, make_up=True)
    assert refusal_of(lambda: enrol(alpar, later[2], one, make_up=True)).code == "no_make_up_owed"
    counter = alpar.membership.do("get_counter", member_id=one)
    assert counter["make_ups"] == {"opened": 2, "served": 0, "owed": 2, "planned": 2}
    alpar.clock.advance(days=2)
    mark(alpar, later[0], **{one: "attended"})
    counter = alpar.membership.do("get_counter", member_id=one)
    assert counter["make_ups"] == {"opened": 2, "served": 1, "owed": 1, "planned": 1}
    assert [(move["reason"], move["balance"]) for move in counter["movements"]] == [
        ("begins", 1), ("missed", 0), ("attended", 1)
    ]  # fmt: skip


def test_a_batch_of_make_ups_sent_twice_is_skipped(office: Callable[..., Office]) -> None:
    """What was taken is taken; who owes none is refused, and leaves the place to the next."""
    alpar = office("alpar")
    one, other = with_members(alpar, 2)
    missed = shift_on(alpar, "2026-03-03")
    later = [shift_on(alpar, "2026-03-10", member=1), shift_on(alpar, "2026-03-11", member=1)]
    enrol(alpar, missed, one)
    alpar.clock.advance(days=2)
    mark(alpar, missed, **{one: "missed"})
    asked = [(other, later[0], True), (one, later[0], True), (other, later[1], False)]
    body = {"enrolments": [{"shift_id": shift, "member_id": who, "role": "member", "make_up": make_up}
                           for who, shift, make_up in asked]}  # fmt: skip
    for expected in (["refused", "enrolled", "enrolled"], ["refused", "skipped", "skipped"]):
        batch = alpar.membership.do("enrol_in_shifts", body=body)
        assert [row["outcome"] for row in batch["results"]] == expected
        assert batch["results"][0]["problem"]["code"] in ("no_make_up_owed", "slot_full")


def test_no_shift_before_the_founding(office: Callable[..., Office]) -> None:
    """Entered afterwards or not, one by one or by the week."""
    alpar = office("alpar")
    assert refusal_of(lambda: shift_on(alpar, "1900-01-02", afterwards=True)).code == "before_founding"
    body = {"starts_on": "1900-01-01", "weeks": 1, "afterwards": True}
    assert refusal_of(lambda: alpar.membership.do("make_shift_calendar", body=body)).code == "before_founding"


def test_a_cancelled_shift_begins_no_counting(office: Callable[..., Office]) -> None:
    """Nobody owes from a first shift that was entered by mistake and called off."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    wrong = shift_on(alpar, "2026-03-03")
    alpar.membership.do("cancel_shift", shift_id=wrong, body={"reason": "Entered by mistake."})
    shift_on(alpar, "2026-06-02")
    asked = {"member_id": member_id, "query": {"as_of": "2026-06-01"}}
    assert alpar.membership.do("get_standing", **asked)["owed"] == 0


def test_a_refused_withdrawal_names_its_rule(office: Callable[..., Office]) -> None:
    """Neither who stands nowhere, nor who comes too late, is refused without the article."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    shift = shift_on(alpar, "2026-03-03")

    def withdraw() -> Any:
        return alpar.membership.do("withdraw_from_shift", shift_id=shift, body={"member_id": member_id})

    none = refusal_of(withdraw)
    assert none.code == "not_enrolled" and "rule" in str(none.article)
    enrol(alpar, shift, member_id)
    alpar.clock.advance(days=2)
    late = refusal_of(withdraw)
    assert late.code == "shift_started" and "rule" in str(late.article)


def test_an_exemption_is_looked_at_again(office: Callable[..., Office]) -> None:
    """After a year if nobody says when; a leave ends earlier, or is voided when it was a mistake."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    exempt = alpar.membership.do("record_leave", member_id=one, body={"kind": "exemption", "starts_on": "2026-03-02"})
    assert exempt["review_on"] == "2027-03-02"
    leave = alpar.membership.do("record_leave", member_id=two, body={"kind": "leave", "starts_on": "2026-03-02"})
    assert [found["id"] for found in alpar.membership.do("list_leaves", query={"review_by": "2027-03-31"})["data"]] == [
        exempt["id"]
    ]
    assert alpar.membership.do("end_leave", leave_id=leave["id"], body={"ends_on": "2026-03-31"})["ends_on"]
    assert alpar.membership.do("list_leaves", query={"member_id": two, "on": "2026-04-01"})["data"] == []
    early = refusal_of(lambda: alpar.membership.do("end_leave", leave_id=leave["id"], body={"ends_on": "2026-03-01"}))
    assert early.code == "leave_backwards" and early.article
    alpar.membership.do("void_leave", leave_id=exempt["id"])
    assert alpar.membership.do("get_standing", member_id=one)["standing"] == "up_to_date"
    assert refusal_of(lambda: alpar.membership.do("void_leave", leave_id=exempt["id"])).code == "leave_voided"
