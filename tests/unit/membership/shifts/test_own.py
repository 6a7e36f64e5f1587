"""What a member does signed in: the rules of the shift office, in nobody's name but one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from services.commons.storage import PERSON, Actor
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import enrol, mark, places_of, refusal_of, shift_on

ALONE = ("get_own_standing", "get_own_counter", "list_own_shifts", "list_open_shifts", "list_wanted_stand_ins",
         "list_own_shift_swaps")  # fmt: skip


def me(office: Office, member_id: str) -> Callable[..., Any]:
    """Return what somebody who signed in does: ``do("list_own_shifts")``."""
    return lambda operation, **said: office.membership.do(operation, actor=Actor(PERSON, member_id), **said)


def test_one_enrols_gives_back_and_is_excused(office: Callable[..., Office]) -> None:
    """Within the times of the bylaws, and never in another's name; who was excused may come again."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    do, other = me(alpar, ids[0]), me(alpar, ids[1])
    near, far = shift_on(alpar, "2026-03-03", member=1), shift_on(alpar, "2026-03-17", member=1)
    assert [one["id"] for one in do("list_open_shifts")["data"]] == [near, far]
    assert do("enrol_oneself_in_shift", shift_id=near, body={})["member_id"] == ids[0]
    do("enrol_oneself_in_shift", shift_id=far, body={"role": "member"})
    assert [one["id"] for one in do("list_own_shifts")["data"]] == [near, far]
    assert other("list_own_shifts")["data"] == [] == other("list_open_shifts")["data"]
    assert refusal_of(lambda: other("enrol_oneself_in_shift", shift_id=far, body={})).code == "slot_full"
    assert refusal_of(lambda: other("withdraw_oneself_from_shift", shift_id=far)).code == "not_enrolled"
    late = refusal_of(lambda: do("withdraw_oneself_from_shift", shift_id=near))
    assert late.code == "too_late_to_withdraw" and late.article and late.values["hours"] == 48
    assert do("excuse_oneself_from_shift", shift_id=near, body={"reason": "work"})["attendance"] == "excused"
    do("withdraw_oneself_from_shift", shift_id=far)
    assert [(one["id"], one["attendance"]) for one in do("list_own_shifts")["data"]] == [(near, "excused")]
    assert other("enrol_oneself_in_shift", shift_id=near, body={})["attendance"] == "enrolled"
    alpar.clock.advance(days=1)
    over = refusal_of(lambda: do("enrol_oneself_in_shift", shift_id=near, body={}))
    assert (over.code, over.status) == ("shift_over", 422)


def test_one_knows_where_one_stands_and_why(office: Callable[..., Office]) -> None:
    """Standing and counter are those that the office sees, of nobody else."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, ids[0])
    alpar.clock.advance(days=2)
    mark(alpar, shift, **{ids[0]: "missed"})
    do = me(alpar, ids[0])
    assert do("get_own_standing") == alpar.membership.do("get_standing", member_id=ids[0])
    counter = do("get_own_counter", query={"as_of": "2026-03-04"})
    assert counter == alpar.membership.do("get_counter", member_id=ids[0], query={"as_of": "2026-03-04"})
    assert counter["make_ups"]["owed"] == 2
    assert do("list_own_shifts", query={"from": "2026-03-01"})["data"][0]["attendance"] == "missed"
    taken = do("enrol_oneself_in_shift", shift_id=shift_on(alpar, "2026-03-12"), body={"make_up": True})
    assert taken["make_up"]
    unowed = shift_on(alpar, "2026-03-13")
    refused = refusal_of(lambda: me(alpar, ids[1])("enrol_oneself_in_shift", shift_id=unowed, body={"make_up": True}))
    assert refused.code == "no_make_up_owed"


def test_somebody_comes_in_the_place_of_who_asked_for_it(office: Callable[..., Office]) -> None:
    """The asking is told and listed; until somebody takes it the place stays; nobody is replaced unasked."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    shift = shift_on(alpar, "2026-03-10", member=2)
    for one in ids[:2]:
        enrol(alpar, shift, one)
    first, third = me(alpar, ids[0]), me(alpar, ids[2])
    come = {"shift_id": shift, "body": {"member_id": ids[0]}}
    unasked = refusal_of(lambda: third("stand_in_oneself", **come))
    assert (unasked.code, unasked.status) == ("no_stand_in_wanted", 409)
    assert first("want_stand_in", shift_id=shift)["stand_in_wanted_at"]
    first("want_stand_in", shift_id=shift)
    (told,) = alpar.membership.told("membership.shift.stand_in_wanted.v1")
    assert (told["data"]["member_id"], told["data"]["starts_at"][:16]) == (ids[0], "2026-03-10T08:00")
    (wanted,) = third("list_wanted_stand_ins")["data"]
    assert (wanted["shift_id"], wanted["member_id"], wanted["role"]) == (shift, ids[0], "member") and wanted["name"]
    assert refusal_of(lambda: me(alpar, ids[1])("stand_in_oneself", **come)).code == "already_enrolled"
    assert third("stand_in_oneself", **come)["stands_in_for"] == ids[0]
    assert places_of(alpar, shift) == {ids[0]: "replaced", ids[1]: "enrolled", ids[2]: "enrolled"}
    assert third("list_wanted_stand_ins")["data"] == []
    me(alpar, ids[1])("want_stand_in", shift_id=shift)
    assert me(alpar, ids[1])("want_no_stand_in", shift_id=shift)["stand_in_wanted_at"] is None
    assert third("list_wanted_stand_ins")["data"] == []


def test_members_see_the_team_and_its_leader_who_came(office: Callable[..., Office]) -> None:
    """Names of who comes, such as to offer a swap; excuses and misses are for the leader, who records them."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    shift = shift_on(alpar, "2026-03-03", member=3, leader=1)
    alpar.membership.do("grant_role", member_id=ids[3], body={"role": "leader", "reference": "Committee"})
    for one in ids[:3]:
        enrol(alpar, shift, one)
    me(alpar, ids[3])("enrol_oneself_in_shift", shift_id=shift, body={"role": "leader"})
    me(alpar, ids[1])("excuse_oneself_from_shift", shift_id=shift, body={"reason": "family"})
    seen, led = (me(alpar, one)("get_shift_team", shift_id=shift) for one in (ids[0], ids[3]))
    assert {one["member_id"]: one["attendance"] for one in seen["team"]} == {
        ids[0]: "enrolled", ids[2]: None, ids[3]: None
    }  # fmt: skip
    assert all(one["name"] for one in seen["team"]) and not seen["leads"]
    assert led["leads"] and {one["member_id"]: one["attendance"] for one in led["team"]}[ids[1]] == "excused"
    alpar.clock.advance(days=1)
    body = {"marks": [{"member_id": ids[0], "attendance": "attended"}, {"member_id": ids[2], "attendance": "missed"}]}
    assert refusal_of(
        lambda: me(alpar, ids[0])("record_own_shift_attendances", shift_id=shift, body=body)
    ).code == "not_the_leader"
    me(alpar, ids[3])("record_own_shift_attendances", shift_id=shift, body=body)
    after = me(alpar, ids[0])("get_shift_team", shift_id=shift)["team"]
    assert {one["member_id"]: one["attendance"] for one in after} == {ids[0]: "attended", ids[2]: None, ids[3]: None}


def test_nobody_makes_a_leader_of_themselves(office: Callable[..., Office]) -> None:
    """Neither by enrolling, nor in a leader's place, nor by a swap; whom the office gave the role leads on its days."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    leads, other = (shift_on(alpar, day, member=2, leader=2) for day in ("2026-03-10", "2026-03-17"))
    enrol(alpar, leads, ids[0], "leader")
    enrol(alpar, other, ids[1])
    boss, plain, third = (me(alpar, one) for one in ids)
    own = {"shift_id": leads, "body": {"role": "leader"}}
    refused = refusal_of(lambda: third("enrol_oneself_in_shift", **own))
    assert (refused.code, refused.status, refused.values["role"]) == ("training_needed", 422, "leader")
    assert refused.article
    boss("want_stand_in", shift_id=leads)
    come = {"shift_id": leads, "body": {"member_id": ids[0]}}
    assert refusal_of(lambda: third("stand_in_oneself", **come)).code == "training_needed"
    given = {"shift_id": other, "with_shift_id": leads, "with_member_id": ids[0]}
    assert refusal_of(lambda: plain("offer_own_shift_swap", body=given)).code == "training_needed"
    swap = alpar.membership.do("offer_shift_swap", body={**given, "member_id": ids[1]})["id"]
    assert refusal_of(lambda: boss("accept_own_shift_swap", swap_id=swap)).code == "training_needed"
    alpar.membership.do("grant_role", member_id=ids[2], body={"role": "leader", "reference": "Committee"})
    assert third("enrol_oneself_in_shift", **own)["role"] == "leader"


def test_nobody_enrols_in_a_shift_under_way(office: Callable[..., Office]) -> None:
    """From its beginning on it is on no list of places free, and only the office enters who came."""
    alpar = office("alpar")
    (one,) = with_members(alpar, 1)
    shift, later = shift_on(alpar, "2026-03-02", hour=13), shift_on(alpar, "2026-03-03")
    alpar.clock.advance(hours=1)
    refused = refusal_of(lambda: me(alpar, one)("enrol_oneself_in_shift", shift_id=shift, body={}))
    assert (refused.code, refused.status) == ("shift_started", 422) and refused.article
    assert [free["id"] for free in me(alpar, one)("list_open_shifts")["data"]] == [later]
    assert enrol(alpar, shift, one)["attendance"] == "enrolled"


def test_a_swap_is_declined_or_taken_back_by_those_it_is_between(office: Callable[..., Office]) -> None:
    """Each settles only their own part, and lists only their own swaps."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    shifts = [shift_on(alpar, "2026-03-10", member=1), shift_on(alpar, "2026-03-17", member=1)]
    for shift, member in zip(shifts, ids, strict=False):
        enrol(alpar, shift, member)
    first, second, third = (me(alpar, one) for one in ids)
    body = {"shift_id": shifts[0], "with_shift_id": shifts[1], "with_member_id": ids[1]}
    swap = first("offer_own_shift_swap", body=body)["id"]
    assert refusal_of(lambda: first("decline_own_shift_swap", swap_id=swap)).code == "not_their_swap"
    assert refusal_of(lambda: third("withdraw_own_shift_swap", swap_id=swap)).code == "not_their_swap"
    assert [one["id"] for one in second("list_own_shift_swaps", query={"state": "offered"})["data"]] == [swap]
    assert third("list_own_shift_swaps")["data"] == []
    assert second("decline_own_shift_swap", swap_id=swap)["settled_by"] == f"person:{ids[1]}"
    again = first("offer_own_shift_swap", body=body)["id"]
    assert first("withdraw_own_shift_swap", swap_id=again)["state"] == "withdrawn"


def test_nobody_comes_to_two_shifts_at_once(office: Callable[..., Office]) -> None:
    """Hours that overlap are refused, also to who comes in somebody's place; one may be swapped for the other."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    till, stock, next_ = (shift_on(alpar, "2026-03-10", hour=hour) for hour in (9, 10, 12))
    first, second = (me(alpar, one) for one in ids)
    first("enrol_oneself_in_shift", shift_id=till, body={})
    second("enrol_oneself_in_shift", shift_id=stock, body={})
    busy = refusal_of(lambda: first("enrol_oneself_in_shift", shift_id=stock, body={}))
    assert (busy.code, busy.status, busy.values["shift_id"]) == ("busy_then", 409, till) and busy.article
    second("want_stand_in", shift_id=stock)
    come = {"shift_id": stock, "body": {"member_id": ids[1]}}
    assert refusal_of(lambda: first("stand_in_oneself", **come)).code == "busy_then"
    assert refusal_of(lambda: second("enrol_oneself_in_shift", shift_id=next_, body={})).values["shift_id"] == stock
    both = [{"shift_id": shift, "member_id": ids[0]} for shift in (next_, stock)]
    batch = alpar.membership.do("enrol_in_shifts", body={"enrolments": both})
    assert [one["outcome"] for one in batch["results"]] == ["enrolled", "refused"]
    offered = {"shift_id": till, "with_shift_id": stock, "with_member_id": ids[1]}
    refused = refusal_of(lambda: first("offer_own_shift_swap", body=offered))
    assert (refused.code, refused.values["shift_id"]) == ("busy_then", next_)
    first("withdraw_oneself_from_shift", shift_id=next_)
    swap = first("offer_own_shift_swap", body=offered)
    assert second("accept_own_shift_swap", swap_id=swap["id"])["state"] == "accepted"


def test_it_takes_a_member_who_signed_in(office: Callable[..., Office]) -> None:
    """No key does these things, and who is no member sees nobody's shifts."""
    alpar = office("alpar")
    stranger = alpar.membership.do("create_person", body={"first_name": "A", "last_name": "B"})["id"]
    for operation in ALONE:
        assert refusal_of(partial(alpar.membership.do, operation)).code == "personal_sign_in_needed"
    strange = me(alpar, stranger)
    for operation in ("list_open_shifts", "list_wanted_stand_ins", "get_own_standing"):
        assert refusal_of(partial(strange, operation)).code == "not_a_member"
    shift = shift_on(alpar, "2026-03-03")
    assert refusal_of(lambda: strange("get_shift_team", shift_id=shift)).code == "not_a_member"
    enrolling = refusal_of(lambda: strange("enrol_oneself_in_shift", shift_id=shift, body={}))
    assert enrolling.code == "not_a_member"


@pytest.mark.parametrize("free", [True, False])
def test_the_office_lists_shifts_with_a_place_free(office: Callable[..., Office], free: bool) -> None:
    """To come, standing, and with a place free in some role; in the order of time, page by page."""
    alpar = office("alpar")
    ids = with_members(alpar, 1)
    late, early = shift_on(alpar, "2026-03-10", hour=14), shift_on(alpar, "2026-03-10", hour=8)
    full, over = shift_on(alpar, "2026-03-11", member=1), shift_on(alpar, "2026-03-01", afterwards=True)
    enrol(alpar, full, ids[0])
    half = shift_on(alpar, "2026-03-12", hour=8, member=1, leader=1)
    enrol(alpar, half, ids[0])
    gone = shift_on(alpar, "2026-03-12")
    alpar.membership.do("cancel_shift", shift_id=gone, body={"reason": "Works"})
    query: dict[str, Any] = {"free": free, "limit": 1}
    page = alpar.membership.do("list_shifts", query=query)
    found = list(page["data"])
    while page["next_cursor"]:
        page = alpar.membership.do("list_shifts", query={**query, "cursor": page["next_cursor"]})
        found += page["data"]
    assert [one["id"] for one in found] == ([early, late, half] if free else [over, full, gone])
