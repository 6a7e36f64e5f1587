"""Rolls: who is invited, who may vote, and why that changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from services.commons.clock import FixedClock
from services.commons.merkle import proves
from tests.unit.voting.hall import Hall, refused


def on_roll(it: Hall, assembly_id: str, kind: str) -> set[str]:
    """Return the members on a roll."""
    page = it.do("list_roll", assembly_id=assembly_id, query={"kind": kind, "limit": "500"})
    return {one["member_id"] for one in page["data"]}


def test_the_provisional_roll_invites_and_the_final_one_at_the_record_date_votes(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """Members who join between notice and record date vote without an invitation; those who left do not."""
    it = hall()
    stays, leaves = it.admit(2)
    assembly_id = it.draft(days=20, record_date="2026-03-20")
    it.do("convene_assembly", assembly_id=assembly_id, body={})
    [joins] = it.admit(1, admitted_on="2026-03-10")
    [joins_late] = it.admit(1, admitted_on="2026-03-21")
    [partner] = it.admit(1, voting=False)
    it.leave(leaves, "2026-03-19")
    assert refused(it.do, "finalise_roll", assembly_id=assembly_id) == "record_date_ahead"
    clock.advance(days=19)
    roll = it.do("finalise_roll", assembly_id=assembly_id)
    assert on_roll(it, assembly_id, "provisional") == {stays, leaves}
    assert on_roll(it, assembly_id, "final") == {stays, joins}
    assert (roll["as_of"], roll["size"], roll["votes"]) == ("2026-03-20", 2, 2)
    assert partner not in on_roll(it, assembly_id, "final") and joins_late not in on_roll(it, assembly_id, "final")
    assert refused(it.do, "finalise_roll", assembly_id=assembly_id) == "roll_final"


def test_the_last_day_of_a_membership_still_votes_and_the_next_does_not(hall: Callable[..., Hall]) -> None:
    """Ends are inclusive: who left on the assembly's day is on its roll, who left the day before is not."""
    it = hall()
    today, yesterday = it.admit(2)
    it.leave(today, "2026-03-02")
    it.leave(yesterday, "2026-03-01")
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.do("finalise_roll", assembly_id=assembly_id)
    assert on_roll(it, assembly_id, "final") == {today}


def test_rights_come_from_the_roll_and_not_from_live_membership(hall: Callable[..., Hall]) -> None:
    """A member who leaves after the roll is final still votes; removing the name needs a ground in law."""
    it = hall()
    members = it.admit(6)
    assembly_id, poll_id = it.sit(members, ballot="secret")
    root = it.do("get_poll", poll_id=poll_id)["roll_root"]
    it.leave(members[5], "2026-03-02")
    it.cast(poll_id, it.credentials(poll_id, [members[5]])[0], choice="for")

    def change(member_id: str, change: str, reason: str) -> None:
        it.do("change_roll", assembly_id=assembly_id, body={"member_id": member_id, "change": change, "reason": reason})

    assert refused(change, members[0], "removed", "membership_ended") == "reason_does_not_fit"
    assert refused(change, members[0], "removed", "admitted_by_resolution") == "no_ground_in_law"
    change(members[5], "removed", "membership_ended")
    assert it.do("get_roll", assembly_id=assembly_id)["version"] == 2
    assert it.do("get_poll", poll_id=poll_id)["roll_root"] == root
    [told] = [one["data"] for one in it.told("voting.roll.changed.v1")]
    assert (told["member_id"], told["change"], told["reason"]) == (members[5], "removed", "membership_ended")


def test_a_late_addition_by_hand_changes_the_polls_that_open_after_it(hall: Callable[..., Hall]) -> None:
    """A late addition changes the roll of polls that open after it, and not of the one that is open."""
    it = hall()
    members = it.admit(5)
    assembly_id = it.draft()
    before, after = it.poll(assembly_id), it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=before)
    [newcomer] = it.admit(1, admitted_on="2026-03-02")
    assert refused(it.arrive, assembly_id, [newcomer]) == "not_on_roll"
    body = {"member_id": newcomer, "change": "added", "reason": "admitted_by_resolution"}
    it.do("change_roll", assembly_id=assembly_id, body=body)
    assert refused(it.do, "change_roll", assembly_id=assembly_id, body=body) == "reason_does_not_fit"
    stranger = {**body, "member_id": "mbr_stranger"}
    assert refused(it.do, "change_roll", assembly_id=assembly_id, body=stranger) == "not_a_voting_member"
    it.arrive(assembly_id, [newcomer])
    assert it.do("open_poll", poll_id=after)["entitled"] == 6
    assert it.do("get_poll", poll_id=before)["entitled"] == 5


def test_a_member_can_prove_being_on_the_roll_of_a_poll(hall: Callable[..., Hall]) -> None:
    """The proof leads from the member's entry to the root that the poll is committed to."""
    it = hall()
    members = it.admit(7)
    _, poll_id = it.sit(members)
    root = it.do("get_poll", poll_id=poll_id)["roll_root"]
    for member_id in members:
        proof = it.do("prove_roll", poll_id=poll_id, member_id=member_id)
        assert proves(root, proof["leaf"].encode(), proof["index"], proof["size"], proof["path"])
        assert member_id in proof["leaf"]
    assert refused(it.do, "prove_roll", poll_id=poll_id, member_id="mbr_stranger") == "not_found"


def test_a_membership_told_twice_counts_once_and_a_second_one_begins_anew(hall: Callable[..., Hall]) -> None:
    """The same event again changes nothing; a member who came back has two memberships and one vote."""
    it = hall()
    event_id, data = str(uuid.uuid4()), {
        "member_id": "mbr_back", "number": 9001, "kind": "natural_person", "category": "member", "college": None,
        "admitted_on": "2020-01-01", "voting": True,
    }  # fmt: skip
    told = ("membership.member.admitted.v1", "members/mbr_back")
    assert it.hear(*told, data, event_id) == "handled"
    assert it.hear(*told, data, event_id) == "known"
    it.leave("mbr_back", "2021-01-01")
    it.hear(*told, {**data, "admitted_on": "2025-01-01"})
    it.leave("mbr_back", "2025-01-01")
    it.hear(*told, {**data, "admitted_on": "2025-01-01"})
    assembly_id = it.draft()
    it.convene(assembly_id)
    assert it.do("finalise_roll", assembly_id=assembly_id)["size"] == 1
