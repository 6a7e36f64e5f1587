"""In a worker cooperative the membership rests on the work: law 78-763, article 15."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.events.received import Event
from services.membership.engagements.contract import END_REASONS
from tests.unit.membership.departures.test_departures import leave, left
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, with_members

SPARED = {"retirement", "economic_dismissal", "invalidity"}


def employ(office: Office, person_id: str, form: str = "CDI", started_on: str = "2021-01-04", **body: Any) -> str:
    """Record a contract of employment and return its id."""
    asked = {"person_id": person_id, "kind": "employment", "form": form, "started_on": started_on, **body}
    return str(office.membership.do("record_engagement", body=asked)["id"])


def end(office: Office, engagement_id: str, ended_on: str, reason: str) -> list[str]:
    """End a contract, let membership hear of it, twice, and return what became of the events."""
    body = {"ended_on": ended_on, "reason": reason}
    office.membership.do("end_engagement", engagement_id=engagement_id, body=body)
    told = Event.opened(office.membership.told("membership.engagement.recorded.v1")[-1])
    return [hand_on(office, told), hand_on(office, told)]


@pytest.mark.parametrize("reason", END_REASONS)
def test_the_end_of_a_contract_ends_the_membership_unless_the_law_spares_it(
    office: Callable[..., Office], reason: str
) -> None:
    """On the last day of the contract, once, however often it is told; a retired employee stays a member."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    contract = employ(works, member_id)
    assert end(works, contract, "2026-02-27", reason) == ["handled", "known"]
    member = works.membership.do("get_member", member_id=member_id)
    if reason in SPARED:
        assert (left(works), member["state"]) == ([], "active")
        return
    assert left(works) == [("2026-02-27", "death" if reason == "death" else "end_of_employment")]
    assert (member["left_on"], member["state"]) == ("2026-02-27", "former")


def test_statutes_may_keep_more(office: Callable[..., Office]) -> None:
    """What they name beside the law keeps the member."""
    works = office("alpine-aluminium", {"statutes.membership.withdrawal.keeps_membership": ["mutual"]})
    (member_id,) = with_members(works, 1)
    end(works, employ(works, member_id), "2026-02-27", "mutual")
    assert left(works) == []


def test_another_contract_keeps_the_member(office: Callable[..., Office]) -> None:
    """Who goes from a fixed term to a permanent contract has not lost the work."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    fixed = employ(works, member_id, "CDD", started_on="2025-09-01", ended_on="2026-02-28")
    employ(works, member_id, "CDI", started_on="2026-03-01")
    told = works.membership.told("membership.engagement.recorded.v1")
    for one in told:
        hand_on(works, Event.opened(one))
    assert left(works) == [] and fixed


def test_other_cooperatives_and_other_members_do_not_rest_on_work(office: Callable[..., Office]) -> None:
    """Neither at a consumer cooperative, nor for an associate who is no employee."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    end(alpar, employ(alpar, member_id), "2026-02-27", "dismissal")
    works = office("alpine-aluminium")
    (external,) = with_members(works, 1, category="external_member")
    end(works, employ(works, external), "2026-02-27", "dismissal")
    assert left(alpar) == left(works) == []


def test_the_end_of_work_comes_before_a_notice(office: Callable[..., Office]) -> None:
    """Who resigned as a member with notice and loses the work first leaves with the work."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    contract = employ(works, member_id)
    assert leave(works, member_id)["left_on"] == "2026-04-01"
    end(works, contract, "2026-03-02", "resignation")
    assert left(works)[-1] == ("2026-03-02", "end_of_employment")
    assert works.membership.do("get_departure", member_id=member_id)["reason"] == "end_of_employment"


def test_who_left_before_leaves_no_second_time(office: Callable[..., Office]) -> None:
    """A contract that ends after the membership changes nothing."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    contract = employ(works, member_id)
    leave(works, member_id, "loss_of_quality", noticed_on="2026-02-01")
    assert end(works, contract, "2026-03-02", "dismissal") == ["handled", "known"]
    assert left(works) == [("2026-02-01", "loss_of_quality")]


def test_an_end_that_is_announced_lies_ahead(office: Callable[..., Office]) -> None:
    """The member is leaving from now on, and is one until the last day of work."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    end(works, employ(works, member_id), "2026-06-30", "dismissal")
    member = works.membership.do("get_member", member_id=member_id)
    assert (member["state"], member["left_on"]) == ("leaving", "2026-06-30")


def test_a_death_that_is_void_gives_the_contract_back(office: Callable[..., Office]) -> None:
    """It runs on, up to the next one if there is one, and is told; what else ended with the death is named."""
    works = office("alpine-aluminium")
    member_id, fixed = with_members(works, 2)
    contract, term = employ(works, member_id), employ(works, fixed, "CDD", started_on="2025-09-01")
    body = {"kind": "natural_person", "category": "external_member", "first_name": "Ada", "last_name": "B"}
    applicant = works.membership.do("submit_application", body=body)["member_id"]
    for one in (member_id, fixed, applicant):
        leave(works, one, "death", left_on="2026-03-01")
    employ(works, fixed, started_on="2026-09-01")
    voided = {one: works.membership.do("void_departure", member_id=one)["not_restored"]
              for one in (member_id, fixed, applicant)}  # fmt: skip
    assert voided == {member_id: {}, fixed: {}, applicant: {"applications": 1}}
    ends = {one["id"]: (one["ended_on"], one["end_reason"])
            for one in works.membership.do("list_engagements")["data"]}  # fmt: skip
    assert (ends[contract], ends[term]) == ((None, None), ("2026-08-31", None))
    told = [one["data"] for one in works.membership.told("membership.engagement.recorded.v1")]
    assert [(one["engagement_id"], one["ended_on"]) for one in told[-2:]] == [(contract, None), (term, "2026-08-31")]


def test_a_death_that_is_void_does_not_come_back(office: Callable[..., Office]) -> None:
    """The end of the contract was told while the death stood; who hears of it after the void enters no death."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    employ(works, member_id)
    leave(works, member_id, "death", left_on="2026-03-01")
    works.membership.do("void_departure", member_id=member_id)
    for one in works.membership.told("membership.engagement.recorded.v1"):
        hand_on(works, Event.opened(one))
    member = works.membership.do("get_member", member_id=member_id)
    assert (member["state"], left(works)) == ("active", [("2026-03-01", "death")])
