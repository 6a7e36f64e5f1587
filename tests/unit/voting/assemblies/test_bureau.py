"""The bureau: chair, two tellers and secretary, present and distinct, before anything is voted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.voting.hall import Hall, refused

ASKED = {"assemblies.bureau": {"required": True}}


def sitting(it: Hall, members: int = 8) -> tuple[str, str, list[str]]:
    """Hold an assembly with one poll that waits; return both and who is there."""
    here = it.admit(members)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id)
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, here)
    return assembly_id, poll_id, here


def bureau(chair: str, first: str, second: str, secretary: str) -> dict[str, Any]:
    """Return the body that names a bureau."""
    return {"chair_id": chair, "teller_ids": [first, second], "secretary_id": secretary}


def test_nothing_is_voted_before_the_bureau_stands_where_statutes_ask_for_it(hall: Callable[..., Hall]) -> None:
    """Without it, and until both tellers have accepted, no poll opens; the refusal names what is missing."""
    it = hall("alpar", ASKED)
    assembly_id, poll_id, here = sitting(it)
    with pytest.raises(Refusal) as caught:
        it.do("open_poll", poll_id=poll_id)
    assert (caught.value.code, caught.value.values["missing"]) == ("bureau_missing", "chair, teller, teller, secretary")
    assert "assemblies.bureau" in (caught.value.article or "")
    it.do("seat_bureau", assembly_id=assembly_id, body=bureau(*here[:4]))
    it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[1]})
    assert refused(it.do, "open_poll", poll_id=poll_id) == "bureau_missing"
    seated = it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[2]})
    assert (seated["complete"], seated["required"]) == (True, True)
    it.do("open_poll", poll_id=poll_id)
    assert it.do("get_assembly", assembly_id=assembly_id)["chair_id"] == here[0]


def test_the_bureau_is_four_different_members_who_are_there(hall: Callable[..., Hall]) -> None:
    """A member in two offices, one who is absent or votes by post, a stranger: refused; so is naming it twice."""
    it = hall()
    assembly_id, _, here = sitting(it)
    it.arrive(assembly_id, here[3:4], "leave")
    it.arrive(assembly_id, here[4:5], "leave")
    it.arrive(assembly_id, here[4:5], "postal")
    for named, code in (
        (bureau(here[0], here[1], here[1], here[2]), "offices_not_distinct"),
        (bureau(here[0], here[1], here[2], here[0]), "offices_not_distinct"),
        (bureau(here[0], here[1], here[2], here[3]), "not_present"),
        (bureau(here[4], here[1], here[2], here[0]), "not_present"),
        (bureau("mbr_stranger", here[1], here[2], here[0]), "not_on_roll"),
    ):
        assert refused(it.do, "seat_bureau", assembly_id=assembly_id, body=named) == code
    assert it.do("get_bureau", assembly_id=assembly_id)["officers"] == []
    it.do("seat_bureau", assembly_id=assembly_id, body=bureau(here[0], here[1], here[2], here[5]))
    other = bureau(here[0], here[1], here[2], here[5])
    assert refused(it.do, "seat_bureau", assembly_id=assembly_id, body=other) == "bureau_seated"


def test_who_replaced_whom_and_when_is_kept(hall: Callable[..., Hall]) -> None:
    """A teller who declines and a chair who leaves are followed by others; a new teller accepts anew."""
    it = hall()
    assembly_id, _, here = sitting(it)
    it.do("seat_bureau", assembly_id=assembly_id, body=bureau(*here[:4]))
    it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[1]})
    it.clock.advance(minutes=5)
    declined = {"leaving_id": here[2], "member_id": here[5], "reason": "declined"}
    after = it.do("replace_officer", assembly_id=assembly_id, body=declined)
    assert after["complete"] is False
    new = next(one for one in after["officers"] if one["member_id"] == here[5])
    old = next(one for one in after["officers"] if one["member_id"] == here[2])
    assert (new["office"], new["replaces"], new["accepted_at"]) == ("teller", here[2], None)
    assert (old["ended_for"], old["ended_at"]) == ("declined", new["named_at"])
    assert it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[5]})["complete"] is True
    again = {"leaving_id": here[2], "member_id": here[6], "reason": "left"}
    assert refused(it.do, "replace_officer", assembly_id=assembly_id, body=again) == "no_such_officer"
    twice = {"leaving_id": here[0], "member_id": here[5], "reason": "left"}
    assert refused(it.do, "replace_officer", assembly_id=assembly_id, body=twice) == "offices_not_distinct"
    chair = {"leaving_id": here[0], "member_id": here[6], "reason": "left"}
    it.do("replace_officer", assembly_id=assembly_id, body=chair)
    assert it.do("get_assembly", assembly_id=assembly_id)["chair_id"] == here[6]
    secretary = {"member_id": here[3]}
    assert refused(it.do, "accept_office", assembly_id=assembly_id, body=secretary) == "no_such_officer"


def test_a_count_is_that_of_the_tellers_of_the_bureau_unless_others_are_named(hall: Callable[..., Hall]) -> None:
    """Without two who accepted, they must be named."""
    it = hall()
    assembly_id, poll_id, here = sitting(it)
    it.do("open_poll", poll_id=poll_id)
    count = {"for": 8, "against": 0}
    it.do("seat_bureau", assembly_id=assembly_id, body=bureau(*here[:4]))
    it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[1]})
    assert refused(it.do, "count_hands", poll_id=poll_id, body=count) == "tellers_not_named"
    it.do("accept_office", assembly_id=assembly_id, body={"member_id": here[2]})
    assert it.do("count_hands", poll_id=poll_id, body=count)["teller_ids"] == here[1:3]
    others = {**count, "tellers": here[4:6]}
    assert it.do("count_hands", poll_id=poll_id, body=others)["teller_ids"] == here[4:6]
