"""Mandates over time: who sat when, how each ended, which seats are open and how the statutes fill them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.votes import decide

TWO_BODIES = [
    {"slug": slug, "name": slug, "seats": 2, "term_months": 24, "elected_by": "general_assembly", "level": "tactical",
     "renewal": "whole", "vacancy": "co_option"}
    for slug in ("board", "auditors")
]  # fmt: skip


def elect(office: Office, slug: str, elected: list[str], resolution_id: str = "res_1") -> str:
    """Propose the open seats of a body and let an assembly elect; return the proposal."""
    proposal: str = office.membership.do("propose_election", slug=slug, body={})["proposal_id"]
    decide(office, proposal, elected=elected, resolution_id=resolution_id)
    return proposal


def mandate_of(office: Office, member_id: str) -> dict[str, Any]:
    """Return the mandate that a member holds today."""
    (found,) = office.membership.do("list_body_mandates", query={"member_id": member_id})["data"]
    return dict(found)


def refused(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value


def test_a_body_remembers_who_sat_and_how_it_ended(office: Callable[..., Office], clock: FixedClock) -> None:
    """Seated, resigned, expired, by day; mandates are listed as of a day, by member, or all that there were."""
    it = office("alpar", {"statutes.governance.bodies": TWO_BODIES})
    ids = with_members(it, 3)
    elect(it, "board", ids[:2])
    mandate = mandate_of(it, ids[0])
    end = {"reason": "resigned", "ended_on": "2026-06-30", "reference": "letter of 1 June"}
    clock.advance(days=120)
    it.membership.do("end_mandate", mandate_id=mandate["id"], body=end)
    clock.advance(days=800)
    happened = [(one["day"], one["kind"], one["member_id"] == ids[0], one["reference"])
                for one in it.membership.do("get_body_history", slug="board")["data"]]  # fmt: skip
    assert sorted(happened[:2]) == [("2026-03-02", "seated", False, None), ("2026-03-02", "seated", True, None)]
    assert happened[2:] == [
        ("2026-06-30", "resigned", True, "letter of 1 June"), ("2028-03-01", "expired", False, None),
    ]  # fmt: skip

    def held(**query: str) -> set[str]:
        return {one["member_id"] for one in it.membership.do("list_body_mandates", query=query)["data"]}

    assert held(as_of="2026-06-30") == set(ids[:2]) and held(as_of="2026-07-01") == {ids[1]}
    assert held() == set() and held(past="true", body="board") == set(ids[:2])
    assert held(past="true", body="auditors") == set()
    assert refused(lambda: it.membership.do("get_body_history", slug="senate")).code == "unknown_body"


def test_open_seats_say_how_they_are_filled(office: Callable[..., Office]) -> None:
    """A body without terms is elected; a seat left within a term is filled as the statutes say, and names who left."""
    it = office("alpar", {"statutes.governance.bodies": TWO_BODIES})
    ids = with_members(it, 3)
    both = it.membership.do("list_vacancies")["data"]
    assert [(one["body"], one["vacant"], one["filled_by"]) for one in both] == [
        ("board", 2, "election"), ("auditors", 2, "election"),
    ]  # fmt: skip
    pending = it.membership.do("propose_election", slug="auditors", body={})["proposal_id"]
    elect(it, "board", ids[:2])
    (auditors,) = it.membership.do("list_vacancies")["data"]
    assert (auditors["body"], auditors["proposal_id"]) == ("auditors", pending)
    decide(it, pending, elected=[ids[2]], resolution_id="res_2")
    mandate = mandate_of(it, ids[0])
    it.membership.do("end_mandate", mandate_id=mandate["id"], body={"reason": "resigned"})
    rows = it.membership.do("list_vacancies", query={"as_of": "2026-03-03"})["data"]
    left = next(one for one in rows if one["body"] == "board")
    assert (left["vacant"], left["filled_by"], left["left_by"]) == (1, "co_option", [mandate["id"]])
    assert left["ends_on"] == "2028-03-01" and "article 13" in left["article"]
    other = next(one for one in rows if one["body"] == "auditors")
    assert (other["vacant"], other["filled_by"], other["left_by"]) == (1, "co_option", [])


def test_whoever_gave_a_mandate_revokes_it(office: Callable[..., Office]) -> None:
    """A revocation names the decision of who elected; nothing ends without it."""
    it = office("alpar", {"statutes.governance.bodies": TWO_BODIES})
    ids = with_members(it, 2)
    elect(it, "board", ids)
    mandate = mandate_of(it, ids[0])["id"]
    bare = refused(lambda: it.membership.do("end_mandate", mandate_id=mandate, body={"reason": "revoked"}))
    assert bare.code == "revocation_without_decision" and "article 13" in str(bare.article)
    assert bare.values["elected_by"] == "general_assembly" and mandate_of(it, ids[0])["ended_on"] is None
    body = {"reason": "revoked", "reference": "res_9"}
    assert it.membership.do("end_mandate", mandate_id=mandate, body=body)["end_reference"] == "res_9"


def test_a_body_cannot_co_opt_into_an_incompatible_mandate(office: Callable[..., Office]) -> None:
    """What the statutes keep apart stays apart, by whatever way a seat is filled."""
    it = office("alpar", {
        "statutes.governance.bodies": TWO_BODIES, "statutes.governance.incompatibilities": [["board", "auditors"]],
        "statutes.articles": {"governance": "article 12", "governance.incompatibilities": "article 13a"},
    })  # fmt: skip
    ids = with_members(it, 4)
    elect(it, "board", ids[:2])
    elect(it, "auditors", ids[2:], "res_2")
    it.membership.do("end_mandate", mandate_id=mandate_of(it, ids[2])["id"], body={
        "reason": "resigned", "ended_on": "2026-03-02",
    })  # fmt: skip
    body = {"member_id": ids[0], "reference": "Minutes 3", "starts_on": "2026-03-10"}
    kept_apart = refused(lambda: it.membership.do("co_opt", slug="auditors", body=body))
    assert kept_apart.code == "incompatible_mandate" and "article 13a" in str(kept_apart.article)
    assert kept_apart.values == {"member_id": ids[0], "other": "board", "body": "auditors"}
    assert it.membership.do("get_body", slug="auditors", query={"as_of": "2026-03-10"})["held"] == 1


def test_a_board_of_nine_is_renewed_by_halves(office: Callable[..., Office], clock: FixedClock) -> None:
    """Five seats for half a term and four for a whole one; after two years the five are elected for four years."""
    it = office("coopaname")
    ids = with_members(it, 14)
    elect(it, "board", ids[:9])
    ends = sorted(one["ends_on"] for one in it.membership.do("list_body_mandates")["data"])
    assert ends == ["2028-03-01"] * 5 + ["2030-03-01"] * 4
    clock.advance(days=731)
    (vacancy,) = it.membership.do("list_vacancies")["data"]
    assert (vacancy["vacant"], vacancy["series"], vacancy["filled_by"]) == (5, 1, "election")
    proposal = it.membership.do("propose_election", slug="board", body={})
    assert proposal["seats"] == 5
    decide(it, proposal["proposal_id"], elected=ids[9:], on="2028-03-02", resolution_id="res_2")
    ends = sorted(one["ends_on"] for one in it.membership.do("list_body_mandates")["data"])
    assert ends == ["2030-03-01"] * 4 + ["2032-03-01"] * 5


def test_history_and_mandates_are_read_page_by_page(office: Callable[..., Office]) -> None:
    """One at a time, every row comes once."""
    it = office("alpar")
    elect(it, "committee", with_members(it, 12))
    for operation, path in (("get_body_history", {"slug": "committee"}), ("list_body_mandates", {})):
        seen, cursor = [], ""
        while cursor is not None:
            query = {"limit": "5"} | ({"cursor": cursor} if cursor else {})
            page = it.membership.do(operation, query=query, **path)
            seen += [one.get("mandate_id") or one["id"] for one in page["data"]]
            cursor = page["next_cursor"]
        assert len(seen) == len(set(seen)) == 12
