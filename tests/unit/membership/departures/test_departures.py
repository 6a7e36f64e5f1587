"""Whoever leaves leaves once, on the right day, with nothing left behind; a resignation may be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.membership.departures.last_days import clear_again
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


def died(office: Office, lines: str) -> Any:
    """Import a sheet of members who left and return the job."""
    sheet = "external_id,kind,first_name,last_name,name,category,joined_on,left_on,left_reason\n" + lines
    return office.membership.run_job("import_members", upload=sheet.encode())


def test_a_sheet_that_says_of_a_death_records_it(office: Callable[..., Office]) -> None:
    """Who is entered as having died is dead: no application, no second death, no membership afterwards."""
    alpar = office("alpar")
    job = died(alpar, "d1,natural_person,Ada,Brun,,member,2019-01-01,2024-05-06,death\n")
    (member_id,) = [line["subject"] for line in alpar.membership.lines(job)]
    twice = refused_by(lambda: leave(alpar, member_id, "death"))
    assert (twice.code, twice.values["died_on"]) == ("death_recorded", "2024-05-06")
    body = {"kind": "natural_person", "category": "member", "member_id": member_id}
    assert refused_by(lambda: alpar.membership.do("submit_application", body=body)).code == "deceased"
    again = died(alpar, "d1,natural_person,Ada,Brun,,member,2019-01-01,2024-05-06,death\n")
    assert again["counts"] == {"skipped": 1}
    wrong = died(alpar, "d1,natural_person,Ada,Brun,,member,2025-01-01,,\n")
    assert [line["problem"]["code"] for line in alpar.membership.lines(wrong)] == ["death_recorded"]
    wrong = died(alpar, "d2,natural_person,Bob,Brun,,member,2019-01-01,2024-05-06,dissolution\n")
    assert [line["problem"]["code"] for line in alpar.membership.lines(wrong)] == ["departure_reason_does_not_fit"]


def test_what_is_taken_up_during_the_notice_ends_with_it(office: Callable[..., Office]) -> None:
    """A household, a role, a group joined after giving notice: none has the leaver on the day after the last."""
    alpar = office("alpar", {"statutes.membership.households": {"kind": "couple"}})
    desk, (member_id, partner) = alpar.membership, with_members(alpar, 2)
    leave(alpar, member_id)
    alpar.clock.advance(days=5)
    in_a_group(alpar, member_id)
    desk.do("grant_role", member_id=member_id, body={"role": "leader", "reference": "by its group"})
    desk.do("found_household", body={"persons": [member_id, partner]})
    alpar.clock.advance(days=25)
    assert not clear_again(desk.database, alpar.clock)
    assert desk.do("list_households")["data"] and desk.do("list_member_roles", member_id=member_id)["data"], "last day"
    alpar.clock.advance(days=1)
    for _ in range(2):
        assert not clear_again(desk.database, alpar.clock)
    assert desk.do("list_households")["data"] == [] == desk.do("list_member_roles", member_id=member_id)["data"]
    assert member_id not in str(desk.do("get_working_group", slug="supply"))
    cleared = desk.do("get_departure", member_id=member_id)["cleared"]
    assert cleared["households"] == 1


def test_who_came_back_keeps_what_they_took_up(office: Callable[..., Office]) -> None:
    """A member again on the day after the last loses nothing by the membership that is over; nor who never left."""
    alpar = office("alpar")
    desk, (member_id, other) = alpar.membership, with_members(alpar, 2)
    leave(alpar, member_id)
    leave(alpar, other)
    desk.do("withdraw_resignation", member_id=other)
    alpar.clock.advance(days=31)
    body = {"kind": "natural_person", "category": "member", "member_id": member_id}
    desk.do("submit_application", body=body)
    hand_on(alpar, paid_up(alpar, member_id, "100.00"))
    for one in (member_id, other):
        desk.do("grant_role", member_id=one, body={"role": "leader", "reference": "by its group"})
    assert not clear_again(desk.database, alpar.clock)
    for one in (member_id, other):
        assert len(desk.do("list_member_roles", member_id=one)["data"]) == 1


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
    assert set(leave(alpar, person, "death")["cleared"].values()) == {0}
    assert left(alpar) == []
    future = refused_by(lambda: leave(alpar, with_members(alpar, 1)[0], "death", left_on="2026-03-03"))
    assert future.code == "in_the_future"


def void(office: Office, member_id: str) -> dict[str, Any]:
    """Void the departure of somebody."""
    voided: dict[str, Any] = office.membership.do("void_departure", member_id=member_id)
    return voided


def test_a_departure_recorded_in_error_is_void(office: Callable[..., Office]) -> None:
    """Whatever the reason and the statutes: the membership runs on under its number; a voted one stands."""
    alpar = office("alpar", FINAL)
    member_id, other = with_members(alpar, 2)
    in_a_group(alpar, member_id)
    for reason in ("resignation", "loss_of_quality"):
        leave(alpar, member_id, reason)
        alpar.clock.advance(days=40)
        assert void(alpar, member_id)["number"] == 1
        assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
    assert refused_by(lambda: void(alpar, member_id)).code == "not_found"
    body = {"grounds": "Grave reasons.", "invited_on": "2026-03-02", "hearing_on": "2026-03-02"}
    exclusion = alpar.membership.do("propose_exclusion", member_id=other, body=body)
    votes.decide(alpar, exclusion["proposal_id"], on="2026-05-21")
    voted = refused_by(lambda: void(alpar, other))
    assert voted.code == "departure_stands" and "voted" in voted.detail and voted.article


def test_who_did_not_die_is_what_they_were(office: Callable[..., Office]) -> None:
    """A death of somebody else is void: member, applicant and number as before, and a death may be recorded again."""
    alpar = office("alpar")
    member_id, former = with_members(alpar, 2)
    leave(alpar, member_id, "death")
    assert void(alpar, member_id)["number"] == 1
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
    kinds = [one["kind"] for one in alpar.membership.do("get_timeline", member_id=member_id)["data"]]
    assert "death_voided" in kinds and "died" not in kinds
    assert leave(alpar, member_id, "death", left_on="2026-03-01")["left_on"] == "2026-03-01"
    leave(alpar, former, "loss_of_quality")
    alpar.clock.advance(days=5)
    leave(alpar, former, "death")
    assert void(alpar, former) == {"member_id": former, "number": 2, "not_restored": {}}
    assert alpar.membership.do("get_departure", member_id=former)["reason"] == "loss_of_quality"
    body = {"kind": "natural_person", "category": "member", "member_id": former}
    back = alpar.membership.do("submit_application", body=body)["id"]
    hand_on(alpar, paid_up(alpar, former, "100.00", subscription="sub_back"))
    assert alpar.membership.do("get_application", application_id=back)["state"] == "admitted"


@pytest.mark.parametrize(("asked", "code"), [
    ({"reason": "loss_of_quality", "left_on": "1990-01-01"}, "membership_backwards"),
    ({"noticed_on": "2026-03-03"}, "in_the_future"),
    ({"reason": "death", "left_on": "2026-03-03"}, "in_the_future"),
    ({"reason": "end_of_employment"}, "not_by_employment"),
    ({"left_on": "2026-03-03"}, "withdrawal_notice_too_short"),
])  # fmt: skip
def test_a_preview_refuses_what_the_record_would(
    office: Callable[..., Office], asked: dict[str, Any], code: str
) -> None:
    """Whoever looks first is not promised what is refused afterwards; each refusal says why."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    seen = refused_by(lambda: alpar.membership.do("preview_departure", member_id=member_id, query=asked))
    done = refused_by(lambda: leave(alpar, member_id, **asked))
    assert (seen.code, done.code) == (code, code) and seen.values == done.values
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"


def test_a_preview_during_a_notice_foresees_what_comes_suddenly(office: Callable[..., Office]) -> None:
    """Loss of quality goes before the end of the notice, in the preview as in the record."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    leave(alpar, member_id)
    asked = {"reason": "loss_of_quality"}
    assert alpar.membership.do("preview_departure", member_id=member_id, query=asked)["left_on"] == "2026-03-02"
    assert alpar.membership.do("get_departure", member_id=member_id)["reason"] == "resignation", "nothing was done"
    assert leave(alpar, member_id, "loss_of_quality")["left_on"] == "2026-03-02"


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
