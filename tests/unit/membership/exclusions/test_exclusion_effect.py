"""Nobody is excluded but by the vote that the statutes ask for, after a hearing; an annulled vote gives all back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.votes import annul, decide, made, settled, withdrawn

GROUNDS = {"grounds": "Kept the keys of Family1.", "invited_on": "2026-02-10", "hearing_on": "2026-03-01"}


def propose(alpar: Office, member_id: str, **body: Any) -> dict[str, Any]:
    """Propose an exclusion."""
    return dict(alpar.membership.do("propose_exclusion", member_id=member_id, body={**GROUNDS, **body}))


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def test_an_exclusion_needs_the_assembly_of_the_statutes(office: Callable[..., Office]) -> None:
    """An extraordinary one where they name none; the grounds and the name leave the register with nothing told."""
    alpar, strict = office("alpar"), office("alpar", {"statutes.membership.exclusion": {"assembly": "ordinary"}})
    for house, assembly in ((alpar, "extraordinary"), (strict, "ordinary")):
        (member_id,) = with_members(house, 1)
        exclusion = propose(house, member_id)
        told = made(house, exclusion["proposal_id"])
        assert (told["assembly"], told["about_person"], exclusion["state"]) == (assembly, True, "proposed")
        assert not any(word in str(house.membership.told()) for word in ("keys", "Family1"))


def test_an_adopted_exclusion_ends_the_membership_once(office: Callable[..., Office]) -> None:
    """It ends on the assembly's day, linked to the resolution; told again, nothing more happens."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    exclusion = propose(alpar, member_id)
    for _ in range(2):
        decide(alpar, exclusion["proposal_id"])
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["left_on"], member["state"]) == ("2026-03-02", "leaving")
    (left,) = alpar.membership.told("membership.member.left.v1")
    assert left["data"]["reason"] == "exclusion"
    shown = alpar.membership.do("get_exclusion", exclusion_id=exclusion["id"])
    assert (shown["state"], shown["resolution_id"]) == ("applied", "res_1")
    (listed,) = alpar.membership.do("list_membership_proposals", query={"effect": "exclude_member"})["data"]
    assert [one["resolution_id"] for one in listed["effects"]] == ["res_1"]


def test_a_rejected_exclusion_leaves_the_member_alone(office: Callable[..., Office]) -> None:
    """A rejection has no effect; the proposal may be voted again."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    exclusion = propose(alpar, member_id)
    decide(alpar, exclusion["proposal_id"], "rejected")
    assert alpar.membership.told("membership.effect.settled.v1") == []
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"


def test_nobody_is_excluded_before_the_hearing(office: Callable[..., Office]) -> None:
    """An invitation too short is refused when proposed; an assembly before the hearing excludes nobody."""
    alpar = office("alpar", {"statutes.membership.exclusion": {"assembly": "extraordinary", "invitation_days": 15}})
    (member_id,) = with_members(alpar, 1)
    assert code_of(lambda: propose(alpar, member_id, invited_on="2026-02-20")) == "hearing_too_soon"
    assert code_of(lambda: propose(alpar, member_id, invited_on="2026-03-03")) == "in_the_future"
    exclusion = propose(alpar, member_id, hearing_on="2026-03-05")
    decide(alpar, exclusion["proposal_id"])
    assert (settled(alpar)["state"], settled(alpar)["reason"]["code"]) == ("refused", "not_heard")
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"


def test_one_exclusion_of_a_member_stands_at_a_time(office: Callable[..., Office]) -> None:
    """The second is refused until the first is withdrawn, which nobody can vote any more."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    first = propose(alpar, member_id)
    assert code_of(lambda: propose(alpar, member_id)) == "exclusion_proposed"
    shown = alpar.membership.do("withdraw_exclusion", exclusion_id=first["id"])
    assert (shown["state"], withdrawn(alpar)) == ("withdrawn", {first["proposal_id"]: "proposal_taken_back"})
    propose(alpar, member_id)
    decide(alpar, first["proposal_id"])
    assert settled(alpar)["reason"]["code"] == "proposal_taken_back"
    assert len(alpar.membership.do("list_exclusions", query={"member_id": member_id})["data"]) == 2


def test_who_leaves_meanwhile_is_not_excluded(office: Callable[..., Office]) -> None:
    """A resignation moves the ground: the proposal is withdrawn before anybody votes on it."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    exclusion = propose(alpar, member_id)
    alpar.membership.do("record_departure", member_id=member_id, body={"reason": "death"})
    assert withdrawn(alpar) == {exclusion["proposal_id"]: "ground_changed"}
    assert code_of(lambda: propose(alpar, member_id)) == "already_leaving"


def test_an_annulled_exclusion_lets_the_membership_run_on(office: Callable[..., Office]) -> None:
    """The same number and the same first day, as if it had never ended; what was cleared is named."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    exclusion = propose(alpar, member_id)
    decide(alpar, exclusion["proposal_id"], on="2026-03-01")
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "former"
    annul(alpar, exclusion["proposal_id"])
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["state"], member["number"], member["joined_on"], member["left_on"]) == (
        "active", 1, "2020-03-01", None
    )  # fmt: skip
    assert settled(alpar)["state"] == "undone" and settled(alpar)["links"]["undone"]["number"] == 1
    again = alpar.membership.told("membership.member.admitted.v1")[-1]["data"]
    assert (again["number"], again["admitted_on"]) == (1, "2020-03-01")
    (annulled,) = alpar.membership.told("membership.departure.annulled.v1")
    assert annulled["data"]["left_on"] == "2026-03-01"
    # And the membership may end again, once more.
    alpar.membership.do("record_departure", member_id=member_id, body={"reason": "death"})


def test_who_has_joined_anew_is_not_readmitted(office: Callable[..., Office]) -> None:
    """Two memberships would overlap: the annulment keeps what is, and says why."""
    alpar = office("alpar", {"statutes.shares": None})
    (member_id,) = with_members(alpar, 1)
    exclusion = propose(alpar, member_id)
    decide(alpar, exclusion["proposal_id"], on="2026-03-01")
    body = {"kind": "natural_person", "category": "member", "member_id": member_id}
    application = alpar.membership.do("submit_application", body=body)
    decide(alpar, application["proposal_id"], resolution_id="res_2")
    assert alpar.membership.do("get_application", application_id=application["id"])["state"] == "admitted"
    annul(alpar, exclusion["proposal_id"])
    assert (settled(alpar)["state"], settled(alpar)["reason"]["code"]) == ("kept", "cannot_be_undone")
    assert len(alpar.membership.told("membership.departure.annulled.v1")) == 0
