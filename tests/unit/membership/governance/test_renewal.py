"""Seats renewed by parts, vacancies, and mandates that expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.commons.storage import Actor, Unit
from services.membership.governance.actions.expiring import open_expiring
from services.membership.governance.actions.seating import check_length
from services.membership.governance.bodies import body_named
from services.membership.governance.rules import Held, Places, Term, assigned, open_places, series_sizes
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import adopted, hand_on, told_by, with_members

COUNCIL = {"slug": "council", "seats": 7, "term_months": 36, "elected_by": "general_assembly", "renewal": "by_thirds",
           "vacancy": "runner_up"}  # fmt: skip
FIRST = date(2026, 3, 2)


def council(office: Callable[..., Office], **more: Any) -> Office:
    """Open a cooperative whose council is renewed by thirds."""
    return office("alpar", {"statutes.governance.bodies": [{**COUNCIL, **more}]})


def elect(
    it: Office, ids: list[str], resolution_id: str, adopted_on: str = "2026-03-02", **body: Any
) -> dict[str, Any]:
    """Propose the open seats of the council and let an assembly elect."""
    election: dict[str, Any] = it.membership.do("propose_election", slug="council", body=body)
    hand_on(it, adopted(it, election, ids, resolution_id, adopted_on))
    return election


def seats(it: Office, as_of: str) -> dict[str, tuple[int, str]]:
    """Return who sits on a day, with the part of the council and the last day of the mandate."""
    body = it.membership.do("get_body", slug="council", query={"as_of": as_of})
    return {one["member_id"]: (one["series"], one["ends_on"]) for one in body["mandates"]}


def offer(it: Office, mandate_id: str, member_id: str) -> str:
    """Let voting offer a vacant seat to a runner-up."""
    return hand_on(it, told_by(it, "voting", "voting.runner_up.offered.v1", "bodies/council", {
        "mandate_id": mandate_id, "body": "council", "resolution_id": "res_1", "poll_id": "pol_1",
        "member_id": member_id, "rank": 1,
    }))  # fmt: skip


def test_a_new_body_is_renewed_by_thirds_from_its_first_election_on() -> None:
    """Seven seats are three, two and two; their first terms are a third, two thirds and all of the term."""
    assert series_sizes(7, 3) == [3, 2, 2]
    places = open_places(7, 36, 3, [], FIRST)
    assert places == [Places(1, 3, 12, None), Places(2, 2, 24, None), Places(3, 2, 36, None)]
    given_seats = assigned(places, list("abcdefg"), FIRST)
    assert [(member, series) for member, series, _ in given_seats] == [
        ("a", 3), ("b", 3), ("c", 2), ("d", 2), ("e", 1), ("f", 1), ("g", 1),
    ]  # fmt: skip
    assert given_seats[-1][2] == Term(FIRST, date(2027, 3, 1))


def test_the_part_whose_term_is_over_gets_a_whole_term_and_a_vacancy_the_rest_of_one() -> None:
    """A year later the first third is open for 36 months, and the seat that fell vacant until its part's end."""
    first, later = date(2027, 3, 2), date(2028, 3, 1)
    held = [Held(1, Term(FIRST, date(2027, 3, 1)), date(2027, 3, 1)), Held(2, Term(FIRST, later), later),
            Held(2, Term(FIRST, date(2026, 9, 1)), later), Held(3, None, date(2029, 3, 1)),
            Held(3, Term(FIRST, date(2029, 3, 1)), date(2029, 3, 1))]  # fmt: skip
    assert open_places(6, 36, 3, held, first) == [
        Places(1, 2, 36, None), Places(2, 1, None, later), Places(3, 1, None, date(2029, 3, 1)),
    ]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 30), st.integers(1, 72), st.integers(1, 3), st.lists(st.integers(1, 3), max_size=10))
def test_open_seats_and_held_ones_are_the_body(seats_: int, months: int, parts: int, series: list[int]) -> None:
    """Whoever holds seats, what is open fills the body up and never overfills a part."""
    end = date(2027, 3, 1)
    sizes = series_sizes(seats_, parts)
    held = [Held(one, Term(FIRST, end), end) for at, one in enumerate(series)
            if one <= parts and series[:at].count(one) < sizes[one - 1]]  # fmt: skip
    places = open_places(seats_, months, parts, held, FIRST)
    assert sum(one.seats for one in places) + len(held) == seats_
    assert all(one.seats <= sizes[one.series - 1] for one in places)


def test_a_council_lives_by_thirds(office: Callable[..., Office], clock: FixedClock) -> None:
    """All are elected once; each year one third is: the proposal offers exactly those seats, with their places."""
    it = council(office)
    ids = with_members(it, 10)
    election = elect(it, ids[:7], "res_1")
    assert [(one["series"], one["seats"], one["months"]) for one in election["places"]] == [
        (1, 3, 12), (2, 2, 24), (3, 2, 36),
    ]  # fmt: skip
    assert seats(it, "2026-03-02")[ids[0]] == (3, "2029-03-01") and seats(it, "2026-03-02")[ids[6]] == (1, "2027-03-01")
    clock.advance(days=365)
    again = elect(it, [ids[7], ids[8], ids[4]], "res_2", "2027-03-02")
    assert (again["seats"], again["places"][0]["months"]) == (3, 36)
    held = seats(it, "2027-03-02")
    assert len(held) == 7 and held[ids[7]] == (1, "2030-03-01") == held[ids[4]]
    with pytest.raises(Refusal) as refused:
        it.membership.do("propose_election", slug="council", body={})
    assert refused.value.code == "no_vacant_seat"


def test_a_seat_that_falls_vacant_is_elected_for_the_rest_of_its_term(office: Callable[..., Office]) -> None:
    """A by-election gives the rest of the part's term, not a term of its own."""
    it = council(office)
    ids = with_members(it, 8)
    elect(it, ids[:7], "res_1")
    [mandate] = [one for one in it.membership.do("get_body", slug="council")["mandates"] if one["member_id"] == ids[0]]
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={"reason": "resigned", "ended_on": "2026-06-30"})
    election = elect(it, [ids[7]], "res_2", "2026-09-01", starts_on="2026-09-01")
    assert election["places"] == [{"series": 3, "seats": 1, "months": None, "ends_on": "2029-03-01"}]
    assert seats(it, "2026-09-01")[ids[7]] == (3, "2029-03-01")


def test_a_runner_up_takes_the_seat_for_the_rest_of_the_term(office: Callable[..., Office]) -> None:
    """Offered by voting, seated from the day after, by the resolution that had filled the seat; once."""
    it = council(office)
    ids = with_members(it, 9)
    elect(it, ids[:7], "res_1")
    [mandate] = [one for one in it.membership.do("get_body", slug="council")["mandates"] if one["member_id"] == ids[0]]
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={"reason": "resigned", "ended_on": "2026-06-30"})
    assert offer(it, mandate["id"], ids[7]) == "handled"
    assert seats(it, "2026-07-01")[ids[7]] == (3, "2029-03-01")
    told = it.membership.told("membership.mandate.seated.v1")[-1]["data"]
    assert (told["replaces"], told["resolution_id"], told["started_on"]) == (mandate["id"], "res_1", "2026-07-01")
    assert offer(it, mandate["id"], ids[8]) == "handled"
    [declined] = [one["data"] for one in it.membership.told("membership.seat.declined.v1")]
    assert (declined["member_id"], declined["code"]) == (ids[8], "no_vacant_seat")


def test_a_runner_up_who_left_or_sits_already_is_told_so(office: Callable[..., Office]) -> None:
    """The refusal becomes a fact, so that the next one is offered the seat; nothing is seated."""
    it = council(office)
    ids = with_members(it, 9)
    elect(it, ids[:7], "res_1")
    [mandate] = [one for one in it.membership.do("get_body", slug="council")["mandates"] if one["member_id"] == ids[0]]
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={"reason": "resigned", "ended_on": "2026-03-02"})
    it.membership.do("record_departure", member_id=ids[7], body={"reason": "death", "left_on": "2026-03-01"})
    for runner_up in (ids[7], ids[1]):
        offer(it, mandate["id"], runner_up)
    codes = [one["data"]["code"] for one in it.membership.told("membership.seat.declined.v1")]
    assert codes == ["not_a_member", "already_seated"]
    assert len(seats(it, "2026-03-03")) == 6


def test_a_body_fills_its_vacancy_itself_only_where_the_statutes_say_so(office: Callable[..., Office]) -> None:
    """Co-option ends with the term of the predecessor; it needs a vacancy, and statutes that know it."""
    it = council(office, vacancy="co_option")
    ids = with_members(it, 9)
    body = {"member_id": ids[7], "reference": "Minutes of 3 March 2026, 2"}
    with pytest.raises(Refusal) as refused:
        it.membership.do("co_opt", slug="council", body=body)
    assert refused.value.code == "no_vacant_seat"
    elect(it, ids[:7], "res_1")
    [mandate] = [one for one in it.membership.do("get_body", slug="council")["mandates"] if one["member_id"] == ids[0]]
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={
        "reason": "revoked", "reference": "res_2", "ended_on": "2026-03-02",
    })  # fmt: skip
    seated = it.membership.do("co_opt", slug="council", body={**body, "starts_on": "2026-03-10"})
    assert (seated["started_on"], seated["ends_on"], seated["series"]) == ("2026-03-10", "2029-03-01", 3)
    assert seated["resolution_id"] == body["reference"]
    with pytest.raises(Refusal) as refused:
        it.membership.do("co_opt", slug="council", body={**body, "member_id": ids[8], "starts_on": "2026-03-10"})
    assert refused.value.code == "no_vacant_seat"
    other = council(office)
    with pytest.raises(Refusal) as refused:
        other.membership.do("co_opt", slug="council", body=body)
    assert refused.value.code == "no_co_option" and refused.value.values["vacancy"] == "runner_up"


def test_expiring_mandates_open_the_next_election_once(office: Callable[..., Office], clock: FixedClock) -> None:
    """Not before the body's notice; then one proposal of the seats that expire, however often the task runs."""
    it = council(office, months_before=2)
    elect(it, with_members(it, 8)[:7], "res_1")

    def opened() -> list[dict[str, Any]]:
        open_expiring(it.membership.database, clock)
        told = [one["data"] for one in it.membership.told("membership.seats.opened.v1")]
        return [one for one in told if one["because"] == "expiring"]

    clock.advance(days=305)
    assert opened() == []
    clock.advance(days=1)
    [told] = opened()
    assert (told["body"], told["seats"], told["starts_on"]) == ("council", 3, "2027-03-02")
    clock.advance(days=20)
    assert len(opened()) == 1
    assert told["proposal_id"] in {one["data"]["proposal_id"]
                                   for one in it.membership.told("membership.proposal.made.v1")}  # fmt: skip


def test_an_election_asked_for_by_hand_is_not_opened_again(office: Callable[..., Office], clock: FixedClock) -> None:
    """Who proposed the successors in time finds no second proposal of the same seats."""
    it = council(office)
    elect(it, with_members(it, 8)[:7], "res_1")
    clock.advance(days=340)
    it.membership.do("propose_election", slug="council", body={"starts_on": "2027-03-02"})
    open_expiring(it.membership.database, clock)
    assert [one["data"]["because"] for one in it.membership.told("membership.seats.opened.v1")] == ["asked", "asked"]


def test_a_vacancy_after_the_proposal_does_not_spoil_the_election(
    office: Callable[..., Office], clock: FixedClock
) -> None:
    """A seat of another part that falls vacant meanwhile waits; the third that was proposed is seated."""
    it = council(office)
    ids = with_members(it, 10)
    elect(it, ids[:7], "res_1")
    [mandate] = [one for one in it.membership.do("get_body", slug="council")["mandates"] if one["member_id"] == ids[0]]
    clock.advance(days=300)
    election = it.membership.do("propose_election", slug="council", body={"starts_on": "2027-03-02"})
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={"reason": "resigned"})
    hand_on(it, adopted(it, election, ids[7:10], "res_2", "2027-02-01"))
    assert set(ids[7:10]) < set(seats(it, "2027-03-02")) and len(seats(it, "2027-03-02")) == 6


def test_the_law_s_longest_term_is_checked_when_seating_too(office: Callable[..., Office]) -> None:
    """Six years to the day are lawful, one day more is not, whatever the statutes and the proposal said."""
    it = council(office)
    with it.membership.database.transaction() as session:
        unit = Unit("alpar", "membership", session, it.clock, Actor("key", "test"))
        body = body_named(unit, "council")
        check_length(unit, body, Term(FIRST, date(2032, 3, 1)))
        with pytest.raises(Refusal) as refused:
            check_length(unit, body, Term(FIRST, date(2032, 3, 2)))
    assert (refused.value.code, refused.value.article) == ("term_too_long", "Commercial Code, article L225-18")


def test_a_candidate_s_age_is_told_as_a_code_and_the_birth_date_stays(office: Callable[..., Office]) -> None:
    """Too young, unknown or old enough: voting hears what stands in the way and by which article, and no date."""
    it = council(office, eligibility={"minimum_age": 18})
    header = "external_id,kind,first_name,last_name,birth_date,category,joined_on"
    rows = [f"m{at},natural_person,Given,Family,{born},member,2020-03-01"
            for at, born in enumerate(("2008-03-03", "2008-03-02", ""))]  # fmt: skip
    job = it.membership.run_job("import_members", upload="\n".join([header, *rows, ""]).encode())
    young, grown, unknown = [line["subject"] for line in it.membership.lines(job)]
    for member_id in (young, grown, unknown, "mbr_stranger"):
        hand_on(it, told_by(it, "voting", "voting.candidacy.submitted.v1", "elections/elc_1", {
            "election_id": "elc_1", "body": "council", "member_id": member_id,
        }))  # fmt: skip
    told = [one["data"] for one in it.membership.told("membership.candidacy.examined.v1")]
    assert [one["code"] for one in told] == ["under_age", None, "age_unknown", "not_in_register"]
    assert "article 13" in told[0]["article"] and "2008" not in str(told)
