"""The call for candidates: its calendar, who stands, and the list that it ends in."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.voting.elections.rules import commitment
from services.voting.elections.rules import listed as in_order
from tests.unit.voting.elections.council import COMMITTEE, call, called, listed, open_seats, seat, stand
from tests.unit.voting.hall import Hall, refused

ONE_BODY = {"governance.bodies": [COMMITTEE]}


def test_seats_that_open_wait_as_an_election_in_draft(hall: Callable[..., Hall]) -> None:
    """By hand or by expiring mandates, once for each proposal; the call takes the newest."""
    it = hall("alpar", ONE_BODY)
    assembly_id = it.draft(days=20)
    assert refused(call, it, assembly_id) == "no_open_seats"
    open_seats(it, 2)
    it.clock.advance(hours=1)
    waiting = open_seats(it, 3, because="expiring", starts_on="2026-04-01")
    told = [one["data"] for one in it.told("voting.election.opened.v1")]
    assert [(one["seats"], one["because"]) for one in told] == [(2, "asked"), (3, "expiring")]
    made = call(it, assembly_id, title="Our committee")
    assert (made["id"], made["state"], made["seats"], made["method"]) == (waiting, "called", 3, "approval")
    [item] = it.do("list_agenda", assembly_id=assembly_id)["data"]
    assert (item["title"], item["id"]) == ("Our committee", made["agenda_item_id"])
    assert [one["id"] for one in it.do("list_elections", query={"state": "called"})["data"]] == [waiting]
    assert it.do("get_election", election_id=waiting)["because"] == "expiring"
    [event] = [one["data"] for one in it.told("voting.election.called.v1")]
    assert (event["assembly_id"], event["order_commitment"]) == (assembly_id, None)


def test_a_call_is_over_before_the_assembly_sits(hall: Callable[..., Hall]) -> None:
    """It opens, closes, and then they vote; a convened assembly must have it on its agenda."""
    it = hall("alpar", ONE_BODY)
    it.admit(3)
    open_seats(it)
    assembly_id = it.draft(days=20, agenda=[{"title": "Election"}])
    assert refused(call, it, assembly_id, days=21) == "calendar_out_of_order"
    assert refused(call, it, assembly_id, days=-1) == "calendar_out_of_order"
    late = "2026-03-20T12:00:00+00:00"
    assert refused(call, it, assembly_id, opens_at=late) == "calendar_out_of_order"
    it.do("convene_assembly", assembly_id=assembly_id, body={})
    assert refused(call, it, assembly_id) == "not_on_agenda"
    assert refused(call, it, assembly_id, agenda_item_id="agi_stranger") == "not_found"
    [item] = it.do("list_agenda", assembly_id=assembly_id)["data"]
    assert call(it, assembly_id, agenda_item_id=item["id"])["state"] == "called"
    assert refused(call, it, assembly_id, agenda_item_id=item["id"]) == "no_open_seats"


def test_candidates_stand_while_the_call_is_open(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """Too early and too late are refused with the moment; the same member stands once."""
    it = hall("alpar", ONE_BODY)
    a, b, c = it.admit(3)
    open_seats(it)
    election_id = call(it, it.draft(days=20), opens_at="2026-03-04T11:00:00+00:00")["id"]
    assert refused(stand, it, election_id, a) == "call_not_open"
    clock.advance(days=2)
    made = stand(it, election_id, a, statement="I have kept the till for two years.")
    assert (made["state"], made["number"], made["position"]) == ("standing", 1, None)
    assert refused(stand, it, election_id, a) == "candidacy_stands"
    stand(it, election_id, b, nominated_by=a, statement="I was asked.")
    given = json.loads(it.download("export_voting_access", member_id=a))
    [rows] = [one["rows"] for one in given["held"] if one["table"] == "candidacies"]
    assert [(one["member_id"], one.get("statement")) for one in rows] == [
        (a, "I have kept the till for two years."), (b, None)
    ], "who named another is told so, without the other's words"  # fmt: skip
    clock.advance(days=8)
    with pytest.raises(Refusal) as caught:
        stand(it, election_id, c)
    assert caught.value.code == "call_closed" and "article" in (caught.value.article or "")
    accept = {"election_id": election_id, "member_id": b, "body": {}}
    assert refused(it.do, "accept_candidacy", **accept) == "call_closed"
    assert [one["state"] for one in listed(it, election_id)] == ["standing", "nominated"]


def test_who_was_named_stands_once_it_has_accepted(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """Nobody is put on the list by others; who withdrew may come back while the call is open."""
    it = hall("alpar", ONE_BODY)
    a, b, c = it.admit(3)
    _, election_id = called(it, [a])
    for member_id in (b, c):
        assert stand(it, election_id, member_id, nominated_by=a)["state"] == "nominated"
    accepted = it.do("accept_candidacy", election_id=election_id, member_id=b, body={"statement": "Yes."})
    assert (accepted["state"], accepted["statement"], accepted["nominated_by"]) == ("standing", "Yes.", a)
    for _ in range(2):
        it.do("withdraw_candidacy", election_id=election_id, member_id=a)
        again = {"election_id": election_id, "member_id": a}
        assert refused(it.do, "withdraw_candidacy", **again) == "candidacy_over"
        assert refused(it.do, "accept_candidacy", body={}, **again) == "candidacy_over"
        assert stand(it, election_id, a)["state"] == "standing"
    assert refused(it.do, "accept_candidacy", election_id=election_id, member_id="mbr_x", body={}) == "not_found"
    clock.advance(days=10)
    it.do("poll_election", election_id=election_id)
    assert [(one["member_id"], one["position"]) for one in listed(it, election_id)] == [(a, 1), (b, 2), (c, None)]


def test_who_may_not_stand_is_refused_with_the_rule_and_its_article(hall: Callable[..., Hall]) -> None:
    """Not a voting member, too short a member, a seat held, a body that excludes it: each by its own article."""
    body = {**COMMITTEE, "eligibility": {"member_months": 12, "maximum_terms": 2}}
    it = hall("alpar", {"governance.bodies": [body, {**COMMITTEE, "slug": "audit"}],
                        "governance.incompatibilities": [["committee", "audit"]]})  # fmt: skip
    a, b, c, d = it.admit(4)
    [new] = it.admit(1, admitted_on="2025-06-01")
    [partner] = it.admit(1, voting=False)
    seat(it, a, "committee", "2025-01-01", "2026-12-31")
    seat(it, b, "audit", "2025-01-01", "2026-12-31")
    for starts, ends in (("2022-03-01", "2024-02-28"), ("2024-03-01", "2026-02-28")):
        seat(it, c, "committee", starts, ends)
    _, election_id = called(it, [d])

    def rule(member_id: str) -> tuple[str, bool]:
        with pytest.raises(Refusal) as caught:
            stand(it, election_id, member_id)
        assert caught.value.code == "candidate_ineligible"
        return caught.value.values["rule"], bool(caught.value.article)

    assert [rule(one) for one in (partner, new, a, b, c, "mbr_stranger")] == [
        ("voting_member", True), ("member_months", True), ("already_seated", True), ("incompatibilities", True),
        ("maximum_terms", True), ("voting_member", True),
    ]  # fmt: skip


def test_what_membership_alone_knows_is_asked_of_it(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """Where statutes ask for an age the list waits for membership's word; who is refused is not on it."""
    it = hall("alpar", {"governance.bodies": [{**COMMITTEE, "eligibility": {"minimum_age": 18}}]})
    a, b = it.admit(2)
    _, election_id = called(it, [a, b])
    assert {one["state"] for one in listed(it, election_id)} == {"examining"}
    assert [one["data"]["member_id"] for one in it.told("voting.candidacy.submitted.v1")] == [a, b]
    clock.advance(days=10)
    assert refused(it.do, "poll_election", election_id=election_id) == "examination_ahead"
    for member_id, code in ((a, None), (b, "under_age")):
        assert it.hear("membership.candidacy.examined.v1", f"elections/{election_id}", {
            "election_id": election_id, "body": "committee", "member_id": member_id, "code": code,
            "article": "article 13" if code else None,
        }) == "handled"  # fmt: skip
    it.do("poll_election", election_id=election_id)
    first, second = listed(it, election_id)
    assert (first["state"], first["position"]) == ("standing", 1)
    assert (second["state"], second["refused_for"], second["article"]) == ("refused", "under_age", "article 13")


def test_who_was_refused_may_stand_again_and_is_examined_anew(hall: Callable[..., Hall]) -> None:
    """What stood in the way may have gone, a wrong birth date for one; until the call closes it is asked again."""
    it = hall("alpar", {"governance.bodies": [{**COMMITTEE, "eligibility": {"minimum_age": 18}}]})
    [member_id] = it.admit(1)
    _, election_id = called(it, [member_id])

    def examined(code: str | None) -> None:
        assert it.hear("membership.candidacy.examined.v1", f"elections/{election_id}", {
            "election_id": election_id, "body": "committee", "member_id": member_id, "code": code,
            "article": "article 13" if code else None,
        }) == "handled"  # fmt: skip

    examined("under_age")
    assert stand(it, election_id, member_id)["state"] == "examining"
    examined(None)
    assert [one["state"] for one in listed(it, election_id)] == ["standing"]
    assert refused(it.do, "list_candidacies", election_id=election_id, query={"cursor": "x"}) == "invalid_cursor"


def test_seats_given_up_before_they_were_heard_of_open_nothing(hall: Callable[..., Hall]) -> None:
    """An opening worked off late, after its proposal was withdrawn, calls nobody."""
    it = hall("alpar", ONE_BODY)
    proposal_id = it.propose("seat_mandates", "membership", seats=3)
    it.hear("membership.proposal.withdrawn.v1", f"proposals/{proposal_id}", {
        "proposal_id": proposal_id, "effect": "seat_mandates", "reason": {"detail": "The seats are filled."},
    })  # fmt: skip
    it.hear("membership.seats.opened.v1", "bodies/committee", {
        "body": "committee", "proposal_id": proposal_id, "seats": 3, "starts_on": None, "because": "asked",
    })  # fmt: skip
    assert it.do("get_election", election_id=f"elc_{proposal_id[4:]}")["state"] == "superseded"
    assert it.told("voting.election.opened.v1") == []


def test_the_list_is_published_in_the_order_that_a_committed_lot_draws(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """The commitment stands at the call, the seed is shown with the list, and anyone can draw the list again."""
    it = hall("alpar", ONE_BODY)
    members = it.admit(6)
    _, election_id = called(it, members[:5], order="lot")
    before = it.do("get_election", election_id=election_id)
    assert before["order_seed"] is None and len(before["order_commitment"]) == 64
    assert refused(it.do, "poll_election", election_id=election_id) == "call_runs"
    clock.advance(days=10)
    after = it.do("poll_election", election_id=election_id)
    assert commitment(after["order_seed"]) == before["order_commitment"] == after["order_commitment"]
    numbers = {member: at for at, member in enumerate(members[:5])}
    assert [one["member_id"] for one in listed(it, election_id)] == in_order(numbers, after["order_seed"])
    assert refused(stand, it, election_id, members[5]) == "wrong_election_state"


def test_an_election_in_which_nobody_stands_is_not_put_to_the_vote(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """The refusal says so; the election stays called."""
    it = hall("alpar", ONE_BODY)
    it.admit(2)
    _, election_id = called(it, [])
    clock.advance(days=10)
    assert refused(it.do, "poll_election", election_id=election_id) == "nobody_stands"
    assert it.do("get_election", election_id=election_id)["state"] == "called"


def test_an_election_whose_seats_are_gone_is_given_up(hall: Callable[..., Hall]) -> None:
    """Membership withdraws its proposal: the call is over, and a new one waits for seats that are open."""
    it = hall("alpar", ONE_BODY)
    [member_id] = it.admit(1)
    _, election_id = called(it, [])
    proposal_id = f"prp_{election_id[4:]}"
    assert it.hear("membership.proposal.withdrawn.v1", f"proposals/{proposal_id}", {
        "proposal_id": proposal_id, "effect": "seat_mandates", "reason": {"code": "ground_changed"},
    }) == "handled"  # fmt: skip
    assert it.do("get_election", election_id=election_id)["state"] == "superseded"
    assert refused(stand, it, election_id, member_id) == "wrong_election_state"
