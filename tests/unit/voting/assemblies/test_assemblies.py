"""Calling and holding assemblies: notice, agenda, session, second call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.commons.clock import FixedClock
from services.voting.assemblies.contract.refusals import NoticeTooShort
from tests.unit.voting.hall import Hall, refused


def test_a_notice_that_is_too_short_is_refused_with_the_earliest_lawful_day(hall: Callable[..., Hall]) -> None:
    """With 15 days' notice, an assembly in 14 days is refused, and one in 15 days is convened."""
    it = hall()
    late = it.draft(days=14)
    with pytest.raises(NoticeTooShort) as caught:
        it.do("convene_assembly", assembly_id=late, body={})
    assert caught.value.values["earliest"] == "2026-03-17"
    assert "article 17" in (caught.value.article or "")
    assert it.do("get_assembly", assembly_id=late)["state"] == "draft"
    in_time = it.draft(days=15)
    assert it.do("convene_assembly", assembly_id=in_time, body={})["state"] == "convened"


def test_the_law_of_its_form_overrules_looser_statutes(hall: Callable[..., Hall]) -> None:
    """A public limited company cannot call its members three days ahead, nor decide with a tenth of them."""
    it = hall("alpar", {"identity.legal_form": "sa", "assemblies.ordinary.notice_days": 3,
                        "assemblies.ordinary.quorum": {"base": "entitled", "fraction": "1/10"}})  # fmt: skip
    members = it.admit(50)
    assembly_id = it.draft(days=3)
    with pytest.raises(NoticeTooShort) as caught:
        it.do("convene_assembly", assembly_id=assembly_id, body={})
    assert caught.value.article == "Commercial Code, article R225-69"
    open_id = it.draft()
    it.convene(open_id)
    assert it.arrive(open_id, members[:5])["quorum"]["required"] == 10


def test_a_notice_cannot_be_recorded_before_it_went_out(hall: Callable[..., Hall]) -> None:
    """A day of convening in the future is refused; one in the past is kept beside the day of recording."""
    it = hall()
    assembly_id = it.draft(days=30)
    ahead = {"convened_on": (it.today + timedelta(days=1)).isoformat()}
    assert refused(it.do, "convene_assembly", assembly_id=assembly_id, body=ahead) == "convened_ahead"
    convened = it.convene(assembly_id, days_ago=3)
    assert (convened["convened_on"], convened["convened_at"][:10]) == ("2026-02-27", "2026-03-02")


def test_nothing_joins_the_agenda_once_the_members_were_called(hall: Callable[..., Hall]) -> None:
    """An item and a poll off the agenda are refused; a poll on an item that stands on it is drafted."""
    it = hall()
    it.admit(3)
    assembly_id = it.draft(agenda=[{"title": "Accounts of the year"}])
    it.convene(assembly_id)
    item = {"title": "A surprise"}
    assert refused(it.do, "add_agenda_item", assembly_id=assembly_id, body=item) == "agenda_settled"
    surprise = {"assembly_id": assembly_id, "title": "A surprise"}
    assert refused(it.do, "create_poll", body=surprise) == "not_on_agenda"
    [accounts] = it.do("list_agenda", assembly_id=assembly_id)["data"]
    it.poll(assembly_id, agenda_item_id=accounts["id"])


def test_an_assembly_opens_on_its_day_and_closes_when_all_is_proclaimed(
    hall: Callable[..., Hall], clock: FixedClock
) -> None:
    """Not the day before; and not closed while a poll has begun; what never opened is annulled at the end."""
    it = hall()
    members = it.admit(5)
    assembly_id = it.draft(days=1)
    begun, waiting = it.poll(assembly_id), it.poll(assembly_id)
    it.convene(assembly_id)
    assert refused(it.do, "open_assembly", assembly_id=assembly_id, body={}) == "assembly_ahead"
    clock.advance(days=1)
    assert refused(it.do, "open_poll", poll_id=begun) == "assembly_not_open"
    it.do("open_assembly", assembly_id=assembly_id, body={"chair_id": members[0]})
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=begun)
    assert refused(it.do, "close_assembly", assembly_id=assembly_id) == "polls_unfinished"
    tellers = {"tellers": members[:2], "for": 5, "against": 0}
    it.do("count_hands", poll_id=begun, body=tellers)
    it.proclaim(begun)
    it.do("close_assembly", assembly_id=assembly_id)
    assert it.do("get_poll", poll_id=waiting)["annulled_for"] == "assembly_closed"
    assert refused(it.arrive, assembly_id, members) == "wrong_assembly_state"


def test_without_quorum_an_assembly_is_called_again_with_its_polls(hall: Callable[..., Hall]) -> None:
    """One voter short of a fifth nothing opens; the second call takes over agenda and polls, and needs no quorum."""
    it = hall()
    members = it.admit(21)
    first = it.draft(agenda=[{"title": "Accounts"}])
    proposal_id = it.propose()
    allocation = it.poll(first, proposal_id=proposal_id)
    election = it.poll(first, method="approval", seats=1, candidates=[{"member_id": one} for one in members[:2]])
    it.convene(first)
    it.do("open_assembly", assembly_id=first, body={})
    it.arrive(first, members[:4])
    assert refused(it.do, "open_poll", poll_id=allocation) == "quorum_missing"
    assert it.do("get_poll", poll_id=allocation)["state"] == "draft"
    assert refused(it.do, "second_call", assembly_id=first, body={"held_on": "2026-03-12"}) == "wrong_assembly_state"
    it.do("declare_inquorate", assembly_id=first)
    second = it.do("second_call", assembly_id=first, body={"held_on": "2026-03-12"})
    assert (second["call"], second["first_call_id"]) == (2, first)
    again = {"held_on": "2026-03-12"}
    assert refused(it.do, "second_call", assembly_id=first, body=again) == "second_call_made"
    successors = {one["id"] for one in it.do("list_polls", query={"assembly_id": second["id"]})["data"]}
    assert successors == {it.do("get_poll", poll_id=one)["successor_id"] for one in (allocation, election)}
    assert it.do("convene_assembly", assembly_id=second["id"], body={})["state"] == "convened"  # 10 days, not 15
    it.clock.advance(days=10)
    it.do("open_assembly", assembly_id=second["id"], body={})
    it.arrive(second["id"], members[:1])
    successor = it.do("get_poll", poll_id=allocation)["successor_id"]
    opened = it.do("open_poll", poll_id=successor)
    assert (opened["proposal_id"], opened["predecessor_id"]) == (proposal_id, allocation)
    assert (opened["quorum"]["required"], opened["quorum"]["fraction"]) == (0, None)


def test_an_assembly_with_quorum_cannot_be_declared_inquorate(hall: Callable[..., Hall]) -> None:
    """Five of 21 are a fifth and more: the refusal says so, with the article."""
    it = hall()
    members = it.admit(21)
    assembly_id = it.draft()
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members[:5])
    assert refused(it.do, "declare_inquorate", assembly_id=assembly_id) == "quorum_present"


def test_the_journal_of_presence_keeps_the_order_of_time(hall: Callable[..., Hall]) -> None:
    """A second scan adds no line; entries out of time or of someone not on the roll are refused as a whole."""
    it = hall()
    members = it.admit(5)
    assembly_id = it.draft()
    it.convene(assembly_id)
    assert it.arrive(assembly_id, members[:2])["recorded"] == 2
    counted = it.arrive(assembly_id, members[:3])
    assert (counted["recorded"], counted["votes"], counted["in_room"]) == (1, 3, 3)
    assert refused(it.arrive, assembly_id, [members[3], "mbr_stranger"]) == "not_on_roll"
    future = {"member_id": members[3], "kind": "arrive", "at": "2026-03-02T12:00:00+00:00"}
    early = {"member_id": members[0], "kind": "leave", "at": "2026-03-02T08:00:00+00:00"}
    for entry in (future, early):
        body = {"entries": [entry]}
        assert refused(it.do, "record_presences", assembly_id=assembly_id, body=body) == "presence_out_of_order"
    assert refused(it.arrive, assembly_id, members[:1], "postal") == "presence_out_of_order"
    it.arrive(assembly_id, members[3:4], "postal")
    assert refused(it.arrive, assembly_id, members[3:4], "remote") == "presence_out_of_order"
    left = it.arrive(assembly_id, members[:1], "leave")
    assert (left["in_room"], left["postal"], left["votes"]) == (2, 1, 3)
