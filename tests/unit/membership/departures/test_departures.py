"""Whoever leaves leaves once, on the right day, with nothing left behind; a resignation may be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.membership.register.minors import tell_of_age
from tests.unit.membership import votes
from tests.unit.membership.admissions.test_admission import refused_by
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up, told_by, with_members

FINAL = {"statutes.membership.withdrawal.revocable": False}


def leave(office: Office, member_id: str, reason: str = "resignation", **body: Any) -> dict[str, Any]:
    """Record a departure."""
    asked = {"reason": reason, **body}
    recorded: dict[str, Any] = office.membership.do("record_departure", member_id=member_id, body=asked)
    return recorded


def left(office: Office) -> list[tuple[str, str]]:
    """Return the last day and reason of every departure that was told."""
    return [(one["data"]["left_on"], one["data"]["reason"]) for one in office.membership.told(
        "membership.member.left.v1")]  # fmt: skip


def in_a_group(office: Office, member_id: str) -> None:
    """Let a member join a working group."""
    office.membership.do("join_working_group", slug="supply", body={"member_ids": [member_id]})


def owed(office: Office, kind: str, member_id: str, **data: Any) -> None:
    """Let the ledger tell something of a leaver's shares."""
    money = {name: {"amount": value, "currency": "EUR"} for name, value in data.items() if isinstance(value, str)
             and value.replace(".", "").isdigit()}  # fmt: skip
    hand_on(office, told_by(office, "ledger", f"ledger.shares.{kind}.v1", f"members/{member_id}", {
        "member_id": member_id, "redemption_id": "red_1", **data, **money}))  # fmt: skip


def test_a_second_resignation_is_refused_with_its_article(office: Callable[..., Office]) -> None:
    """A membership ends once; nothing more is told."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert leave(alpar, member_id)["left_on"] == "2026-04-01"
    again = refused_by(lambda: leave(alpar, member_id))
    assert again.code == "already_leaving" and "article 7" in str(again.article)
    assert left(alpar) == [("2026-04-01", "resignation")]


def test_a_preview_counts_and_changes_nothing(office: Callable[..., Office]) -> None:
    """The day by the notice, the article, and how many groups and the like would end; all of it stays."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    in_a_group(alpar, member_id)
    before = len(alpar.membership.told())
    preview = alpar.membership.do("preview_departure", member_id=member_id)
    assert (preview["left_on"], preview["notice_days"], preview["needs_vote"]) == ("2026-04-01", 30, False)
    assert preview["clears"]["working_groups"] == 1 and "article 7" in preview["article"]
    death = alpar.membership.do("preview_departure", member_id=member_id, query={"reason": "death"})
    assert (death["left_on"], death["notice_days"]) == ("2026-03-02", 0)
    assert alpar.membership.do("preview_departure", member_id=member_id, query={"reason": "exclusion"})["needs_vote"]
    assert len(alpar.membership.told()) == before
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
    recorded = leave(alpar, member_id)
    assert recorded["cleared"] == preview["clears"], "what was foreseen is what was done"
    assert refused_by(lambda: alpar.membership.do("preview_departure", member_id=member_id)).code == "already_leaving"


def test_a_departure_shows_what_was_cleared_and_what_the_ledger_still_owes(office: Callable[..., Office]) -> None:
    """Requested, cancelled, valued, paid in parts, settled; each told twice counts once."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    in_a_group(alpar, member_id)
    assert refused_by(lambda: alpar.membership.do("get_departure", member_id=member_id)).code == "not_found"
    leave(alpar, member_id)
    seen = alpar.membership.do("get_departure", member_id=member_id)
    assert (seen["reason"], seen["ended"], seen["shares"], seen["settled"]) == ("resignation", False, [], True)
    assert seen["cleared"]["working_groups"] == 1
    steps: list[tuple[str, dict[str, Any], str, str | None]] = [
        ("redemption_requested", {"count": 1, "reason": "resignation", "left_on": "2026-04-01"}, "requested", None),
        ("cancelled", {"count": 1, "nominal": "100.00", "unpaid": "0.00", "cancelled_on": "2026-04-02"}, "cancelled",
         None),
        ("valued", {"nominal": "100.00", "loss": "10.00", "value": "90.00"}, "valued", "90.00"),
        ("redeemed", {"amount": "40.00", "paid": "40.00", "value": "90.00", "fully_paid": False}, "valued", "90.00"),
        ("redeemed", {"amount": "50.00", "paid": "90.00", "value": "90.00", "fully_paid": True}, "redeemed", "90.00"),
    ]  # fmt: skip
    for kind, data, state, value in steps:
        for _ in range(2):
            owed(alpar, kind, member_id, **data)
        seen = alpar.membership.do("get_departure", member_id=member_id)
        (share,) = seen["shares"]
        assert (share["state"], share["value"] and share["value"]["amount"]) == (state, value)
        assert seen["settled"] is (state == "redeemed")
    assert seen["shares"][0]["paid"]["amount"] == "90.00"


def test_a_resignation_is_taken_back_before_its_last_day(office: Callable[..., Office]) -> None:
    """The membership runs on under the same number; groups have to be joined anew, and that is said."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    in_a_group(alpar, member_id)
    leave(alpar, member_id)
    alpar.clock.advance(days=30)
    back = alpar.membership.do("withdraw_resignation", member_id=member_id)
    assert back == {"member_id": member_id, "number": 1, "not_restored": {"working_groups": 1}}
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["state"], member["left_on"], member["number"]) == ("active", None, 1)
    (annulled,) = alpar.membership.told("membership.departure.annulled.v1")
    assert annulled["data"] == {"member_id": member_id, "left_on": "2026-04-01", "resolution_id": None}
    again = refused_by(lambda: alpar.membership.do("withdraw_resignation", member_id=member_id))
    assert again.code == "not_found"
    assert leave(alpar, member_id)["left_on"] == "2026-05-01", "and may resign again"


@pytest.mark.parametrize(("overrides", "reason", "days"), [
    (FINAL, "resignation", 0), ({}, "resignation", 31), ({}, "loss_of_quality", 0),
])  # fmt: skip
def test_a_departure_that_is_final(
    office: Callable[..., Office], overrides: dict[str, Any], reason: str, days: int
) -> None:
    """Where the statutes do not allow it, after the last day, or by another reason, it stays as it is."""
    alpar = office("alpar", overrides)
    (member_id,) = with_members(alpar, 1)
    leave(alpar, member_id, reason)
    alpar.clock.advance(days=days)
    refused = refused_by(lambda: alpar.membership.do("withdraw_resignation", member_id=member_id))
    assert refused.code == "resignation_final" and refused.article


def test_a_death_while_the_notice_runs_ends_the_membership_on_its_day(office: Callable[..., Office]) -> None:
    """The resignation gives way, is told as taken back, and the death is told; the number stays."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    leave(alpar, member_id)
    alpar.clock.advance(days=10)
    recorded = leave(alpar, member_id, "death", left_on="2026-03-11")
    assert recorded["left_on"] == "2026-03-11"
    assert left(alpar) == [("2026-04-01", "resignation"), ("2026-03-11", "death")]
    assert len(alpar.membership.told("membership.departure.annulled.v1")) == 1
    assert alpar.membership.do("get_departure", member_id=member_id)["reason"] == "death"
    twice = refused_by(lambda: leave(alpar, member_id, "death"))
    assert (twice.code, twice.values["died_on"]) == ("death_recorded", "2026-03-11")


def test_a_death_is_recorded_of_whoever_is_no_member(office: Callable[..., Office]) -> None:
    """A former member, or a person of the register: nothing ends, and no application follows."""
    alpar = office("alpar")
    person = alpar.membership.do("create_person", body={"first_name": "Ada", "last_name": "B"})["id"]
    assert leave(alpar, person, "death")["cleared"] == {"applications": 0, "sign_ins": 0}
    assert left(alpar) == []
    future = refused_by(lambda: leave(alpar, with_members(alpar, 1)[0], "death", left_on="2026-03-03"))
    assert future.code == "in_the_future"


def test_reasons_fit_whom_they_befall(office: Callable[..., Office]) -> None:
    """A person is not dissolved; an organisation does not die."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert refused_by(lambda: leave(alpar, member_id, "dissolution")).code == "departure_reason_does_not_fit"
    federation = office("cg-scop")
    body = {"kind": "organisation", "category": "member", "name": "A", "cooperative": "alpine-aluminium"}
    application = federation.membership.do("submit_application", body=body)
    decision = {"decision": "accept", "decided_by": "board"}
    federation.membership.do("decide_application", application_id=application["id"], body=decision)
    died = refused_by(lambda: leave(federation, application["member_id"], "death"))
    assert died.code == "departure_reason_does_not_fit"
    assert leave(federation, application["member_id"], "dissolution")["left_on"] == "2026-03-02"


def test_an_exclusion_is_never_recorded_by_hand(office: Callable[..., Office]) -> None:
    """Only its vote ends the membership; who is excluded is told with the resolution."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert refused_by(lambda: leave(alpar, member_id, "exclusion")).code == "exclusion_needs_resolution"
    body = {"grounds": "Grave reasons.", "invited_on": "2026-03-02", "hearing_on": "2026-03-02"}
    exclusion = alpar.membership.do("propose_exclusion", member_id=member_id, body=body)
    votes.decide(alpar, exclusion["proposal_id"])
    seen = alpar.membership.do("get_departure", member_id=member_id)
    assert (seen["reason"], seen["resolution_id"]) == ("exclusion", "res_1")


def test_who_comes_of_age_gets_the_vote_once(office: Callable[..., Office]) -> None:
    """Without a vote until the eighteenth birthday; from then on it is told, once."""
    alpar = office("alpar")
    guardian = {"first_name": "Lea", "last_name": "B", "consented_on": "2026-03-01"}
    body = {"kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "B",
            "birth_date": "2008-03-05", "guardian": guardian}  # fmt: skip
    member_id = alpar.membership.do("submit_application", body=body)["member_id"]
    hand_on(alpar, paid_up(alpar, member_id, "100.00"))
    tell_of_age(alpar.membership.database, alpar.clock)
    assert alpar.membership.told("membership.member.moved.v1") == []
    alpar.clock.advance(days=5)
    for _ in range(2):
        tell_of_age(alpar.membership.database, alpar.clock)
    (moved,) = alpar.membership.told("membership.member.moved.v1")
    assert (moved["data"]["moved_on"], moved["data"]["voting"]) == ("2026-03-05", True)


def test_nobody_leaves_before_joining(office: Callable[..., Office]) -> None:
    """A last day before the first is refused, and nothing was done."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    with pytest.raises(Refusal, match="cannot end on 2019-12-31"):
        leave(alpar, member_id, "loss_of_quality", noticed_on="2019-12-31")
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
