"""From an application to a member, as the statutes of each cooperative say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership import votes
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, members_sheet, paid_up, with_members

PERSON = {"kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "B"}
SHOP = {"kind": "organisation", "category": "member", "name": "A Cooperative", "cooperative": "alpine-aluminium"}


def apply(office: Office, **body: Any) -> dict[str, Any]:
    """Submit an application."""
    application: dict[str, Any] = office.membership.do("submit_application", body={**PERSON, **body})
    return application


def decide(office: Office, application: dict[str, Any], decision: str, decided_by: str, **body: Any) -> dict[str, Any]:
    """Record a decision."""
    asked = {"decision": decision, "decided_by": decided_by, **body}
    decided: dict[str, Any] = office.membership.do("decide_application", application_id=application["id"], body=asked)
    return decided


def codes(office: Office, application: dict[str, Any]) -> list[str]:
    """Return what blocks an application now."""
    shown = office.membership.do("get_application", application_id=application["id"])
    return [reason["code"] for reason in shown["blocking_reasons"]]


def refused_by(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value


def test_of_right_then_the_share_admits(office: Callable[..., Office]) -> None:
    """At alpar anyone is accepted; the whole share paid gives the number, part of it does not."""
    alpar = office("alpar")
    application = apply(alpar)
    assert application["state"] == "accepted"
    (reason,) = application["blocking_reasons"]
    assert reason["code"] == "share_not_paid" and "article 9" in reason["article"]
    (accepted,) = alpar.membership.told("membership.application.accepted.v1")
    member_id = application["member_id"]
    assert accepted["subject"] == f"members/{member_id}"
    assert accepted["data"] == {
        "application_id": application["id"], "member_id": member_id, "kind": "natural_person", "category": "member",
        "college": None,
    }  # fmt: skip
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "applicant"
    hand_on(alpar, paid_up(alpar, member_id, "99.99"))
    assert codes(alpar, application) == ["share_not_paid"]
    event = paid_up(alpar, member_id, "100.00")
    assert [hand_on(alpar, event), hand_on(alpar, event)] == ["handled", "known"]
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["state"], member["number"], member["joined_on"]) == ("active", 1, "2026-03-02")
    assert len(alpar.membership.told("membership.member.admitted.v1")) == 1
    assert alpar.membership.do("get_application", application_id=application["id"])["state"] == "admitted"


def test_a_payment_told_again_admits_nobody_twice(office: Callable[..., Office]) -> None:
    """A later payment of the same subscription finds a member, and changes nothing."""
    alpar = office("alpar")
    member_id = apply(alpar)["member_id"]
    hand_on(alpar, paid_up(alpar, member_id, "100.00"))
    assert hand_on(alpar, paid_up(alpar, member_id, "100.00")) == "handled"
    assert len(alpar.membership.told("membership.member.admitted.v1")) == 1


def test_admitted_on_the_day_of_the_payment(office: Callable[..., Office]) -> None:
    """The day of admission is that of the payment's event, not that of its arrival here."""
    alpar = office("alpar")
    member_id = apply(alpar)["member_id"]
    event = paid_up(alpar, member_id, "100.00")
    alpar.clock.advance(days=3)
    hand_on(alpar, event)
    assert alpar.membership.do("get_member", member_id=member_id)["joined_on"] == "2026-03-02"


def test_the_general_assembly_decides_where_the_statutes_say_so(office: Callable[..., Office]) -> None:
    """At the aluminium works a quarter of the share admits, after the assembly has decided and nobody else."""
    works = office("alpine-aluminium")
    application = apply(works)
    assert (application["state"], codes(works, application)) == ("under_review", ["decision_pending"])
    wrong = refused_by(lambda: decide(works, application, "accept", "board"))
    assert wrong.code == "not_their_decision" and "article 9" in str(wrong.article)
    by_hand = refused_by(lambda: decide(works, application, "accept", "general_assembly"))
    assert by_hand.code == "decided_by_assembly" and by_hand.values["proposal_id"] == application["proposal_id"]
    votes.decide(works, application["proposal_id"])
    assert codes(works, application) == ["share_not_paid"]
    hand_on(works, paid_up(works, application["member_id"], "12.50", amount="50.00"))
    assert codes(works, application) == []
    assert works.membership.do("get_member", member_id=application["member_id"])["number"] == 1


def test_a_federation_without_shares_admits_with_the_decision(office: Callable[..., Office]) -> None:
    """The board of cg-scop accepts a cooperative, which is a member at once."""
    federation = office("cg-scop")
    application = federation.membership.do("submit_application", body=SHOP)
    assert codes(federation, application) == ["under_review"]
    federation.clock.advance(days=1)
    assert decide(federation, application, "accept", "board", decided_on="2026-03-02")["state"] == "admitted"
    member = federation.membership.do("get_member", member_id=application["member_id"])
    assert (member["joined_on"], member["cooperative"]) == ("2026-03-02", "alpine-aluminium")
    kinds = [one["type"] for one in federation.membership.told()]
    assert kinds == [
        "membership.application.accepted.v1", "membership.member.admitted.v1", "membership.welcome_pack.due.v1",
    ]  # fmt: skip


def test_a_refusal_states_its_reason(office: Callable[..., Office]) -> None:
    """Without a reason code nobody is refused; the one refused is no applicant any more, and may apply again."""
    works = office("alpine-aluminium", {"statutes.membership.admission.decided_by": "board"})
    application = apply(works)
    assert refused_by(lambda: decide(works, application, "refuse", "board")).code == "reason_missing"
    refused = decide(works, application, "refuse", "board", reason_code="no_capacity")
    assert (refused["state"], refused["reason_code"], refused["blocking_reasons"]) == ("refused", "no_capacity", [])
    assert works.membership.do("get_member", member_id=application["member_id"])["state"] is None
    assert apply(works, member_id=application["member_id"])["member_id"] == application["member_id"]


def test_no_decision_from_the_future(office: Callable[..., Office]) -> None:
    """Nobody is a member before the day of the decision has come."""
    works = office("alpine-aluminium", {"statutes.membership.admission.decided_by": "board"})
    application = apply(works)
    later = refused_by(lambda: decide(works, application, "accept", "board", decided_on="2026-03-03"))
    assert later.code == "in_the_future"


def test_no_decision_before_what_it_is_about(office: Callable[..., Office]) -> None:
    """Nobody decides on an application before it is submitted, least of all before the cooperative was founded."""
    works = office("alpine-aluminium", {"statutes.membership.admission.decided_by": "board"})
    application = apply(works)
    early = refused_by(lambda: decide(works, application, "accept", "board", decided_on="2026-03-01"))
    assert early.code == "decided_too_early" and "article 9" in str(early.article)
    before = refused_by(lambda: decide(works, application, "accept", "board", decided_on="1801-01-01"))
    assert before.code == "before_founding" and before.article


def test_who_became_a_member_meanwhile_pays_and_is_no_mine(office: Callable[..., Office]) -> None:
    """The application is settled; the membership stays what it is, the event is handled, nobody is admitted twice."""
    alpar = office("alpar")
    application = apply(alpar, external_id="m1", first_name="Given1", last_name="Family1")
    job = alpar.membership.run_job("import_members", upload=members_sheet(1))
    assert [one["subject"] for one in alpar.membership.lines(job)] == [application["member_id"]]
    assert hand_on(alpar, paid_up(alpar, application["member_id"], "100.00")) == "handled"
    settled = alpar.membership.do("get_application", application_id=application["id"])
    assert (settled["state"], settled["blocking_reasons"]) == ("admitted", [])
    assert len(alpar.membership.told("membership.member.admitted.v1")) == 1
    assert alpar.membership.do("get_member", member_id=application["member_id"])["joined_on"] == "2020-03-01"


def test_dues_of_a_linked_organisation_block_until_paid(office: Callable[..., Office]) -> None:
    """Where the statutes ask for them, the share alone does not admit."""
    alpar = office("alpar", {"statutes.membership.admission.linked_organisation": "association-alpar"})
    application = apply(alpar)
    hand_on(alpar, paid_up(alpar, application["member_id"], "100.00"))
    assert codes(alpar, application) == ["linked_organisation_dues_missing"]
    alpar.membership.do(
        "update_member", member_id=application["member_id"], body={"linked_organisation_until": "2026-12-31"}
    )
    assert codes(alpar, application) == []
    assert alpar.membership.do("get_member", member_id=application["member_id"])["state"] == "active"


def test_one_application_at_a_time(office: Callable[..., Office]) -> None:
    """A second one of the same person is refused, naming the first; so is one of a member."""
    alpar = office("alpar")
    application = apply(alpar)
    second = refused_by(lambda: apply(alpar, member_id=application["member_id"]))
    assert (second.code, second.values["application_id"]) == ("already_applied", application["id"])
    (member_id,) = with_members(alpar, 1)
    assert refused_by(lambda: apply(alpar, member_id=member_id)).code == "already_member"


def test_a_withdrawn_application_is_closed(office: Callable[..., Office]) -> None:
    """It can be withdrawn once, and a payment that comes later admits nobody."""
    alpar = office("alpar")
    application = apply(alpar)
    withdrawn = alpar.membership.do("withdraw_application", application_id=application["id"])
    assert withdrawn["state"] == "withdrawn"
    again = refused_by(lambda: alpar.membership.do("withdraw_application", application_id=application["id"]))
    assert again.code == "application_closed"
    assert hand_on(alpar, paid_up(alpar, application["member_id"], "100.00")) == "handled"
    assert alpar.membership.do("get_member", member_id=application["member_id"])["state"] is None


def test_the_statutes_say_who_may_apply(office: Callable[..., Office]) -> None:
    """A kind or category that they do not have is refused with their article."""
    alpar = office("alpar")
    refusal = refused_by(lambda: alpar.membership.do("submit_application", body=SHOP))
    assert refusal.code == "kind_not_admitted" and "article 5" in str(refusal.article)
    assert refused_by(lambda: apply(alpar, category="friend")).code == "unknown_category"
    assert refused_by(lambda: apply(alpar, first_name=None, last_name=None)).code == "invalid_request"


def test_lists_applications_of_a_state(office: Callable[..., Office]) -> None:
    """The secretary sees what waits, the oldest first."""
    works = office("alpine-aluminium")
    first, second = apply(works), apply(works, first_name="Bob")
    votes.decide(works, first["proposal_id"])
    waiting = works.membership.do("list_applications", query={"state": "under_review"})["data"]
    assert [one["id"] for one in waiting] == [second["id"]]
    assert len(works.membership.do("list_applications")["data"]) == 2


def test_an_unknown_application_is_refused(office: Callable[..., Office]) -> None:
    """Its own code says what is missing."""
    missing = refused_by(lambda: office("alpar").membership.do("get_application", application_id="app_x"))
    assert missing.code == "unknown_application"
