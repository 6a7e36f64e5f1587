"""Who makes up a roll: colleges of the statutes, delegates of sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.commons.storage import Actor, Unit
from services.voting.rolls.actions.delegates import send_delegates
from tests.unit.voting.hall import Hall, refused

COLLEGES = {
    "membership.colleges": [
        {"slug": "workers", "name": "Workers", "weight": "1/2"}, {"slug": "users", "name": "Users", "weight": "1/4"},
        {"slug": "backers", "name": "Backers", "weight": "1/4"},
    ],
}  # fmt: skip


def admit_to(it: Hall, member_id: str, college: str | None, category: str = "member") -> None:
    """Let membership tell of a member of a college."""
    assert it.hear("membership.member.admitted.v1", f"members/{member_id}", {
        "member_id": member_id, "number": int(member_id[4:]), "kind": "natural_person", "category": category,
        "college": college, "admitted_on": "2020-01-01", "voting": True,
    }) == "handled"  # fmt: skip


def categories(college: str | None) -> list[dict[str, Any]]:
    """Return the categories of statutes, the first of them in a college."""
    member = {"slug": "member", "name": "Member", "votes": True}
    return [{**member, "college": college} if college else member]


def test_the_roll_counts_its_votes_by_college(hall: Callable[..., Hall]) -> None:
    """The register's college stands on the roll; where it is silent, that of the category."""
    it = hall("alpar", {**COLLEGES, "membership.categories": categories("users")})
    for number, college in enumerate(["workers", "workers", "backers", None], start=1):
        admit_to(it, f"mbr_{number}", college)
    assembly_id = it.draft()
    it.convene(assembly_id)
    roll = it.do("finalise_roll", assembly_id=assembly_id)
    assert roll["by_college"] == [
        {"college": "backers", "members": 1, "votes": 1}, {"college": "users", "members": 1, "votes": 1},
        {"college": "workers", "members": 2, "votes": 2},
    ]  # fmt: skip


def test_where_colleges_vote_nobody_is_left_between_them(hall: Callable[..., Hall]) -> None:
    """An elector of no college could not vote; the assembly is not called before the register is right."""
    it = hall("alpar", {**COLLEGES, "membership.categories": categories(None)})
    admit_to(it, "mbr_1", "workers")
    admit_to(it, "mbr_2", None)
    assembly_id = it.draft()
    assert refused(it.convene, assembly_id) == "elector_without_college"


def test_where_sections_send_delegates_they_alone_are_the_roll(hall: Callable[..., Hall]) -> None:
    """One vote each; a delegate who is no member any more on the record date has none."""
    it = hall()
    members = it.admit(10)
    assembly_id = it.draft()
    with it.database.transaction() as session:
        unit = Unit(it.coop, "voting", session, it.clock, Actor("key", "test"))
        send_delegates(unit, assembly_id, members[:3], "sec_1")
        send_delegates(unit, assembly_id, members[2:5], "sec_2")
    it.leave(members[0], "2026-03-01")
    it.convene(assembly_id)
    roll = it.do("finalise_roll", assembly_id=assembly_id)
    listed = [one["member_id"] for one in it.do("list_roll", assembly_id=assembly_id)["data"]]
    assert (roll["votes"], listed) == (4, members[1:5])
