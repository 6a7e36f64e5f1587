"""The general assembly admits by its vote: adopted, rejected, annulled, and what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up
from tests.unit.membership.votes import annul, decide, made, settled, withdrawn

PERSON = {"kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "B"}


def apply(works: Office, **body: Any) -> dict[str, Any]:
    """Submit an application, which waits for the assembly."""
    return dict(works.membership.do("submit_application", body={**PERSON, **body}))


def state(works: Office, application: dict[str, Any]) -> str:
    """Return where an application stands."""
    return str(works.membership.do("get_application", application_id=application["id"])["state"])


def test_an_application_is_proposed_as_a_vote_on_a_person(office: Callable[..., Office]) -> None:
    """Where the assembly decides, the proposal is there at once; it names nobody, and a rejection counts too."""
    works = office("alpine-aluminium")
    application = apply(works)
    told = made(works, application["proposal_id"])
    assert (told["effect"], told["about_person"], told["either_way"]) == ("admit_member", True, True)
    assert "Ada" not in str(works.membership.told())


def test_an_adoption_admits_once_and_links_the_resolution(office: Callable[..., Office]) -> None:
    """Told twice, the adoption accepts once; without shares to pay the applicant is a member on the assembly's day."""
    works = office("alpine-aluminium", {"statutes.shares": None})
    application = apply(works)
    for _ in range(2):
        decide(works, application["proposal_id"], on="2026-03-01")
    shown = works.membership.do("get_application", application_id=application["id"])
    assert (shown["state"], shown["admitted_on"], shown["reference"]) == ("admitted", "2026-03-01", "res_1")
    assert settled(works)["links"]["application"] == application["id"]
    assert len(works.membership.told("membership.effect.settled.v1")) == 1
    assert len(works.membership.told("membership.member.admitted.v1")) == 1


def test_a_rejection_refuses_with_the_vote_as_its_reason(office: Callable[..., Office]) -> None:
    """The rejected applicant is refused, linked to the resolution; the annulled rejection lets the vote come again."""
    works = office("alpine-aluminium")
    application = apply(works)
    decide(works, application["proposal_id"], "rejected")
    shown = works.membership.do("get_application", application_id=application["id"])
    assert (shown["state"], shown["reason_code"], shown["reference"]) == ("refused", "rejected_by_vote", "res_1")
    assert settled(works)["state"] == "applied"
    annul(works, application["proposal_id"], "rejected")
    assert (settled(works)["state"], state(works, application)) == ("undone", "under_review")
    decide(works, application["proposal_id"], resolution_id="res_2")
    assert state(works, application) == "accepted"


def test_an_annulled_admission_is_undone_while_nothing_is_paid(office: Callable[..., Office]) -> None:
    """An accepted applicant waits for the next vote again; one who has paid stays, and the reason says so."""
    works = office("alpine-aluminium")
    application = apply(works)
    decide(works, application["proposal_id"])
    annul(works, application["proposal_id"])
    assert (settled(works)["state"], state(works, application)) == ("undone", "under_review")
    decide(works, application["proposal_id"], resolution_id="res_2")
    hand_on(works, paid_up(works, application["member_id"], "12.50", amount="50.00"))
    annul(works, application["proposal_id"], resolution_id="res_2")
    assert (settled(works)["state"], state(works, application)) == ("kept", "admitted")
    assert "12.50 EUR were paid" in settled(works)["reason"]["detail"]
    assert withdrawn(works) == {application["proposal_id"]: "proposal_spent"}


def test_an_annulled_admission_of_a_member_ends_the_membership(office: Callable[..., Office]) -> None:
    """Where no shares are asked for, the membership ends before the annulment; the number stays with the person."""
    works = office("alpine-aluminium", {"statutes.shares": None})
    application = apply(works)
    decide(works, application["proposal_id"], on="2026-02-20")
    annul(works, application["proposal_id"], on="2026-03-02")
    assert settled(works)["state"] == "undone"
    member = works.membership.do("get_member", member_id=application["member_id"])
    assert (member["number"], member["left_on"], member["state"]) == (1, "2026-03-01", "former")
    decide(works, application["proposal_id"], resolution_id="res_2")
    assert works.membership.do("get_member", member_id=application["member_id"])["number"] == 1


def test_an_annulled_admission_ends_what_a_move_led_to(office: Callable[..., Office]) -> None:
    """Who moved to another category in between is a member no more either."""
    categories = [{"slug": one, "name": one.title(), "votes": True} for one in ("member", "friend")]
    works = office("alpine-aluminium", {"statutes.shares": None, "statutes.membership.categories": categories})
    application = apply(works)
    decide(works, application["proposal_id"], on="2026-02-01")
    moved = {"category": "friend", "moved_on": "2026-02-10"}
    works.membership.do("move_member", member_id=application["member_id"], body=moved)
    annul(works, application["proposal_id"], on="2026-03-02")
    assert settled(works)["state"] == "undone"
    member = works.membership.do("get_member", member_id=application["member_id"])
    assert (member["left_on"], member["state"]) == ("2026-03-01", "former")


def test_a_withdrawn_application_takes_its_proposal_along(office: Callable[..., Office]) -> None:
    """Nobody votes on an applicant who is gone; an adoption that comes too late is refused with what has changed."""
    works = office("alpine-aluminium")
    application = apply(works)
    works.membership.do("withdraw_application", application_id=application["id"])
    assert withdrawn(works) == {application["proposal_id"]: "ground_changed"}
    decide(works, application["proposal_id"])
    assert (settled(works)["state"], settled(works)["reason"]["code"]) == ("refused", "ground_changed")
    assert state(works, application) == "withdrawn"


def test_an_application_is_proposed_anew_only_when_its_proposal_is_gone(office: Callable[..., Office]) -> None:
    """One proposal at a time; the statutes changed and changed back leave the application to be proposed again."""
    works = office("alpine-aluminium")
    application = apply(works)
    try:
        works.membership.do("propose_admission", application_id=application["id"])
        raise AssertionError("proposed twice")
    except Refusal as refusal:
        assert refusal.code == "admission_proposed"
    for number, decided_by in ((1, "board"), (2, "general_assembly")):
        drafted = works.membership.do("draft_amendment", body={
            "layer": "statutes", "changes": {"membership.admission.decided_by": decided_by},
        })  # fmt: skip
        decide(works, drafted["proposal_id"], resolution_id=f"res_{number}")
        assert settled(works)["state"] == "applied"
    assert withdrawn(works)[application["proposal_id"]] == "ground_changed"
    again = works.membership.do("propose_admission", application_id=application["id"])
    assert again["proposal_id"] != application["proposal_id"]
    decide(works, again["proposal_id"], resolution_id="res_3")
    assert state(works, application) == "accepted"
