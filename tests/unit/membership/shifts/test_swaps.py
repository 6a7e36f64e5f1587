"""Swaps and stand-ins: both agree, both places change hands at once, or nothing does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from services.commons.refusals import Refusal
from services.commons.storage import PERSON, Actor
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import balance_of, enrol, mark, places_of, refusal_of, shift_on

SETTLED = {"accept": "accept_shift_swap", "decline": "decline_shift_swap", "withdraw": "withdraw_shift_swap"}


def staffed(office: Office, count: int = 2) -> tuple[list[str], list[str]]:
    """Return members, the first two of whom stand each in a shift of one place, and these shifts."""
    ids = with_members(office, count)
    shifts = [shift_on(office, "2026-03-10", member=1), shift_on(office, "2026-03-17", member=1)]
    for shift, member in zip(shifts, ids, strict=False):
        enrol(office, shift, member)
    return ids, shifts


def offer(office: Office, shifts: list[str], ids: list[str]) -> dict[str, Any]:
    """Let the first offer a place for the second's."""
    swap: dict[str, Any] = office.membership.do("offer_shift_swap", body={
        "shift_id": shifts[0], "member_id": ids[0], "with_shift_id": shifts[1], "with_member_id": ids[1],
    })  # fmt: skip
    return swap


def settle(office: Office, how: str, swap: dict[str, Any], member_id: str) -> Any:
    """Accept, decline or withdraw a swap."""
    return office.membership.do(SETTLED[how], swap_id=swap["id"], body={"member_id": member_id})


def test_two_members_swap_full_slots(office: Callable[..., Office]) -> None:
    """Both shifts are full and stay so; both consents are kept; both are told of."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar)
    swap = offer(alpar, shifts, ids)
    assert swap["state"] == "offered" and places_of(alpar, shifts[0]) == {ids[0]: "enrolled"}
    accepted = settle(alpar, "accept", swap, ids[1])
    assert (accepted["state"], accepted["offered_by"], accepted["settled_by"]) == (
        "accepted", "key:key_test", "key:key_test"
    )  # fmt: skip
    assert places_of(alpar, shifts[0]) == {ids[0]: "withdrawn", ids[1]: "enrolled"}
    assert places_of(alpar, shifts[1]) == {ids[1]: "withdrawn", ids[0]: "enrolled"}
    assert len(alpar.membership.told("membership.shift.swap_offered.v1")) == 1
    (told,) = alpar.membership.told("membership.shift.swap_settled.v1")
    assert told["data"]["state"] == "accepted"
    again = refusal_of(lambda: settle(alpar, "accept", swap, ids[1]))
    assert again.code == "swap_settled" and again.article


def test_members_swap_in_their_own_names(office: Callable[..., Office]) -> None:
    """Signed in, each consents for themselves; nobody accepts what is another's."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar, 3)
    first, second, third = (Actor(PERSON, one) for one in ids)
    body = {"shift_id": shifts[0], "with_shift_id": shifts[1], "with_member_id": ids[1]}
    swap = alpar.membership.do("offer_own_shift_swap", body=body, actor=first)
    stranger = refusal_of(lambda: alpar.membership.do("accept_own_shift_swap", swap_id=swap["id"], actor=third))
    assert stranger.code == "not_their_swap"
    done = alpar.membership.do("accept_own_shift_swap", swap_id=swap["id"], actor=second)
    assert (done["offered_by"], done["settled_by"]) == (f"person:{ids[0]}", f"person:{ids[1]}")
    assert refusal_of(lambda: alpar.membership.do("offer_own_shift_swap", body=body)).code == "personal_sign_in_needed"


def test_a_swap_is_offered_once_declined_or_taken_back(office: Callable[..., Office]) -> None:
    """The same places twice, oneself, or another's to settle: refused; after a refusal it may be offered anew."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar)
    swap = offer(alpar, shifts, ids)
    assert refusal_of(lambda: offer(alpar, shifts, ids)).code == "swap_offered"
    assert refusal_of(lambda: offer(alpar, shifts, [ids[0], ids[0]])).code == "swap_with_oneself"
    assert refusal_of(lambda: settle(alpar, "accept", swap, ids[0])).code == "not_their_swap"
    assert refusal_of(lambda: settle(alpar, "withdraw", swap, ids[1])).code == "not_their_swap"
    assert settle(alpar, "decline", swap, ids[1])["state"] == "declined"
    assert settle(alpar, "withdraw", offer(alpar, shifts, ids), ids[0])["state"] == "withdrawn"
    states = [one["state"] for one in alpar.membership.do("list_shift_swaps", query={"member_id": ids[1]})["data"]]
    assert sorted(states) == ["declined", "withdrawn"]


def test_a_swap_lapses_when_a_place_is_lost(office: Callable[..., Office]) -> None:
    """Who left, was excused, or swapped with somebody else meanwhile has nothing left to exchange."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar, 3)
    other = shift_on(alpar, "2026-03-24", member=1)
    enrol(alpar, other, ids[2])
    first, second = offer(alpar, shifts, ids), offer(alpar, [shifts[0], other], [ids[0], ids[2]])
    settle(alpar, "accept", second, ids[2])
    assert refusal_of(lambda: settle(alpar, "accept", first, ids[1])).values["state"] == "lapsed"
    third = offer(alpar, [shifts[0], shifts[1]], [ids[2], ids[1]])
    alpar.membership.do("excuse_from_shift", shift_id=shifts[1], body={"member_id": ids[1], "reason": "work"})
    assert refusal_of(lambda: settle(alpar, "accept", third, ids[1])).values["state"] == "lapsed"
    fourth = offer(alpar, [shifts[0], other], [ids[2], ids[0]])
    left = {"reason": "death", "left_on": "2026-03-02"}
    alpar.membership.do("record_departure", member_id=ids[2], body=left)
    assert refusal_of(lambda: settle(alpar, "accept", fourth, ids[0])).values["state"] == "lapsed"
    assert places_of(alpar, other)[ids[0]] == "enrolled"


def test_a_swap_is_between_members_who_may_come(office: Callable[..., Office]) -> None:
    """No member, no place, not insured on the other's day, enrolled there already, begun: refused by article."""
    alpar = office("alpar")
    ids = with_members(alpar, 3, linked="2026-03-12")
    refused = refusal_of(lambda: offer(alpar, ["shf_x", "shf_y"], ids))
    assert refused.code == "unknown_shift"
    shifts = [shift_on(alpar, "2026-03-03"), shift_on(alpar, "2026-03-04"), shift_on(alpar, "2026-03-20")]
    enrol(alpar, shifts[0], ids[0])
    assert refusal_of(lambda: offer(alpar, shifts, [ids[0], "mbr_x"])).code == "not_in_register"
    assert refusal_of(lambda: offer(alpar, shifts, ids)).code == "not_enrolled"
    insured = refusal_of(lambda: offer(alpar, [shifts[0], shifts[2]], ids))
    assert insured.code == "linked_organisation_needed" and "rule 3" in str(insured.article)
    enrol(alpar, shifts[1], ids[0])
    enrol(alpar, shifts[1], ids[1])
    assert refusal_of(lambda: offer(alpar, shifts, ids)).code == "already_enrolled"
    alpar.clock.advance(days=1)
    assert refusal_of(lambda: offer(alpar, shifts, ids)).code == "shift_started"


def test_two_acceptances_at_once_exchange_once(office: Callable[..., Office]) -> None:
    """Two offers of the same place are accepted at the same moment: one takes it, the other finds it gone."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar, 3)
    other = shift_on(alpar, "2026-03-24", member=1)
    enrol(alpar, other, ids[2])
    offers = [(offer(alpar, shifts, ids), ids[1]), (offer(alpar, [shifts[0], other], [ids[0], ids[2]]), ids[2])]
    outcomes: list[str] = []

    def accept(swap: dict[str, Any], member_id: str) -> None:
        try:
            outcomes.append(settle(alpar, "accept", swap, member_id)["state"])
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=accept, args=one) for one in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "swap_settled"]
    standing = [list(places_of(alpar, shift).values()).count("enrolled") for shift in (*shifts, other)]
    assert standing == [1, 1, 1]


def test_a_stand_in_comes_and_moves_their_own_counter(office: Callable[..., Office]) -> None:
    """By the bylaws of alpar; the place stays taken, and whoever stands in already is refused."""
    alpar = office("alpar")
    ids, shifts = staffed(alpar, 3)
    body = {"member_id": ids[0], "stand_in_id": ids[2]}
    shift = alpar.membership.do("stand_in_for_shift", shift_id=shifts[0], body=body)
    assert {one["member_id"]: one["attendance"] for one in shift["enrolments"]} == {
        ids[0]: "replaced", ids[2]: "enrolled"
    }  # fmt: skip
    assert shift["free"] == {"member": 0}
    again = refusal_of(lambda: alpar.membership.do("stand_in_for_shift", shift_id=shifts[0], body=body))
    assert again.code == "not_enrolled"
    alpar.clock.advance(days=9)
    mark(alpar, shifts[0], **{ids[2]: "attended"})
    assert (balance_of(alpar, ids[0]), balance_of(alpar, ids[2])) == (1, 2)


def test_bylaws_may_credit_the_member_who_was_replaced(office: Callable[..., Office]) -> None:
    """Then the stand-in's own counter stays, attended or missed, also when the leader enters who came instead."""
    alpar = office("alpar", {"bylaws.shifts.stand_in_counts_for": "replaced"})
    ids, shifts = staffed(alpar, 4)
    alpar.membership.do("stand_in_for_shift", shift_id=shifts[0], body={"member_id": ids[0], "stand_in_id": ids[2]})
    alpar.membership.do("stand_in_for_shift", shift_id=shifts[0], body={"member_id": ids[2], "stand_in_id": ids[3]})
    alpar.clock.advance(days=16)
    mark(alpar, shifts[0], **{ids[3]: "attended"})
    instead: Any = {"attendance": "replaced", "replaced_by": ids[3]}
    mark(alpar, shifts[1], **{ids[1]: instead})
    assert [balance_of(alpar, one) for one in ids] == [2, 2, 1, 1]
    mark(alpar, shifts[0], **{ids[3]: "missed"})
    assert [balance_of(alpar, one) for one in ids] == [0, 2, 1, 1]
    counter = alpar.membership.do("get_counter", member_id=ids[0])
    assert [one["reason"] for one in counter["movements"]] == ["begins", "missed"]
