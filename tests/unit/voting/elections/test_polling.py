"""The poll that an election becomes, its second round, and the seats offered to runners-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.commons.clock import FixedClock
from tests.unit.voting.elections.council import COMMITTEE, called, end, open_seats, seat, vote
from tests.unit.voting.hall import Hall, refused

MAJORITY = {"base": "expressed", "fraction": "1/2", "strictly_more": True}
BY_MAJORITY = {"governance.bodies": [COMMITTEE], "ballots.elections.elected_if": MAJORITY}


def polled(it: Hall, clock: FixedClock, members: list[str], seats: int = 3) -> tuple[str, str, dict[str, Any]]:
    """Let the first members stand and draft the poll; return the assembly, the election and the poll."""
    assembly_id, election_id = called(it, members, seats)
    clock.advance(days=10)
    poll_id = it.do("poll_election", election_id=election_id)["poll_id"]
    return assembly_id, election_id, it.do("get_poll", poll_id=poll_id)


def runners_up(it: Hall, election_id: str) -> list[tuple[str, str]]:
    """Return who is next, with what became of the offers."""
    page = it.do("list_runners_up", election_id=election_id)["data"]
    return [(one["member_id"], one["state"]) for one in page]


def elected(it: Hall, clock: FixedClock) -> tuple[str, list[str], str]:
    """Elect two of five; return the election, the members and the resolution."""
    members = it.admit(20)
    assembly_id, election_id, poll = polled(it, clock, members[:5], seats=2)
    a, b, c, d, e = members[:5]
    ballots = [[a, b]] * 4 + [[a, c]] * 2 + [[c, d]] * 1
    resolution_id = vote(it, assembly_id, poll["id"], members, ballots)["resolution_id"]
    return election_id, members, str(resolution_id)


def test_the_list_becomes_a_poll_by_the_method_and_seats_of_the_statutes(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """The poll stands under its agenda item, in secret, with the seats of the proposal and the order of the list."""
    it = hall("alpar", {"governance.bodies": [COMMITTEE], "ballots.elections.method": "scottish_stv"})
    members = it.admit(8)
    assembly_id, election_id, poll = polled(it, clock, [members[2], members[0], members[1]])
    assert (poll["method"], poll["seats"], poll["ballot"], poll["state"]) == ("scottish_stv", 3, "secret", "draft")
    assert [one["member_id"] for one in poll["candidates"]] == members[:3]
    assert poll["agenda_item_id"] == it.do("list_agenda", assembly_id=assembly_id)["data"][0]["id"]
    [told] = [one["data"] for one in it.told("voting.election.polled.v1")]
    assert (told["poll_id"], told["round"], told["candidates"]) == (poll["id"], 1, 3)
    it.do("withdraw_candidacy", election_id=election_id, member_id=members[0])
    withdrawn = it.do("get_poll", poll_id=poll["id"])["candidates"][0]
    assert (withdrawn["member_id"], withdrawn["withdrawn"]) == (members[0], True)
    assert refused(it.do, "draft_second_round", election_id=election_id, body={}) == "no_second_round"


def test_where_nobody_has_the_majority_the_same_seats_are_voted_again(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """The first round elects nobody: the second one is drafted with the same proposal and those who may stand."""
    it = hall("alpar", BY_MAJORITY)
    members = it.admit(20)
    assembly_id, election_id, poll = polled(it, clock, members[:4], seats=1)
    first = vote(it, assembly_id, poll["id"], members, [[one] for one in members[:4]] * 2)
    assert first["outcome"] == "rejected"
    again = it.do("draft_second_round", election_id=election_id, body={})
    assert (again["round"], again["seats"], again["state"]) == (2, 1, "polled")
    second = it.do("get_poll", poll_id=again["poll_id"])
    assert second["proposal_id"] == poll["proposal_id"] and second["id"] != poll["id"]
    assert [one["member_id"] for one in second["candidates"]] == members[:4]
    assert vote(it, assembly_id, second["id"], members, [[members[0]]] * 7)["outcome"] == "adopted"
    assert refused(it.do, "draft_second_round", election_id=election_id, body={}) == "no_second_round"


def test_seats_that_the_first_round_left_need_a_proposal_of_their_own(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """One of three has the majority: the second round waits until membership has proposed the two that are left."""
    it = hall("alpar", BY_MAJORITY)
    members = it.admit(20)
    assembly_id, election_id, poll = polled(it, clock, members[:4])
    a, b, c, d = members[:4]
    ballots = [[a, b]] * 3 + [[a, c]] * 3 + [[a, d]] * 2
    assert vote(it, assembly_id, poll["id"], members, ballots)["outcome"] == "adopted"
    assert refused(it.do, "draft_second_round", election_id=election_id, body={}) == "remaining_seats_unproposed"
    waiting = open_seats(it, 2)
    again = it.do("draft_second_round", election_id=election_id, body={})
    second = it.do("get_poll", poll_id=again["poll_id"])
    assert second["seats"] == 2 and second["proposal_id"] == f"prp_{waiting[4:]}"
    assert [one["member_id"] for one in second["candidates"]] == [b, c, d]
    assert it.do("get_election", election_id=waiting)["state"] == "superseded"


def test_a_vacancy_goes_to_the_next_in_rank(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """The seat of who resigns is offered to the first runner-up, then the second; declined, it passes on."""
    it = hall("alpar", {"governance.bodies": [COMMITTEE]})
    election_id, members, resolution_id = elected(it, clock)
    a, b, c, d = members[:4]
    assert runners_up(it, election_id)[:2] == [(c, "waiting"), (d, "waiting")]
    first, second = (seat(it, one, "committee", "2026-03-22", "2028-03-21", resolution_id) for one in (a, b))
    end(it, first, a)
    [offered] = [one["data"] for one in it.told("voting.runner_up.offered.v1")]
    assert (offered["member_id"], offered["rank"], offered["mandate_id"]) == (c, 1, first)
    declined = {"mandate_id": first, "body": "committee", "member_id": c, "code": "incompatible_mandate"}
    for _ in range(2):
        it.hear("membership.seat.declined.v1", "bodies/committee", declined)
    assert [one["data"]["member_id"] for one in it.told("voting.runner_up.offered.v1")] == [c, d]
    seat(it, d, "committee", "2026-03-23", "2028-03-21", resolution_id, replaces=first)
    assert runners_up(it, election_id)[:2] == [(c, "declined"), (d, "seated")]
    end(it, second, b, "revoked")
    offers = [one["data"]["member_id"] for one in it.told("voting.runner_up.offered.v1")]
    assert offers == [one for one, _ in runners_up(it, election_id)][:3]


def test_a_seat_that_is_gone_is_offered_to_nobody_else(hall: Callable[..., Hall], clock: FixedClock) -> None:
    """Membership finds no vacant seat: the row of offers ends there."""
    it = hall("alpar", {"governance.bodies": [COMMITTEE]})
    _, members, resolution_id = elected(it, clock)
    mandate_id = seat(it, members[0], "committee", "2026-03-22", "2028-03-21", resolution_id)
    end(it, mandate_id, members[0])
    declined = {"mandate_id": mandate_id, "body": "committee", "member_id": members[2], "code": "no_vacant_seat"}
    it.hear("membership.seat.declined.v1", "bodies/committee", declined)
    assert len(it.told("voting.runner_up.offered.v1")) == 1


def test_no_runner_up_where_the_vote_was_annulled_or_the_statutes_fill_vacancies_otherwise(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """An annulled vote leaves nobody next; nor does a body whose vacancies stay empty."""
    it = hall("alpar", {"governance.bodies": [COMMITTEE]})
    _, members, resolution_id = elected(it, clock)
    mandate_id = seat(it, members[0], "committee", "2026-03-22", "2028-03-21", resolution_id)
    end(it, mandate_id, members[0], "annulled")
    end(it, seat(it, members[1], "committee", "2026-03-22", "2028-03-21", "res_of_another_house"), members[1])
    assert it.told("voting.runner_up.offered.v1") == []
    empty = hall("alpar", {"governance.bodies": [{**COMMITTEE, "vacancy": "empty"}]})
    mandate_id = seat(empty, members[0], "committee", "2026-03-22", "2028-03-21")
    end(empty, mandate_id, members[0])
    assert empty.told("voting.runner_up.offered.v1") == []


def test_an_election_goes_on_with_the_poll_that_takes_its_poll_s_place(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """An annulled poll's successor is the election's poll: who withdraws from then on withdraws from that one."""
    it = hall("alpar", {"governance.bodies": [COMMITTEE]})
    members = it.admit(20)
    _, election_id, poll = polled(it, clock, members[:4])
    body = {"reason": "A name was missing.", "successor": True}
    it.do("annul_poll", poll_id=poll["id"], body=body)
    successor = it.do("get_election", election_id=election_id)["poll_id"]
    assert successor == it.do("get_poll", poll_id=poll["id"])["successor_id"]
    it.do("withdraw_candidacy", election_id=election_id, member_id=members[0])
    assert it.do("get_poll", poll_id=successor)["candidates"][0]["withdrawn"]
