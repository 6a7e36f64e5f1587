"""What can be drafted: seven methods, each with its rules, and what changes before anyone votes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.voting.polls.actions.drafting import draft_poll
from services.voting.polls.tables import Poll
from services.voting.tally.rules.votes import ELECTIVE
from tests.unit.voting.hall import Hall, refused


def standing(members: list[str]) -> list[dict[str, Any]]:
    """Return members as candidates."""
    return [{"member_id": one} for one in members]


@pytest.mark.parametrize(
    ("method", "asked", "maximum", "seats"),
    [("single_choice", {}, 1, 1), ("approval", {"seats": 2}, 2, 2), ("scottish_stv", {"seats": 2}, None, 2),
     ("schulze", {"seats": 2}, None, 2), ("majority_judgment", {"seats": 1}, None, 1)],
)  # fmt: skip
def test_each_method_of_election_has_its_seats_and_choices(
    hall: Callable[..., Hall], method: str, asked: dict[str, Any], maximum: int | None, seats: int
) -> None:
    """A single choice fills one seat, approval names as many as seats, rankings and grades name all; all are secret."""
    it = hall()
    members = it.admit(4)
    poll_id = it.poll(it.draft(), method=method, candidates=standing(members[:3]), **asked)
    it.do("seal_poll", poll_id=poll_id)
    poll = it.do("get_poll", poll_id=poll_id)
    assert (poll["maximum_choices"], poll["seats"], poll["ballot"], poll["about_person"]) == (
        maximum, seats, "secret", True,
    )  # fmt: skip
    assert poll["terms"]["choices"]["maximum"] == maximum and poll["terms"]["ties"]["rule"] == "candidate_order"


def test_seats_and_candidates_belong_to_elections_alone(hall: Callable[..., Hall]) -> None:
    """No election without seats (but the one of a single choice), no question with them, no two seats by one choice."""
    it = hall()
    [member] = it.admit(1)
    assembly_id = it.draft()
    for method in ELECTIVE[1:]:
        assert refused(it.poll, assembly_id, method=method) == "wrong_method"
    for method in ("resolution", "consent"):
        assert refused(it.poll, assembly_id, method=method, seats=1) == "wrong_method"
        assert refused(it.poll, assembly_id, method=method, candidates=standing([member])) == "wrong_method"
        poll_id = it.poll(assembly_id, method=method)
        body = {"candidates": standing([member])}
        assert refused(it.do, "add_candidates", poll_id=poll_id, body=body) == "wrong_method"
    assert refused(it.poll, assembly_id, method="single_choice", seats=2) == "wrong_method"
    proposal_id = it.propose("allocate_surplus")
    assert refused(it.poll, assembly_id, method="schulze", seats=1, proposal_id=proposal_id) == "wrong_method"
    assert it.do("get_poll", poll_id=it.poll(assembly_id, method="consent", proposal_id=proposal_id))["id"]


def test_hands_say_for_against_or_abstain_only(hall: Callable[..., Hall]) -> None:
    """Consent and elections are voted by name or in secret; a resolution by hands unless asked."""
    it = hall("alpar", {"ballots.persons": "open"})
    it.admit(2)
    assembly_id = it.draft()
    for method in (*ELECTIVE, "consent"):
        seats = {} if method == "consent" else {"seats": 1}
        assert refused(it.poll, assembly_id, method=method, ballot="hands", **seats) == "wrong_method"
        assert it.do("get_poll", poll_id=it.poll(assembly_id, method=method, **seats))["ballot"] == "named"
    assert it.do("get_poll", poll_id=it.poll(assembly_id))["ballot"] == "hands"
    assert it.do("get_poll", poll_id=it.poll(assembly_id, ballot="secret"))["ballot"] == "secret"


@pytest.mark.parametrize("method", ELECTIVE)
def test_no_election_is_sealed_without_a_candidate(hall: Callable[..., Hall], method: str) -> None:
    """Nobody stands, or all have withdrawn: refused; one candidate is enough, and then nothing changes any more."""
    it = hall()
    [member] = it.admit(1)
    poll_id = it.poll(it.draft(), method=method, seats=1, candidates=standing([member]))
    it.do("withdraw_candidate", poll_id=poll_id, body={"member_id": member})
    assert refused(it.do, "seal_poll", poll_id=poll_id) == "no_candidates"
    other = it.poll(it.draft(), method=method, seats=1, candidates=standing([member]))
    assert it.do("seal_poll", poll_id=other)["state"] == "sealed"
    for change in ({"title": "Another"}, {"question": None}, {}):
        assert refused(it.do, "amend_poll", poll_id=other, body=change) == "wrong_poll_state"


def test_a_lot_is_committed_to_when_the_poll_is_sealed(hall: Callable[..., Hall]) -> None:
    """The digest of its seed stands in the terms; the seed stands nowhere that can be read."""
    it = hall("alpar", {"ballots.elections.ties": "lot"})
    members = it.admit(3)
    sealed = [
        it.do("seal_poll", poll_id=it.poll(it.draft(), method="scottish_stv", seats=1, candidates=standing(members)))
        for _ in range(2)
    ]
    ties = [one["terms"]["ties"] for one in sealed]
    assert all(one["rule"] == "lot" and len(one["commitment"]) == 64 and one["article"] for one in ties)
    assert ties[0]["commitment"] != ties[1]["commitment"] and "seed" not in str(sealed).replace("commitment", "")


def test_another_room_drafts_a_poll_with_the_same_checks(hall: Callable[..., Hall]) -> None:
    """``draft_poll`` takes what ``NewPoll`` takes, with its defaults, and refuses the same."""
    it = hall()
    members = it.admit(3)
    assembly_id = it.draft()
    asked = {"assembly_id": assembly_id, "title": "Committee", "method": "scottish_stv", "seats": 2}
    with it.acting() as unit:
        poll = draft_poll(unit, {**asked, "candidates": standing(members)})
        assert isinstance(poll, Poll) and (poll.state, poll.ballot) == ("draft", "secret")
        with pytest.raises(Refusal) as caught:
            draft_poll(unit, {**asked, "candidates": standing(["mbr_stranger"])})
    assert caught.value.code == "candidate_not_on_roll"


def test_a_draft_is_amended_until_the_members_are_called(hall: Callable[..., Hall]) -> None:
    """Title and question change, what is not named stays; once the notice is out only the floor amends."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, question="Shall we buy a van?")
    amended = it.do("amend_poll", poll_id=poll_id, body={"question": "Shall we buy two vans?"})
    assert (amended["title"], amended["question"]) == ("A question", "Shall we buy two vans?")
    assert it.do("amend_poll", poll_id=poll_id, body={"title": "Vans"})["title"] == "Vans"
    it.convene(assembly_id)
    assert refused(it.do, "amend_poll", poll_id=poll_id, body={"title": "Lorries"}) == "wrong_assembly_state"
    assert it.do("get_poll", poll_id=poll_id)["title"] == "Vans"


def test_an_amended_effect_is_checked_anew(hall: Callable[..., Hall]) -> None:
    """Another proposal must be known, free, for this assembly; it brings its digest, none takes it away."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft()
    first, second, taken = it.propose(), it.propose(), it.propose()
    poll_id = it.poll(assembly_id, proposal_id=first)
    it.poll(assembly_id, proposal_id=taken)

    def amend(proposal_id: str | None) -> dict[str, Any]:
        return dict(it.do("amend_poll", poll_id=poll_id, body={"proposal_id": proposal_id}))

    assert refused(amend, "prp_unknown") == "proposal_unknown"
    assert refused(amend, taken) == "proposal_stands"
    assert refused(amend, it.propose("amend_statutes", "membership", "extraordinary")) == "wrong_assembly_kind"
    assert refused(amend, it.propose("seat_mandates", "membership", seats=2)) == "wrong_method"
    assert amend(first)["digest"] == f"digest of {first}"
    assert amend(second)["digest"] == f"digest of {second}"
    assert it.do("get_poll", poll_id=it.poll(assembly_id, proposal_id=first))["proposal_id"] == first
    assert amend(None)["digest"] is None


def test_a_mixed_assembly_decides_each_item_by_its_own_rules(hall: Callable[..., Hall]) -> None:
    """A proposal for an extraordinary assembly gets such an item; under an ordinary one it is refused."""
    it = hall()
    it.admit(3)
    mixed = it.draft("mixed")
    ordinary = it.do("add_agenda_item", assembly_id=mixed, body={"title": "Accounts", "part": "ordinary"})["id"]
    amendment = it.propose("amend_statutes", "membership", "extraordinary")
    assert refused(it.poll, mixed, proposal_id=amendment, agenda_item_id=ordinary) == "wrong_assembly_kind"
    poll_id = it.poll(mixed, proposal_id=amendment)
    plain = it.poll(mixed, proposal_id=it.propose())
    parts = {one["id"]: one["part"] for one in it.do("list_agenda", assembly_id=mixed)["data"]}
    assert [parts[it.do("get_poll", poll_id=one)["agenda_item_id"]] for one in (poll_id, plain)] == [
        "extraordinary", "ordinary",
    ]  # fmt: skip
