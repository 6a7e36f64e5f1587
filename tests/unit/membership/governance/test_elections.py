"""Elections: what was proposed and adopted is seated, once, and never more than the statutes have seats."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import adopted, hand_on, with_members

BOARD = {"slug": "board", "seats": 3, "term_months": 24, "elected_by": "general_assembly"}
COMMITTEE = {"slug": "committee", "seats": 12, "term_months": 24, "elected_by": "general_assembly"}


def propose(office: Office, slug: str = "committee", **body: Any) -> dict[str, Any]:
    """Propose an election."""
    election: dict[str, Any] = office.membership.do("propose_election", slug=slug, body=body)
    return election


def settled(office: Office) -> list[tuple[str, str | None]]:
    """Return the state of each effect that was told, and the code of its refusal."""
    told = office.membership.told("membership.effect.settled.v1")
    return [(one["data"]["state"], (one["data"]["reason"] or {}).get("code")) for one in told]


def test_twelve_seats_for_two_years(office: Callable[..., Office]) -> None:
    """The proposal offers the vacant seats; its adoption seats who was elected from the assembly's day on."""
    alpar = office("alpar")
    ids = with_members(alpar, 13)
    election = propose(alpar)
    assert (election["seats"], election["term_months"]) == (12, 24)
    (made,) = alpar.membership.told("membership.proposal.made.v1")
    assert (made["data"]["seats"], made["data"]["assembly"]) == (12, "ordinary")
    event = adopted(alpar, election, ids[:12])
    assert [hand_on(alpar, event), hand_on(alpar, event)] == ["handled", "known"]
    committee = alpar.membership.do("get_body", slug="committee")
    assert (committee["held"], committee["vacant"]) == (12, 0)
    assert {(one["started_on"], one["ends_on"]) for one in committee["mandates"]} == {("2026-03-02", "2028-03-01")}
    (told,) = alpar.membership.told("membership.effect.settled.v1")
    assert told["data"]["links"]["mandates"] == [
        one["data"]["mandate_id"] for one in alpar.membership.told("membership.mandate.seated.v1")
    ]
    expired = alpar.membership.do("get_body", slug="committee", query={"as_of": "2028-03-02"})
    assert (expired["held"], expired["vacant"]) == (0, 12)


def test_another_event_of_the_same_resolution_seats_nobody(office: Callable[..., Office]) -> None:
    """The resolution's effect happens once, even if it is told under another event id."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    election = propose(alpar)
    hand_on(alpar, adopted(alpar, election, ids[:1]))
    hand_on(alpar, adopted(alpar, election, ids))
    assert settled(alpar) == [("applied", None)]
    assert alpar.membership.do("get_body", slug="committee")["held"] == 1


def test_a_thirteenth_seat_is_refused(office: Callable[..., Office]) -> None:
    """All or none: thirteen elected for twelve seats seat nobody."""
    alpar = office("alpar")
    ids = with_members(alpar, 13)
    hand_on(alpar, adopted(alpar, propose(alpar), ids))
    assert settled(alpar) == [("refused", "seats_full")]
    assert alpar.membership.do("get_body", slug="committee")["held"] == 0
    assert alpar.membership.told("membership.mandate.seated.v1") == []


def test_two_proposals_for_the_same_seats(office: Callable[..., Office]) -> None:
    """The second finds its ground changed: it is refused, never recomputed."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    first, second = propose(alpar), propose(alpar)
    hand_on(alpar, adopted(alpar, first, ids[:2], "res_1"))
    hand_on(alpar, adopted(alpar, second, ids[2:], "res_2"))
    assert settled(alpar) == [("applied", None), ("refused", "ground_changed")]


def test_the_last_seat_is_given_once(office: Callable[..., Office]) -> None:
    """Two resolutions carried out at the same moment: one seats, the other is refused."""
    alpar = office("alpar", {"statutes.governance.bodies": [{**BOARD, "seats": 1}]})
    ids = with_members(alpar, 2)
    events = [adopted(alpar, propose(alpar, "board"), [member_id], f"res_{member_id}") for member_id in ids]
    threads = [threading.Thread(target=hand_on, args=(alpar, event)) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(settled(alpar), key=str) == [("applied", None), ("refused", "ground_changed")]
    assert alpar.membership.do("get_body", slug="board")["held"] == 1


def test_an_election_for_later_starts_then(office: Callable[..., Office]) -> None:
    """Seats that are held until then may be filled beforehand; the successors start the day after."""
    alpar = office("alpar", {"statutes.governance.bodies": [BOARD]})
    ids = with_members(alpar, 6)
    hand_on(alpar, adopted(alpar, propose(alpar, "board"), ids[:3], "res_1"))
    with pytest.raises(Refusal) as refused:
        propose(alpar, "board")
    assert refused.value.code == "no_vacant_seat" and "article 13" in str(refused.value.article)
    later = propose(alpar, "board", starts_on="2028-03-02")
    hand_on(alpar, adopted(alpar, later, ids[3:], "res_2"))
    for day, holders in (("2028-03-01", ids[:3]), ("2028-03-02", ids[3:])):
        board = alpar.membership.do("get_body", slug="board", query={"as_of": day})
        assert sorted(one["member_id"] for one in board["mandates"]) == sorted(holders)


@pytest.mark.parametrize("day", ["2026-03-01", "2199-01-01"])
def test_an_election_is_for_the_term_that_runs_or_the_next(office: Callable[..., Office], day: str) -> None:
    """Not for the past; and one opened for a day far ahead would keep those before it from opening by themselves."""
    alpar = office("alpar")
    with pytest.raises(Refusal) as refused:
        propose(alpar, starts_on=day)
    assert (refused.value.code, refused.value.status) == ("election_out_of_time", 422)
    assert "article 13" in str(refused.value.article)


def test_who_is_no_member_is_not_seated(office: Callable[..., Office]) -> None:
    """Between the vote and its proclamation a candidate left: nobody is seated, with the reason."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    election = propose(alpar)
    alpar.membership.do("record_departure", member_id=ids[0], body={"reason": "death", "left_on": "2026-03-01"})
    hand_on(alpar, adopted(alpar, election, ids))
    assert settled(alpar) == [("refused", "not_a_member")]


def test_a_leaver_holds_the_seat_no_longer_than_the_membership(office: Callable[..., Office]) -> None:
    """Whether seated before or after the notice, the mandate ends with the last day of membership."""
    alpar = office("alpar")
    before, after = with_members(alpar, 2)
    hand_on(alpar, adopted(alpar, propose(alpar), [before], "res_1"))
    left = alpar.membership.do("record_departure", member_id=before, body={"reason": "resignation"})
    assert left["cleared"]["mandates"] == 1
    alpar.membership.do("record_departure", member_id=after, body={"reason": "resignation"})
    hand_on(alpar, adopted(alpar, propose(alpar), [after], "res_2"))
    for day, held in (("2026-04-01", 2), ("2026-04-02", 0)):
        assert alpar.membership.do("get_body", slug="committee", query={"as_of": day})["held"] == held
    (ended,) = alpar.membership.told("membership.mandate.ended.v1")
    assert (ended["data"]["ended_on"], ended["data"]["reason"]) == ("2026-04-01", "left")


def test_incompatible_bodies_exclude_each_other(office: Callable[..., Office]) -> None:
    """The statutes keep two mandates apart, with their article."""
    supervisors = {**BOARD, "slug": "supervisors"}
    alpar = office("alpar", {
        "statutes.governance.bodies": [BOARD, supervisors],
        "statutes.governance.incompatibilities": [["board", "supervisors"]],
    })  # fmt: skip
    (member_id,) = with_members(alpar, 1)
    hand_on(alpar, adopted(alpar, propose(alpar, "board"), [member_id], "res_1"))
    hand_on(alpar, adopted(alpar, propose(alpar, "supervisors"), [member_id], "res_2"))
    assert settled(alpar) == [("applied", None), ("refused", "incompatible_mandate")]


def test_a_term_longer_than_the_law_allows_is_refused(office: Callable[..., Office]) -> None:
    """Seven years are refused, naming the law."""
    alpar = office("alpar", {"statutes.governance.bodies": [{**BOARD, "term_months": 84}]})
    with pytest.raises(Refusal) as refused:
        propose(alpar, "board")
    assert (refused.value.code, refused.value.article) == ("term_too_long", "Commercial Code, article L225-18")


def test_a_mandate_ends_once(office: Callable[..., Office]) -> None:
    """Resigning makes the seat vacant from the day after; a second end is refused."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    hand_on(alpar, adopted(alpar, propose(alpar), [member_id]))
    (mandate,) = alpar.membership.do("get_body", slug="committee")["mandates"]
    body = {"reason": "resigned", "ended_on": "2026-03-31"}
    assert alpar.membership.do("end_mandate", mandate_id=mandate["id"], body=body)["end_reason"] == "resigned"
    with pytest.raises(Refusal) as refused:
        alpar.membership.do("end_mandate", mandate_id=mandate["id"], body=body)
    assert refused.value.code == "mandate_ended"
    assert alpar.membership.do("get_body", slug="committee", query={"as_of": "2026-04-01"})["vacant"] == 12


def test_an_unknown_body_is_refused(office: Callable[..., Office]) -> None:
    """The statutes decide which bodies there are."""
    with pytest.raises(Refusal) as refused:
        office("alpar").membership.do("get_body", slug="senate")
    assert refused.value.code == "unknown_body" and "article 13" in str(refused.value.article)
    assert [one["slug"] for one in office("alpar").membership.do("list_bodies")["data"]] == ["committee"]
