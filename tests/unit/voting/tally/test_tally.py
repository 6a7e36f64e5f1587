"""The tally room: the terms fixed at sealing, the count and the verdict, and what of it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.commons.workers.offload import use_pool
from services.voting.tally.rules.methods import commitment
from tests.unit.voting.hall import Hall, refused

# A cooperative of collective interest: the statutes of the hall with three colleges of members.
PARTS = {"workers": "1/2", "users": "3/10", "public": "1/5"}
SCIC: dict[str, Any] = {
    "identity.regime": "scic",
    "membership.colleges": [{"slug": slug, "name": slug, "weight": weight} for slug, weight in PARTS.items()],
    "assemblies.colleges_carry": "block",
    "ballots.persons": "named",
}  # fmt: skip
MAJORITY = {"base": "expressed", "fraction": "1/2", "strictly_more": True}


def admit(it: Hall, college: str, count: int) -> list[str]:
    """Let membership tell of new members of a college."""
    members = it.admit(count)
    for member in members:
        assert it.hear("membership.member.admitted.v1", f"members/{member}", {
            "member_id": member, "number": int(member[-6:]), "kind": "natural_person", "category": "member",
            "college": college, "admitted_on": "2020-02-01", "voting": True,
        }) == "handled"  # fmt: skip
    return members


def filled(it: Hall) -> dict[str, list[str]]:
    """Fill a hall with ten workers, twenty users and five of the public."""
    return {"workers": admit(it, "workers", 10), "users": admit(it, "users", 20), "public": admit(it, "public", 5)}


def vote_by_name(it: Hall, poll_id: str, said: dict[str, list[str]]) -> None:
    """Record named votes: word → members."""
    ballots = [{"member_id": member, "choice": word} for word, members in said.items() for member in members]
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})


def tallied(it: Hall, poll_id: str) -> dict[str, Any]:
    """Close and tally a poll; return its result."""
    it.do("close_poll", poll_id=poll_id)
    it.do("tally_poll", poll_id=poll_id)
    return dict(it.do("get_result", poll_id=poll_id))


def step(result: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the one step of a kind."""
    [found] = [one for one in result["reasoning"] if one["kind"] == kind]
    return dict(found)


@pytest.mark.parametrize(("carry", "outcome", "share"), [("block", "adopted", "7/10"), ("proportional", "rejected",
                                                                                       "1/2")])  # fmt: skip
def test_colleges_decide_by_their_parts_of_the_vote(
    hall: Callable[..., Hall], carry: str, outcome: str, share: str
) -> None:
    """Six of ten workers and all the public against the users: blocks adopt what proportions reject."""
    it = hall("alpar", {**SCIC, "assemblies.colleges_carry": carry})
    who = filled(it)
    everyone = [member for members in who.values() for member in members]
    _, poll_id = it.sit(everyone, ballot="named")
    vote_by_name(it, poll_id, {
        "for": [*who["workers"][:6], *who["public"]], "against": [*who["workers"][6:], *who["users"]],
    })  # fmt: skip
    result = tallied(it, poll_id)
    assert (result["outcome"], step(result, "majority_of_colleges")["shares"]["for"]) == (outcome, share)
    assert [(one["college"], one["weight"], one["entitled"], one["present"]) for one in result["colleges"]] == [
        ("workers", "1/2", 10, 10), ("users", "3/10", 20, 20), ("public", "1/5", 5, 5)
    ]  # fmt: skip
    assert result["counts"]["for"] == 11 and result["counts"]["against"] == 24
    terms = it.do("get_poll", poll_id=poll_id)["terms"]["colleges"]
    assert terms["carry"] == carry and "article" in terms["carry_article"]


def test_a_college_that_stays_away_from_a_vote_of_all_members_weighs_in_the_whole(hall: Callable[..., Hall]) -> None:
    """Where the base is the votes entitled, those who are not there count for their college all the same."""
    entitled = {"base": "entitled", "fraction": "1/2", "strictly_more": True}
    it = hall("alpar", {**SCIC, "assemblies.ordinary.majority": entitled})
    who = filled(it)
    _, poll_id = it.sit(who["workers"], ballot="named")
    vote_by_name(it, poll_id, {"for": who["workers"]})
    result = tallied(it, poll_id)
    assert (result["outcome"], step(result, "majority_of_colleges")["shares"]["base"]) == ("rejected", "1")


def test_figures_of_a_small_college_are_withheld_and_the_outcome_is_not(hall: Callable[..., Hall]) -> None:
    """Three of the public voted in secret, and five are asked for: no college's figures are published, heads are."""
    it = hall("alpar", {**SCIC, "ballots.persons": "secret"})
    who = filled(it)
    _, poll_id = it.sit([*who["workers"], *who["users"], *who["public"][:3]], ballot="secret")
    for credential in it.credentials(poll_id):
        it.cast(poll_id, credential, choice="for")
    result = tallied(it, poll_id)
    assert (result["outcome"], result["withheld"], result["withheld_by_college"]) == ("adopted", False, True)
    assert result["colleges"] == [] and result["counts"]["for"] == 33
    assert [one["kind"] for one in result["reasoning"]] == ["quorum", "counts", "withheld"]
    assert "article" in step(result, "withheld")["article"]


def test_who_lacks_the_majority_is_not_elected_and_the_second_round_is_named(hall: Callable[..., Hall]) -> None:
    """Of 20 expressed 11 are needed: one of two seats stays empty, and the result says who may stand for it."""
    it = hall("alpine-aluminium")
    members = it.admit(30)
    ada, bea, cleo = members[:3]
    proposal_id = it.propose("seat_mandates", "membership", seats=2)
    _, poll_id = it.sit(
        members[:20], method="approval", proposal_id=proposal_id,
        candidates=[{"member_id": one} for one in (ada, bea, cleo)],
    )  # fmt: skip
    for at, credential in enumerate(it.credentials(poll_id)):
        it.cast(poll_id, credential, choices=[ada, bea] if at < 10 else [ada] if at == 10 else [cleo])
    result = tallied(it, poll_id)
    assert (result["elected"], result["second_round"]) == ([ada], {"seats": 1, "candidates": [bea, cleo]})
    needed = step(result, "elected_if")
    assert needed["numbers"] == {"able": 1, "required": 11, "base": 20} and "article 26" in needed["article"]
    assert [(one["member_id"], one["approvals"]) for one in result["ranking"]] == [(ada, 11), (bea, 10), (cleo, 9)]
    assert result["runners_up"] == []


def test_the_seed_of_a_lot_is_committed_to_at_sealing_and_revealed_with_the_result(hall: Callable[..., Hall]) -> None:
    """Before the vote everyone knows the commitment, nobody the seed; after it the seed fits and settles the tie."""
    it = hall("alpar", {"ballots.elections.ties": "lot"})
    members = it.admit(20)
    _, poll_id = it.sit(members, method="approval", seats=1, candidates=[{"member_id": one} for one in members[:3]])
    committed = it.do("get_poll", poll_id=poll_id)["terms"]["ties"]["commitment"]
    seed = it.sql("SELECT seed FROM tie_seeds WHERE poll_id = :poll", poll=poll_id)[0][0]
    assert seed not in str(it.do("get_poll", poll_id=poll_id)) and commitment(seed) == committed
    for at, credential in enumerate(it.credentials(poll_id)):
        it.cast(poll_id, credential, choices=[members[at % 2]])
    result = tallied(it, poll_id)
    assert result["tie_seed"] == seed
    assert (step(result, "ties")["words"]["commitment"], result["ties"][0]["settled_by"]) == (committed, "lot")


def test_ranked_methods_do_not_fit_statutes_that_ask_for_a_majority(hall: Callable[..., Hall]) -> None:
    """An STV gives nobody a number of votes that a majority could be asked of: refused when the poll is sealed."""
    it = hall("alpine-aluminium")
    members = it.admit(20)
    poll_id = it.poll(it.draft(), method="scottish_stv", seats=2, candidates=[{"member_id": members[0]}])
    assert refused(it.do, "seal_poll", poll_id=poll_id) == "majority_not_counted"


@pytest.mark.parametrize(
    ("coop", "overrides", "code", "article"),
    [
        ("alpine-aluminium", {"assemblies.ordinary.majority": {**MAJORITY, "strictly_more": False}}, "laxer_than_law",
         "L225-98"),
        ("alpar", {"assemblies.ordinary.majority": {**MAJORITY, "fraction": "1/3"}}, "laxer_than_law", "23-16.670"),
        ("alpar", {"identity.legal_form": "sarl"}, "laxer_than_law", "L223-29"),
        ("alpar", {"assemblies.ordinary.majority": None}, "statutes_silent", "L227-9"),
        ("cg-scop", {"assemblies.ordinary.majority": None}, "statutes_silent", "1 July 1901"),
    ],
)  # fmt: skip
def test_terms_below_the_law_of_the_form_are_refused_at_sealing_with_the_article(
    hall: Callable[..., Hall], coop: str, overrides: dict[str, Any], code: str, article: str
) -> None:
    """Statutes from before a law, or silent ones that nothing makes up for: no vote is held under them."""
    it = hall(coop, overrides)
    poll_id = it.poll(it.draft())
    with pytest.raises(Refusal) as caught:
        it.do("seal_poll", poll_id=poll_id)
    assert caught.value.code == code and article in (caught.value.article or "")


def test_silent_statutes_of_a_public_company_get_the_majority_of_the_law(hall: Callable[..., Hall]) -> None:
    """An SA without an article on its majority decides by L225-98, and the terms of the vote name it."""
    it = hall("alpine-aluminium", {"assemblies.ordinary.majority": None})
    poll_id = it.poll(it.draft())
    it.do("seal_poll", poll_id=poll_id)
    terms = it.do("get_poll", poll_id=poll_id)["terms"]
    assert terms["majority"] == {**MAJORITY, "article": "Commercial Code, article L225-98"}
    assert terms["form"] == {"legal_form": "sa", "part": "ordinary", "call": 1}


def test_an_item_of_a_mixed_assembly_is_decided_by_its_own_part(hall: Callable[..., Hall]) -> None:
    """In one session 12 of 20 adopt an ordinary item, and do not adopt an extraordinary one."""
    it = hall("alpar")
    members = it.admit(30)
    agenda = [{"title": part, "part": part} for part in ("ordinary", "extraordinary")]
    assembly_id = it.draft("mixed", agenda=agenda)
    items = it.do("list_agenda", assembly_id=assembly_id)["data"]
    polls = [it.poll(assembly_id, agenda_item_id=item["id"]) for item in items]
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members[:20])
    results = []
    for poll_id in polls:
        it.do("open_poll", poll_id=poll_id)
        it.do("count_hands", poll_id=poll_id, body={"for": 12, "against": 8, "abstain": 0,
                                                     "tellers": members[:2]})  # fmt: skip
        results.append(tallied(it, poll_id))
    assert [one["outcome"] for one in results] == ["adopted", "rejected"]
    assert [step(one, "majority")["numbers"]["required"] for one in results] == [11, 14]


def test_a_quorum_of_votes_cast_is_decided_when_the_votes_are_counted(hall: Callable[..., Hall]) -> None:
    """Enough are there to open, too few vote: the resolution is rejected, and the reasoning says why."""
    it = hall("alpar", {"assemblies.ordinary.quorum": {"base": "entitled", "fraction": "1/2", "counted": "cast"}})
    members = it.admit(20)
    _, poll_id = it.sit(members, ballot="named")
    vote_by_name(it, poll_id, {"for": members[:9]})
    result = tallied(it, poll_id)
    assert result["outcome"] == "rejected"
    assert step(result, "quorum_of_votes")["numbers"] == {"entitled": 20, "counted": 9, "required": 10}


def test_a_result_is_not_asked_for_before_the_closing_nor_tallied_twice(hall: Callable[..., Hall]) -> None:
    """Open, suspended or closed and not tallied: no result. Tallied: the same for ever."""
    it = hall("alpar")
    members = it.admit(20)
    _, poll_id = it.sit(members, ballot="named")
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "result_asked_too_early"
    it.do("suspend_poll", poll_id=poll_id)
    assert refused(it.do, "get_result", poll_id=poll_id) == "result_asked_too_early"
    it.do("resume_poll", poll_id=poll_id)
    vote_by_name(it, poll_id, {"for": members[:3], "against": members[3:5]})
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "get_result", poll_id=poll_id) == "result_asked_too_early"
    it.do("tally_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "wrong_poll_state"


class Crashing:
    """A pool whose workers die, as when the machine is short of memory."""

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Die."""
        raise MemoryError


@pytest.fixture
def crashing() -> Iterator[Callable[[], None]]:
    """Let workers die until the test ends, or until the call is undone by hand."""
    yield lambda: use_pool(Crashing())
    use_pool(None)


def test_a_tally_that_crashes_leaves_the_poll_closed_and_every_ballot_in(
    hall: Callable[..., Hall], crashing: Callable[[], None]
) -> None:
    """The worker dies in the middle of the count: nothing is kept of it, and the next tally counts every ballot."""
    it = hall("alpar")
    members = it.admit(20)
    _, poll_id = it.sit(members, ballot="named")
    vote_by_name(it, poll_id, {"for": members[:12], "against": members[12:]})
    it.do("close_poll", poll_id=poll_id)
    crashing()
    with pytest.raises(MemoryError):
        it.do("tally_poll", poll_id=poll_id)
    use_pool(None)
    assert it.do("get_poll", poll_id=poll_id)["state"] == "closed"
    assert it.sql("SELECT count(*) FROM tallies")[0][0] == 0
    assert it.do("tally_poll", poll_id=poll_id)["counts"]["cast"] == 20
