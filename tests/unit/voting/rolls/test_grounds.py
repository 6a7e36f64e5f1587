"""What changes a final roll: grounds in law, resolutions of the assembly itself, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.voting.rolls.rules import GROUNDS, grounds_for
from tests.unit.voting.hall import Hall, refused


def change(it: Hall, assembly_id: str, member_id: str, change: str, reason: str) -> dict[str, Any]:
    """Change the roll by hand."""
    body = {"member_id": member_id, "change": change, "reason": reason}
    return dict(it.do("change_roll", assembly_id=assembly_id, body=body))


def convened(it: Hall, members: int = 6) -> tuple[str, list[str]]:
    """Convene an assembly and make its final roll."""
    ids = it.admit(members)
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.do("finalise_roll", assembly_id=assembly_id)
    return assembly_id, ids


@pytest.mark.parametrize("reason", ["missed_shift", "debt", "dues_unpaid", "suspended", "standing", "facing_exclusion"])
def test_what_is_no_ground_in_law_takes_no_vote(hall: Callable[..., Hall], reason: str) -> None:
    """A missed shift, a debt, a suspension or a pending exclusion leaves the member on the roll, by law."""
    it = hall()
    assembly_id, ids = convened(it)
    with pytest.raises(Refusal) as caught:
        change(it, assembly_id, ids[0], "removed", reason)
    assert caught.value.code == "no_ground_in_law" and "47-1775" in (caught.value.article or "")
    assert caught.value.values["grounds"] == "membership_ended, entered_by_error, deprived_by_court"
    assert it.do("get_roll", assembly_id=assembly_id)["version"] == 1


def test_the_grounds_are_a_closed_list_each_with_its_article(hall: Callable[..., Hall]) -> None:
    """Every ground allows one change and stands on a rule of law or an article; none is about money or shifts."""
    assert grounds_for("added") == ["admitted_by_resolution", "omitted_by_error", "reinstated_by_court"]
    assert all((ground.path is None) != (ground.article is None) for ground in GROUNDS.values())
    it = hall()
    assembly_id, ids = convened(it)
    change(it, assembly_id, ids[0], "removed", "deprived_by_court")
    assert change(it, assembly_id, ids[0], "added", "reinstated_by_court")["version"] == 3
    assert refused(change, it, assembly_id, "mbr_stranger", "removed", "entered_by_error") == "not_found"
    first, second = it.do("list_roll_changes", assembly_id=assembly_id)["data"]
    assert (first["change"], first["version"], second["change"]) == ("removed", 2, "added")
    assert "Civil Procedure" in first["article"]
    told = [one["data"] for one in it.told("voting.roll.changed.v1")]
    assert [one["version"] for one in told] == [2, 3]


def test_a_member_facing_exclusion_votes_on_it(hall: Callable[..., Hall]) -> None:
    """The roll of the poll on an exclusion holds the member whom it is about, and that member's ballot counts."""
    it = hall("alpine-aluminium")
    members = it.admit(6)
    assembly_id = it.draft("extraordinary")
    poll_id = it.poll(assembly_id, about_person=True, title="Exclusion")
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    facing = members[0]
    assert refused(change, it, assembly_id, facing, "removed", "facing_exclusion") == "no_ground_in_law"
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=poll_id)
    assert it.do("prove_roll", poll_id=poll_id, member_id=facing)["size"] == 6
    it.cast(poll_id, it.credentials(poll_id, [facing])[0], choice="against")
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 1


def test_whom_an_item_admits_is_on_the_roll_of_the_next_poll_by_itself(hall: Callable[..., Hall]) -> None:
    """The owner tells whom the resolution admitted: the next poll's electorate holds them, the one before does not."""
    it = hall("alpine-aluminium")
    members = it.admit(5)
    assembly_id = it.draft()
    proposal_id = it.propose("admit_member", "membership")
    admission, after = it.poll(assembly_id, proposal_id=proposal_id), it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    before = it.do("open_poll", poll_id=admission)
    it.do("count_hands", poll_id=admission, body={"tellers": members[:2], "for": 5, "against": 0})
    proclaimed = it.proclaim(admission)
    [newcomer, stranger] = it.admit(2, admitted_on="2026-03-02")
    it.hear("membership.effect.settled.v1", f"resolutions/{proclaimed['resolution_id']}", {
        "resolution_id": proclaimed["resolution_id"], "effect": "admit_member", "proposal_id": proposal_id,
        "state": "applied", "reason": None, "links": {"members": [newcomer]},
    })  # fmt: skip
    assert refused(it.arrive, assembly_id, [stranger]) == "not_on_roll"
    it.arrive(assembly_id, [newcomer])
    opened = it.do("open_poll", poll_id=after)
    assert (before["entitled"], opened["entitled"], opened["quorum"]["counted"]) == (5, 6, 6)
    assert opened["roll_root"] != before["roll_root"]
    [told] = [one["data"] for one in it.told("voting.roll.changed.v1")]
    assert (told["member_id"], told["reason"]) == (newcomer, "admitted_by_resolution")
    assert told["resolution_id"] == proclaimed["resolution_id"]
    assert it.do("get_roll", assembly_id=assembly_id)["version"] == 2
