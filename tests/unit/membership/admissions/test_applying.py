"""What a public form hands in: documents and consents, once a person, minors with their guardian."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from services.commons.refusals import Forbidden, Refusal
from services.commons.rulebook import hold
from services.commons.storage import Actor
from services.gateway.keys.rules import PRESETS
from services.membership.admissions.actions.expiring import expire_applications
from services.membership.admissions.contract.refusals import DocumentsNotAccepted, OldDocumentVersion, UnknownDocument
from services.membership.admissions.tables import Guardian
from services.membership.register import changing
from tests.unit.membership import votes
from tests.unit.membership.admissions.test_admission import PERSON, SHOP, apply, codes, decide, refused_by
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up, told_by, with_members

FORM = Actor("key", "key_form", frozenset(PRESETS["public-form"]))
ADA = {**PERSON, "email": "ada@example.org", "birth_date": "1990-05-17"}
ASKED = {
    "statutes.membership.admission.documents": [{"slug": "statutes"}, {"slug": "privacy", "version": "2026-01"}],
    "statutes.membership.admission.consents": ["membership_data"],
}
PAPERS: dict[str, Any] = {
    "documents": [{"slug": "statutes", "version": "1"}, {"slug": "privacy", "version": "2026-01"}],
    "consents": ["membership_data"],
}
GUARDIAN = {"first_name": "Lea", "last_name": "B", "email": None, "consented_on": "2026-03-01"}


def hand_in(office: Office, **body: Any) -> dict[str, Any]:
    """Hand an application in as the public form does."""
    handed: dict[str, Any] = office.membership.do("submit_application", body={**ADA, **body}, actor=FORM)
    return handed


def join(office: Office, member_id: str) -> None:
    """Pay the share that admits at alpar."""
    hand_on(office, paid_up(office, member_id, "100.00", subscription=f"sub_{member_id}_{office.clock().date()}"))


def test_a_form_with_one_scope_hands_applications_in(office: Callable[..., Office]) -> None:
    """The key of the public form can do that, and neither read nor name anybody."""
    alpar = office("alpar")
    application = hand_in(alpar)
    assert application["state"] == "accepted"
    for operation, asked in (("list_applications", {}), ("get_application", {"application_id": application["id"]})):
        with pytest.raises(Forbidden):
            alpar.membership.do(operation, actor=FORM, **asked)
    for named in ({"member_id": application["member_id"]}, {"external_id": "m1"},
                  {"linked_organisation_until": "2030-01-01"}):  # fmt: skip
        with pytest.raises(Forbidden):
            hand_in(alpar, email="other@example.org", **named)


def test_a_form_sent_again_is_one_application(office: Callable[..., Office]) -> None:
    """With the same key the same answer; with another one the same person is refused, by the article, without ids."""
    alpar = office("alpar")
    first = alpar.membership.ask("submit_application", body=ADA, actor=FORM, command_id="form-1")
    again = alpar.membership.ask("submit_application", body=ADA, actor=FORM, command_id="form-1")
    assert again.replayed and again.body == first.body
    twice = refused_by(lambda: hand_in(alpar, email="ADA@example.org", first_name="ada"))
    assert (twice.code, twice.values) == ("already_applied", {}) and "article 6" in str(twice.article)
    by_office = refused_by(lambda: apply(alpar, email="ada@example.org"))
    assert by_office.values["application_id"] == first.body["id"]
    homonym = hand_in(alpar, birth_date="1961-01-01")
    assert homonym["member_id"] != first.body["member_id"]
    join(alpar, first.body["member_id"])
    assert refused_by(lambda: hand_in(alpar)).code == "already_member"


def test_without_an_address_an_application_is_still_one(office: Callable[..., Office]) -> None:
    """Who waits is known by names and birth date, an organisation by its name; another of the name may apply."""
    alpar, body = office("alpar"), {**ADA, "email": None}
    first = hand_in(alpar, **body)
    for again in ({"email": None, "first_name": "ADA"}, {"email": "another@example.org"}):
        assert refused_by(partial(hand_in, alpar, **again)).code == "already_applied"
    assert hand_in(alpar, email=None, birth_date="1961-01-01")["member_id"] != first["member_id"]
    assert hand_in(alpar, email=None, birth_date=None)["member_id"] != first["member_id"]
    alpar.membership.do("withdraw_application", application_id=first["id"])
    assert hand_in(alpar, email=None)["state"] == "accepted", "nobody is recognised by a name alone"
    federation = office("cg-scop")
    shop = {"kind": "organisation", "category": "member", "name": "A Cooperative", "siren": "123456789"}

    def ask(**also: Any) -> Any:
        return federation.membership.do("submit_application", body={**shop, **also}, actor=FORM)

    ask()
    for again in ({"siren": None, "name": "a cooperative"}, {"name": "Another"}):
        assert refused_by(partial(ask, **again)).code == "already_applied"
    assert ask(siren="987654321")["state"] == "under_review"


@pytest.mark.parametrize("birth_date", ["9999-01-01", "2026-03-03"])
def test_nobody_applies_before_being_born(office: Callable[..., Office], birth_date: str) -> None:
    """A birth date in the future is refused, however far."""
    assert refused_by(lambda: hand_in(office("alpar"), birth_date=birth_date)).code == "invalid_request"


@pytest.mark.parametrize("name", ["   ", "\u00a0", "A\u202eB", "A\x07"])
def test_a_name_is_a_name(office: Callable[..., Office], name: str) -> None:
    """Nobody applies as white space, nor under a name that rings a bell or turns what stands beside it."""
    refused = refused_by(lambda: hand_in(office("alpar"), first_name=name))
    assert refused.code == "invalid_request" and refused.errors[0]["pointer"] == "/first_name"


@pytest.mark.parametrize("phone", ["call me", "12", "+33 6 12 34 56 78 9012345678", "=HYPERLINK(1)"])
def test_a_telephone_number_is_one_at_the_public_form_too(office: Callable[..., Office], phone: str) -> None:
    """What every other door refuses is refused there, and the field is named."""
    refused = refused_by(lambda: hand_in(office("alpar"), phone=phone))
    assert refused.code == "invalid_request" and refused.errors[0]["pointer"] == "/phone"


def test_names_on_two_lines_are_one_name(office: Callable[..., Office]) -> None:
    """White space is single and inside, as at every other door; the guardian's name too."""
    alpar = office("alpar")
    guardian = {**GUARDIAN, "last_name": " B\n C "}
    member_id = hand_in(alpar, first_name=" Ada\n  Lea", birth_date="2009-06-01", guardian=guardian)["member_id"]
    assert alpar.membership.do("get_member", member_id=member_id)["first_name"] == "Ada Lea"
    with alpar.membership.database.reading() as session:
        assert [one.last_name for one in session.scalars(select(Guardian))] == ["B C"]


def test_names_as_people_have_them(office: Callable[..., Office]) -> None:
    """Apostrophes, accents, hyphens, a joiner between letters and an emoji stay as they are."""
    alpar = office("alpar")
    for name in ("O'Brien", "d’Été", "Jean-Noël", "علی\u200cرضا", "Zoé 😀"):
        assert hand_in(alpar, last_name=name)["state"] == "accepted"


def test_details_said_with_an_application_are_changes_like_others(office: Callable[..., Office]) -> None:
    """What the rooms keep of an address follows it, whoever wrote it."""
    alpar = office("alpar")
    ada = {"first_name": "Ada", "last_name": "B", "email": "a@example.org"}
    person = alpar.membership.do("create_person", body=ada)
    seen: list[str] = []
    changing._FOLLOWING.append(lambda unit, party_id: seen.append(party_id))
    try:
        apply(alpar, member_id=person["id"], email="b@example.org")
    finally:
        changing._FOLLOWING.pop()
    assert seen == [person["id"]]


def test_a_form_accepts_every_document_or_nothing(office: Callable[..., Office]) -> None:
    """A missing document, a missing consent, an old version: each is refused with its article."""
    alpar = office("alpar", ASKED)
    wrong: list[tuple[dict[str, Any], type[Refusal]]] = [
        ({}, DocumentsNotAccepted), ({**PAPERS, "consents": []}, DocumentsNotAccepted),
        ({**PAPERS, "documents": [{"slug": "statutes", "version": "0"}]}, OldDocumentVersion),
        ({**PAPERS, "consents": ["newsletter"]}, UnknownDocument),
    ]  # fmt: skip
    for papers, expected in wrong:
        refusal = refused_by(partial(hand_in, alpar, **papers))
        assert isinstance(refusal, expected) and "article 6" in str(refusal.article)
    missing = refused_by(lambda: hand_in(alpar, documents=PAPERS["documents"][:1]))
    assert missing.values["missing"] == ["privacy", "membership_data"]
    application = hand_in(alpar, **PAPERS)
    assert [(one["slug"], one["version"], one["on"]) for one in application["papers"]] == [
        ("membership_data", None, "2026-03-02"), ("privacy", "2026-01", "2026-03-02"), ("statutes", "1", "2026-03-02"),
    ]  # fmt: skip


def test_the_office_completes_a_file(office: Callable[..., Office]) -> None:
    """An application on paper may lack documents: they block, and the last of them admits who has paid."""
    alpar = office("alpar", ASKED)
    application = apply(alpar)
    assert codes(alpar, application) == ["documents_missing", "share_not_paid"]
    join(alpar, application["member_id"])
    assert codes(alpar, application) == ["documents_missing"]
    half = {"documents": PAPERS["documents"]}
    record = {"application_id": application["id"]}
    assert alpar.membership.do("record_application_papers", body=half, **record)["state"] == "accepted"
    whole = alpar.membership.do("record_application_papers", body={"consents": ["membership_data"]}, **record)
    assert (whole["state"], whole["blocking_reasons"]) == ("admitted", [])
    closed = refused_by(lambda: alpar.membership.do("record_application_papers", body=PAPERS, **record))
    assert closed.code == "application_closed"


def test_a_minor_needs_a_guardian(office: Callable[..., Office]) -> None:
    """The guardian's word is asked for until the eighteenth birthday, and is nobody's who is of age."""
    alpar = office("alpar")
    application = apply(alpar, birth_date="2009-06-01")
    join(alpar, application["member_id"])
    assert codes(alpar, application) == ["guardian_missing"]
    named = {"application_id": application["id"]}
    future = {**GUARDIAN, "consented_on": "2026-03-03"}
    assert refused_by(
        lambda: alpar.membership.do("record_guardian_consent", body=future, **named)).code == "in_the_future"
    assert alpar.membership.do("record_guardian_consent", body=GUARDIAN, **named)["state"] == "admitted"
    (admitted,) = alpar.membership.told("membership.member.admitted.v1")
    assert admitted["data"]["voting"] is False, "a minor has no vote where the statutes say nothing"
    adult = apply(alpar, first_name="Bob", birth_date="1980-01-01")
    refused = refused_by(lambda: alpar.membership.do(
        "record_guardian_consent", application_id=adult["id"], body=GUARDIAN))  # fmt: skip
    assert refused.code == "not_a_minor" and "Civil Code" in str(refused.article)


def test_statutes_may_give_minors_a_vote(office: Callable[..., Office]) -> None:
    """Then they are told as voters like everybody."""
    alpar = office("alpar", {"statutes.membership.minors_vote": True})
    application = apply(alpar, birth_date="2009-06-01", guardian=GUARDIAN)
    join(alpar, application["member_id"])
    (admitted,) = alpar.membership.told("membership.member.admitted.v1")
    assert admitted["data"]["voting"] is True


def test_the_statutes_set_an_age(office: Callable[..., Office]) -> None:
    """Below it nobody is admitted, guardian or not; the refusal says from when."""
    alpar = office("alpar", {"statutes.membership.admission.minimum_age": 16})
    young = refused_by(lambda: apply(alpar, birth_date="2010-03-03", guardian=GUARDIAN))
    assert (young.code, young.values) == ("too_young", {"minimum_age": 16, "on": "2026-03-03"})
    assert refused_by(lambda: apply(alpar)).code == "birth_date_missing"
    assert apply(alpar, birth_date="2010-03-02", guardian=GUARDIAN)["state"] == "accepted"


def test_a_former_member_comes_back_under_the_same_number(office: Callable[..., Office]) -> None:
    """Known by name and address even to the form, which changes nothing there; the shares are paid anew."""
    alpar = office("alpar")
    member_id = hand_in(alpar)["member_id"]
    join(alpar, member_id)
    alpar.membership.do("record_departure", member_id=member_id, body={"reason": "resignation"})
    hand_on(alpar, told_by(alpar, "ledger", "ledger.shares.cancelled.v1", f"members/{member_id}", {
        "member_id": member_id, "redemption_id": "red_1", "count": 1, "cancelled_on": "2026-04-02",
        "nominal": {"amount": "100.00", "currency": "EUR"}, "unpaid": {"amount": "0.00", "currency": "EUR"},
    }))  # fmt: skip
    alpar.clock.advance(days=60)
    again = hand_in(alpar, phone="+33 6 00 00 00 00")
    assert (again["member_id"], again["state"]) == (member_id, "accepted")
    join(alpar, member_id)
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["number"], member["state"], member["phone"]) == (1, "active", None)
    admitted = alpar.membership.told("membership.member.admitted.v1")
    assert [one["data"]["number"] for one in admitted] == [1, 1]


@pytest.mark.parametrize(("overrides", "decides"), [
    ({}, "general_assembly"), ({"statutes.membership.admission.after_exclusion": "committee"}, "committee"),
])  # fmt: skip
def test_who_was_excluded_is_not_let_in_of_right(
    office: Callable[..., Office], overrides: dict[str, Any], decides: str
) -> None:
    """After an exclusion the members decide, or the body that the statutes name; by the article."""
    alpar = office("alpar", overrides)
    member_id = hand_in(alpar)["member_id"]
    join(alpar, member_id)
    hearing = {"grounds": "Grave reasons.", "invited_on": "2026-03-02", "hearing_on": "2026-03-02"}
    exclusion = alpar.membership.do("propose_exclusion", member_id=member_id, body=hearing)
    votes.decide(alpar, exclusion["proposal_id"], on="2026-03-02")
    alpar.clock.advance(days=30)
    again = hand_in(alpar)
    assert (again["state"], again["decides"], again["member_id"]) == ("under_review", decides, member_id)
    if decides == "committee":
        refused = decide(alpar, again, "refuse", "committee", reason_code="excluded_before")
        assert refused["reason_code"] == "excluded_before"
    else:
        votes.decide(alpar, again["proposal_id"], on="2026-04-01", resolution_id="res_2")
        assert codes(alpar, again) == ["share_not_paid"] or codes(alpar, again) == []


def test_nobody_applies_for_the_dead(office: Callable[..., Office]) -> None:
    """A death closes what was applied for, and no application follows."""
    alpar = office("alpar")
    application = hand_in(alpar)
    body = {"reason": "death", "noticed_on": "2026-03-02", "left_on": "2026-02-28"}
    recorded = alpar.membership.do("record_departure", member_id=application["member_id"], body=body)
    assert recorded["cleared"]["applications"] == 1
    closed = alpar.membership.do("get_application", application_id=application["id"])
    assert (closed["state"], closed["reason_code"]) == ("withdrawn", "deceased")
    late = refused_by(lambda: apply(alpar, member_id=application["member_id"]))
    assert (late.code, late.values["died_on"]) == ("deceased", "2026-02-28")
    by_form = refused_by(lambda: hand_in(alpar))
    assert (by_form.code, by_form.values) == ("deceased", {})


def test_waiting_is_seen(office: Callable[..., Office]) -> None:
    """Each application says how long it waits; the figures say how many, the median, the longest, by state."""
    works = office("alpine-aluminium")
    first = apply(works)
    works.clock.advance(days=10)
    second, third = apply(works, first_name="Bob"), apply(works, first_name="Cleo", category="external_member")
    works.clock.advance(days=5)
    votes.decide(works, third["proposal_id"], on="2026-03-17")
    waiting = works.membership.do("get_waiting_applications")
    assert (waiting["count"], waiting["median_days"], waiting["longest_days"]) == (3, 5, 15)
    assert waiting["oldest_on"] == "2026-03-02"
    assert {one["state"]: one["count"] for one in waiting["by_state"]} == {"under_review": 2, "accepted": 1}
    assert {one["category"]: one["longest_days"] for one in waiting["by_category"]} == {
        "member": 15, "external_member": 5}  # fmt: skip
    assert waiting["admitted_within_a_year"]["count"] == 0
    shown = works.membership.do("list_applications")["data"]
    assert [one["waiting_days"] for one in shown] == [15, 5, 5] and first["waiting_days"] == 0
    works.membership.do("withdraw_application", application_id=second["id"])
    works.clock.advance(days=5)
    assert works.membership.do("get_application", application_id=second["id"])["waiting_days"] == 5
    hand_on(works, paid_up(works, third["member_id"], "500.00", amount="500.00"))
    within = works.membership.do("get_waiting_applications")["admitted_within_a_year"]
    assert (within["count"], within["median_days"]) == (1, 10)


def test_nobody_waits_no_figures(office: Callable[..., Office]) -> None:
    """An empty drawer is counted as one."""
    waiting = office("alpar").membership.do("get_waiting_applications")
    assert (waiting["count"], waiting["median_days"], waiting["by_state"]) == (0, None, [])


def test_applications_expire_by_the_bylaws(office: Callable[..., Office]) -> None:
    """After the last day, not on it, and never where something was paid; told once."""
    alpar = office("alpar", {"bylaws.admission": {"expires_after_days": 30}})
    still, paid = hand_in(alpar), hand_in(alpar, email="bob@example.org", first_name="Bob")
    hand_on(alpar, paid_up(alpar, paid["member_id"], "10.00"))
    assert still["expires_on"] == "2026-04-01"
    alpar.clock.advance(days=30)
    expire_applications(alpar.membership.database, alpar.clock)
    assert alpar.membership.do("get_application", application_id=still["id"])["state"] == "accepted"
    alpar.clock.advance(days=1)
    for _ in range(2):
        expire_applications(alpar.membership.database, alpar.clock)
    expired = alpar.membership.do("get_application", application_id=still["id"])
    assert (expired["state"], expired["closed_on"]) == ("expired", "2026-04-02")
    assert alpar.membership.do("get_application", application_id=paid["id"])["state"] == "accepted"
    (told,) = alpar.membership.told("membership.application.closed.v1")
    assert told["data"]["state"] == "expired"
    assert hand_in(alpar)["state"] == "accepted", "and may apply again"


def test_what_waits_for_a_vote_does_not_expire_for_what_is_missing_too(office: Callable[..., Office]) -> None:
    """A minor without a guardian waits for the assembly all the same; the days count from its vote on."""
    works = office("alpine-aluminium", {"bylaws.admission": {"expires_after_days": 30}})
    minor = apply(works, birth_date="2009-06-01")
    assert minor["expires_on"] is None
    works.clock.advance(days=31)
    expire_applications(works.membership.database, works.clock)
    assert not votes.withdrawn(works)
    votes.decide(works, minor["proposal_id"], on="2026-04-02")
    assert works.membership.do("get_application", application_id=minor["id"])["expires_on"] == "2026-05-02"


def test_what_waits_for_the_cooperative_does_not_expire(office: Callable[..., Office]) -> None:
    """Nothing is asked of the applicant before the assembly has met; from its vote on there are days to pay."""
    works = office("alpine-aluminium", {"bylaws.admission": {"expires_after_days": 30}})
    application = apply(works)
    assert application["expires_on"] is None
    works.clock.advance(days=200)
    expire_applications(works.membership.database, works.clock)
    votes.decide(works, application["proposal_id"], on="2026-09-18")
    shown = works.membership.do("get_application", application_id=application["id"])
    assert (shown["state"], shown["waiting_days"], shown["expires_on"]) == ("accepted", 200, "2026-10-18")
    hand_on(works, paid_up(works, application["member_id"], "1.00", amount="500.00"))
    shown = works.membership.do("get_application", application_id=application["id"])
    assert shown["expires_on"] is None, "money waits for an answer of somebody, not for a clock"


def test_an_application_on_paper_bears_its_own_day(office: Callable[..., Office]) -> None:
    """It is typed in after the body decided: the wait is counted from its day, the expiry from when it was typed in."""
    works = office("alpine-aluminium", {
        "statutes.membership.admission.decided_by": "board", "bylaws.admission": {"expires_after_days": 30},
    })  # fmt: skip
    application = apply(works, submitted_on="2026-01-02")
    assert (application["submitted_on"], application["waiting_days"]) == ("2026-01-02", 59)
    early = refused_by(lambda: decide(works, application, "accept", "board", decided_on="2026-01-01"))
    assert (early.code, early.values["submitted_on"]) == ("decided_too_early", "2026-01-02")
    decided = decide(works, application, "accept", "board", decided_on="2026-01-15")
    assert (decided["decided_on"], decided["expires_on"]) == ("2026-01-15", "2026-04-01")
    as_of = {"as_of": "2026-01-02"}
    assert works.membership.do("get_member", member_id=application["member_id"], query=as_of)["state"] == "applicant"
    timeline = works.membership.do("get_timeline", member_id=application["member_id"])["data"]
    assert [(one["on"], one["kind"]) for one in timeline if one["kind"] == "applied"] == [("2026-01-02", "applied")]
    assert works.membership.do("get_waiting_applications")["oldest_on"] == "2026-01-02"


def test_paper_is_judged_by_the_documents_of_its_day(office: Callable[..., Office]) -> None:
    """What was in force on the day counts, and goes on counting; the version of today was not known then."""
    alpar = office("alpar", ASKED)
    with alpar.membership.database.transaction() as session:
        document = {**alpar.membership.do("get_statutes")["document"]}
        hold(session, "statutes", 2, document, date(2026, 2, 20), alpar.clock())
    earlier = {**PAPERS, "submitted_on": "2026-02-10"}
    later = [{"slug": "statutes", "version": "2"}, PAPERS["documents"][1]]
    anachronism = refused_by(lambda: apply(alpar, **{**earlier, "documents": later}))
    assert (anachronism.code, anachronism.values["in_force"]) == ("old_document_version", "1")
    assert refused_by(lambda: apply(alpar, **PAPERS)).values["in_force"] == "2"
    application = apply(alpar, **earlier)
    assert {one["on"] for one in application["papers"]} == {"2026-02-10"}
    assert [one["code"] for one in application["blocking_reasons"]] == ["share_not_paid"]
    assert application["decided_on"] == "2026-02-10", "of right, on the day"
    other = apply(alpar, first_name="Bob", submitted_on="2026-02-10")
    handed = {"documents": PAPERS["documents"], "accepted_on": "2026-02-19"}
    papers = alpar.membership.do("record_application_papers", application_id=other["id"], body=handed)["papers"]
    assert {one["on"] for one in papers} == {"2026-02-19"}
    tomorrow = {**handed, "accepted_on": "2026-03-03"}
    late = refused_by(
        lambda: alpar.membership.do("record_application_papers", application_id=other["id"], body=tomorrow))
    assert late.code == "in_the_future"


@pytest.mark.parametrize(("body", "code"), [
    ({"submitted_on": "2026-03-03"}, "in_the_future"), ({"submitted_on": "9999-12-31"}, "invalid_request"),
    ({"submitted_on": "2018-06-07"}, "before_founding"), ({"submitted_on": "2018-06-07", "legacy": True}, None),
])  # fmt: skip
def test_the_day_of_an_application_lies_in_the_life_of_the_cooperative(
    office: Callable[..., Office], body: dict[str, Any], code: str | None
) -> None:
    """Not tomorrow, not before the founding; legacy of the founders' time is accepted from the founding on."""
    alpar = office("alpar")
    if code is not None:
        assert refused_by(lambda: apply(alpar, **body)).code == code
        return
    application = apply(alpar, **body)
    assert (application["submitted_on"], application["decided_on"]) == ("2018-06-07", "2018-06-08")


def test_only_the_office_says_when(office: Callable[..., Office]) -> None:
    """A public form applies today, and is told so before anything else."""
    alpar = office("alpar")
    with_members(alpar, 1)
    for said in ({"submitted_on": "2026-03-01"}, {"legacy": True}, {"submitted_on": "2027-01-01"},
                 {"external_id": "m1"}, {"external_id": "m1", "category": "nobody"}):  # fmt: skip
        with pytest.raises(Forbidden):
            hand_in(alpar, **said)


def test_who_was_a_member_on_the_day_did_not_apply_on_it(office: Callable[..., Office]) -> None:
    """An application from within a membership that has ended would be settled by it, and admit nobody."""
    alpar = office("alpar")
    member_id = hand_in(alpar)["member_id"]
    join(alpar, member_id)
    alpar.membership.do("record_departure", member_id=member_id, body={"reason": "loss_of_quality"})
    alpar.clock.advance(days=5)
    assert refused_by(lambda: apply(alpar, member_id=member_id, submitted_on="2026-03-02")).code == "already_member"
    assert apply(alpar, member_id=member_id, submitted_on="2026-03-03")["submitted_on"] == "2026-03-03"


def test_a_new_member_is_welcomed_once(office: Callable[..., Office]) -> None:
    """The event says what the pack holds; the same can be read, and a payment told again tells nothing."""
    alpar = office("alpar")
    member_id = hand_in(alpar)["member_id"]
    join(alpar, member_id)
    join(alpar, member_id)
    (told,) = alpar.membership.told("membership.welcome_pack.due.v1")
    pack = alpar.membership.do("get_welcome_pack", member_id=member_id)
    assert pack == told["data"]
    assert pack["documents"] == [{"slug": "statutes", "version": "1"}, {"slug": "bylaws", "version": "1"}]
    assert (pack["number"], pack["first_shift_by"], pack["linked_organisation"]) == (
        1, "2026-03-30", "association-alpar")  # fmt: skip
    (imported,) = with_members(alpar, 1)
    assert refused_by(lambda: alpar.membership.do("get_welcome_pack", member_id=imported)).code == "not_found"


def test_dues_that_the_bylaws_ask_for_block_as_well(office: Callable[..., Office]) -> None:
    """Where the bylaws name the organisation, its dues are asked for by their rule."""
    alpar = office("alpar", {"bylaws.admission": {"linked_organisation": "association-alpar"}})
    application = hand_in(alpar)
    reason = application["blocking_reasons"][0]
    assert reason["code"] == "linked_organisation_dues_missing" and reason["article"].startswith("Bylaws")


def test_a_cooperative_applies_once(office: Callable[..., Office]) -> None:
    """An organisation is known by its number or its name on this platform."""
    federation = office("cg-scop")
    federation.membership.do("submit_application", body=SHOP)
    again = refused_by(lambda: federation.membership.do("submit_application", body={**SHOP, "name": "Its new name"}))
    assert again.code == "already_applied"


def test_a_list_of_applications_is_read_in_few_statements(office: Callable[..., Office]) -> None:
    """What blocks fifty is asked for as what blocks one."""
    alpar = office("alpar")

    def statements() -> int:
        seen: list[str] = []
        engine = alpar.membership.database.engine
        count = lambda *told: seen.append(told[2])  # noqa: E731 – a listener of one line
        event.listen(engine, "before_cursor_execute", count)
        alpar.membership.do("list_applications", query={"limit": "50"})
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    hand_in(alpar)
    alpar.membership.do("list_applications")
    few = statements()
    for number in range(20):
        hand_in(alpar, email=f"a{number}@example.org", first_name=f"A{number}")
    assert statements() == few


def votes_told(office: Office) -> list[tuple[str, bool]]:
    """Return the day and the vote of every admission, and of every change of them."""
    told = [one["data"] for kind in ("admitted", "moved") for one in office.membership.told(
        f"membership.member.{kind}.v1")]  # fmt: skip
    return [(one.get("admitted_on") or one["moved_on"], one["voting"]) for one in told]


def test_a_minor_of_that_day_is_a_member_from_the_birthday_on(office: Callable[..., Office]) -> None:
    """Typed in late, of age by now: without a guardian it starts with the age, with one it starts without a vote."""
    federation = office("cg-scop", {"statutes.membership.admits": ["natural_person"]})
    person = {"birth_date": "2008-01-20", "submitted_on": "2026-01-05"}
    alone = apply(federation, **person)
    decided = decide(federation, alone, "accept", "board", decided_on="2026-01-10")
    assert (decided["state"], decided["admitted_on"]) == ("admitted", "2026-01-20")
    guarded = apply(federation, **{**person, "first_name": "Bob", "guardian": GUARDIAN})
    decided = decide(federation, guarded, "accept", "board", decided_on="2026-01-10")
    assert (decided["state"], decided["admitted_on"]) == ("admitted", "2026-01-10")
    assert votes_told(federation) == [("2026-01-20", True), ("2026-01-10", False), ("2026-01-20", True)]


def test_who_decides_is_who_decided_then(office: Callable[..., Office]) -> None:
    """Of right today, by the board then: membership starts today, not on a day on which nobody had decided."""
    alpar = office("alpar", {"statutes.membership.admission.decided_by": "board"})
    waiting = apply(alpar, first_name="Bob", submitted_on="2026-01-05")
    document = alpar.membership.do("get_statutes")["document"]
    admission = {**document["membership"]["admission"], "decided_by": "of_right"}
    amended = {**document, "membership": {**document["membership"], "admission": admission}}
    with alpar.membership.database.transaction() as session:
        hold(session, "statutes", 2, amended, date(2026, 2, 20), alpar.clock())
    assert apply(alpar, submitted_on="2026-01-05")["decided_on"] == "2026-03-02"
    assert apply(alpar, first_name="Eve", submitted_on="2026-02-21")["decided_on"] == "2026-02-21"
    assert decide(alpar, waiting, "accept", "board", decided_on="2026-01-10")["state"] == "accepted"
