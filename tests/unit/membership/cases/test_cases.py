"""Support cases: checklists, documents and dates, confidential to who handles them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Actor
from services.membership.cases.checklists import CHECKLISTS, KINDS, due_on, next_revision
from services.membership.cases.contract import refusals as refused
from services.membership.register.contract.refusals import InTheFuture, NotInRegister
from tests.unit.membership.office import Office

UNION = Actor("key", "key_union", frozenset({"cases:handle", "for:union-01"}))
OTHER = Actor("key", "key_other", frozenset({"cases:handle", "for:union-02"}))
CASE = {"kind": "conversion", "subject": "Les Ateliers du Lac", "siren": "000000067", "workers": 14,
        "contact": "the director, Tuesdays", "opened_on": "2026-02-02"}  # fmt: skip
DIGEST = "ab" * 32


@pytest.fixture
def federation(office: Callable[..., Office]) -> Office:
    """The membership service of the federation."""
    return office("cg-scop")


def opened(office: Office, **said: Any) -> dict[str, Any]:
    """Open a case in the name of union-01."""
    case: dict[str, Any] = office.membership.do("open_support_case", body=CASE | said, actor=UNION)
    return case


def settle(office: Office, case: dict[str, Any]) -> None:
    """Do every step of a case, each with its documents."""
    for number, step in enumerate(case["checklist"]):
        for kind in step["documents_missing"]:
            office.membership.do("add_case_document", case_id=case["id"], actor=UNION, body={
                "step": step["slug"], "kind": kind, "name": kind, "dated_on": "2026-02-20",
                "sha256": f"{number:02x}" * 32 if kind == step["documents_missing"][0] else f"{number + 100:02x}" * 32,
            })  # fmt: skip
        office.membership.do("change_case_step", case_id=case["id"], step=step["slug"], actor=UNION,
                             body={"state": "done", "done_on": "2026-02-25"})  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_opens_with_the_checklist_of_its_kind(federation: Office, kind: str) -> None:
    """Each step has its day, its documents and, where the law makes it a duty, its source."""
    case = opened(federation, kind=kind)
    assert [step["slug"] for step in case["checklist"]] == [step.slug for step in CHECKLISTS[kind]]
    assert [step["due_on"] for step in case["checklist"]] == [
        due_on(step, date(2026, 2, 2)).isoformat() for step in CHECKLISTS[kind]
    ]
    assert (case["steps_done"], case["steps"], case["state"]) == (0, len(CHECKLISTS[kind]), "open")
    assert case["next_due_on"] == min(step["due_on"] for step in case["checklist"])


def test_the_bylaws_may_put_a_checklist_of_their_own(office: Callable[..., Office]) -> None:
    """Steps are data: a federation that goes another way writes it into its bylaws."""
    steps = [{"slug": "visit", "name": "Visit them", "days": 10, "documents": ["report"]}]
    own = [{"kind": "revision", "steps": steps}]
    federation = office("cg-scop", {"bylaws.support_cases": own})
    step = opened(federation, kind="revision")["checklist"]
    assert [(one["slug"], one["due_on"], one["documents_missing"]) for one in step] == [
        ("visit", "2026-02-12", ["report"])
    ]


def test_a_case_is_confidential_to_the_union_that_handles_it(federation: Office) -> None:
    """Neither another union nor the federation's own full key reads, changes or lists it; counts are all they get."""
    case = opened(federation)
    ways: dict[str, dict[str, Any]] = {
        "get_support_case": {}, "get_case_cooperative_file": {},
        "change_case_step": {"step": "diagnosis", "body": {"state": "done"}},
        "add_case_document": {"body": {"step": "diagnosis", "kind": "accounts", "name": "Accounts",
                                       "dated_on": "2026-01-01", "sha256": DIGEST}},
        "close_support_case": {"body": {"state": "abandoned", "outcome": "none"}},
        "change_support_case": {"body": {"workers": 3}},
        "void_case_document": {"document_id": "cdo_x", "body": {"reason": "x"}},
        "draft_case_cooperative": {"body": {
            "slug": "les-ateliers", "name": "Les Ateliers", "founded_on": "2026-03-01", "regime": "scop",
            "legal_form": "sarl"}},
    }  # fmt: skip
    for actor in ({"actor": OTHER}, {}):
        for operation, way in ways.items():
            with pytest.raises(refused.CaseConfidential, match="union-01"):
                federation.membership.ask(operation, **{"case_id": case["id"], **way, **actor})
        assert federation.membership.do("list_support_cases", **actor)["data"] == []
    assert federation.membership.do("get_support_case", case_id=case["id"], actor=UNION)["contact"] == CASE["contact"]
    assert [one["id"] for one in federation.membership.do("list_support_cases", actor=UNION)["data"]] == [case["id"]]
    figures = federation.membership.do("get_support_case_figures")["figures"]
    assert figures == [{"kind": "conversion", "handled_by": "union-01", "state": "open", "count": 1}]


def test_a_federation_hands_a_case_to_a_union_and_sees_it_no_more(federation: Office) -> None:
    """Who first heard of a project gives it on; what it handles itself it keeps."""
    handed = federation.membership.do("open_support_case", body=CASE | {"handled_by": "union-02"})
    kept = federation.membership.do("open_support_case", body=CASE)
    with pytest.raises(refused.CaseConfidential):
        federation.membership.do("get_support_case", case_id=handed["id"])
    assert federation.membership.do("get_support_case", case_id=handed["id"], actor=OTHER)["id"] == handed["id"]
    assert [one["id"] for one in federation.membership.do("list_support_cases")["data"]] == [kept["id"]]


def test_a_case_is_refused_that_nobody_can_handle(federation: Office, office: Callable[..., Office]) -> None:
    """An unknown union, another's union, a support that is not offered, a day to come, a party nobody knows."""
    ask = federation.membership.do
    with pytest.raises(refused.UnknownUnion, match="union-99"):
        ask("open_support_case", body=CASE | {"handled_by": "union-99"})
    with pytest.raises(refused.CaseConfidential):
        ask("open_support_case", body=CASE | {"handled_by": "union-02"}, actor=UNION)
    with pytest.raises(InTheFuture):
        ask("open_support_case", body=CASE | {"opened_on": "2026-12-01"})
    with pytest.raises(Exception, match="mbr_nobody"):
        ask("open_support_case", body=CASE | {"member_id": "mbr_nobody"})
    with pytest.raises(NotFound):
        ask("get_support_case", case_id="cas_nothing")
    small = office("cg-scop", {"bylaws.services": ["creation"]})
    with pytest.raises(refused.SupportNotOffered, match="not for conversion") as raised:
        small.membership.do("open_support_case", body=CASE)
    assert raised.value.problem()["article"] == "Bylaws of cg-scop, rule 4 (services)"


def test_one_case_of_a_kind_is_open_for_an_enterprise(federation: Office) -> None:
    """Opened twice it is refused with the first one's id; another kind, or after the closing, it is another case."""
    case = opened(federation)
    with pytest.raises(refused.CaseAlreadyOpen, match=case["id"]):
        opened(federation)
    opened(federation, kind="revision")
    federation.membership.do("close_support_case", case_id=case["id"], actor=UNION,
                             body={"state": "abandoned", "outcome": "The owner withdrew"})  # fmt: skip
    assert opened(federation)["id"] != case["id"]


def test_nobody_learns_by_opening_that_another_has_a_case_of_the_same_enterprise(federation: Office) -> None:
    """Neither opening one for the union that has it, nor handing it one, is refused: only who handles both is told."""
    first, do = opened(federation), federation.membership.do
    second = do("open_support_case", body=CASE | {"handled_by": "union-01"})
    assert second["handled_by"] == "union-01" and second["id"] != first["id"]
    own = do("open_support_case", body=CASE | {"siren": None}, actor=OTHER)
    handed = {"siren": CASE["siren"], "handled_by": "union-01"}
    assert do("change_support_case", case_id=own["id"], body=handed, actor=OTHER)["handled_by"] == "union-01"
    with pytest.raises(refused.CaseAlreadyOpen):
        opened(federation)


def test_a_step_is_done_when_its_documents_are_there(federation: Office) -> None:
    """Without them it is refused by name; with them it has its day; taken back, it is to be done again."""
    case = opened(federation)
    step = {"case_id": case["id"], "step": "diagnosis", "actor": UNION}
    with pytest.raises(refused.StepDocumentsMissing, match="accounts"):
        federation.membership.do("change_case_step", **step, body={"state": "done"})
    paper = {"step": "diagnosis", "kind": "accounts", "name": "Accounts 2025", "dated_on": "2026-02-10",
             "sha256": DIGEST}  # fmt: skip
    federation.membership.do("add_case_document", case_id=case["id"], body=paper, actor=UNION)
    with pytest.raises(refused.DocumentKnown):
        federation.membership.do("add_case_document", case_id=case["id"], body=paper, actor=UNION)
    done = federation.membership.do("change_case_step", **step, body={"state": "done", "done_on": "2026-02-11"})
    shown = next(one for one in done["checklist"] if one["slug"] == "diagnosis")
    assert (shown["state"], shown["done_on"], shown["documents_missing"]) == ("done", "2026-02-11", [])
    assert (done["steps_done"], [one["name"] for one in done["documents"]]) == (1, ["Accounts 2025"])
    back = federation.membership.do("change_case_step", **step, body={"state": "to_do"})
    assert back["steps_done"] == 0


@pytest.mark.parametrize(("body", "expected"), [
    ({"state": "not_applicable"}, Invalid), ({"state": "done", "reason": "why"}, Invalid),
    ({"state": "to_do", "done_on": "2026-02-11"}, Invalid), ({"done_on": "2026-02-11"}, Invalid),
    ({"state": "done", "done_on": "2026-09-01"}, InTheFuture),
])  # fmt: skip
def test_a_step_is_changed_in_a_way_that_makes_sense(
    federation: Office, body: dict[str, Any], expected: type[Exception]
) -> None:
    """A reason belongs to what does not apply, a day to what is done, and that day has come."""
    case = opened(federation)
    with pytest.raises(expected):
        federation.membership.do("change_case_step", case_id=case["id"], step="members", body=body, actor=UNION)


def test_a_late_step_shows_and_its_day_can_be_moved(federation: Office) -> None:
    """What was due before today is overdue, in the case and in the list, until the day is moved."""
    case = opened(federation, opened_on="2026-01-02")
    assert case["overdue"] and case["next_due_on"] == "2026-01-17"
    late = federation.membership.do("list_support_cases", query={"overdue": "true"}, actor=UNION)["data"]
    assert [one["id"] for one in late] == [case["id"]]
    for step in case["checklist"]:
        if step["overdue"]:
            case = federation.membership.do("change_case_step", case_id=case["id"], step=step["slug"], actor=UNION,
                                            body={"due_on": "2026-03-20"})  # fmt: skip
    assert not case["overdue"]
    assert federation.membership.do("list_support_cases", query={"overdue": "true"}, actor=UNION)["data"] == []
    with pytest.raises(refused.UnknownStep, match="diagnosis"):
        federation.membership.do("change_case_step", case_id=case["id"], step="nothing", body={}, actor=UNION)


def test_a_case_is_complete_when_every_step_is_settled(federation: Office) -> None:
    """Before, the open steps are named; after, it is closed for good and told once, without what it was about."""
    case = opened(federation, kind="revision")
    closing = {"state": "completed", "outcome": "Nothing to be said against them"}
    with pytest.raises(refused.StepsOpen, match="Write the report"):
        federation.membership.do("close_support_case", case_id=case["id"], body=closing, actor=UNION)
    settle(federation, case)
    closed = federation.membership.do("close_support_case", case_id=case["id"], body=closing, actor=UNION)
    assert (closed["state"], closed["closed_on"]) == ("completed", "2026-03-02")
    assert closed["next_revision_by"] == "2031-03-02"
    with pytest.raises(refused.CaseClosed):
        federation.membership.do("close_support_case", case_id=case["id"], body=closing, actor=UNION)
    told = federation.membership.told("membership.support_case.closed.v1")
    assert [one["data"] for one in told] == [
        {"case_id": case["id"], "kind": "revision", "state": "completed", "cooperative": None}
    ]


def test_a_union_keeps_to_itself_what_its_case_ended_in(federation: Office) -> None:
    """Event and trail say that a case of some kind is closed, and not which enterprise became a cooperative."""
    case = opened(federation)
    federation.membership.do("draft_case_cooperative", case_id=case["id"], actor=UNION, body={
        "slug": "les-ateliers", "name": "Les Ateliers", "founded_on": "2026-03-01", "regime": "scop",
        "legal_form": "sarl"})  # fmt: skip
    settle(federation, case)
    closed = federation.membership.do("close_support_case", case_id=case["id"], actor=UNION,
                                      body={"state": "completed", "outcome": "At work"})  # fmt: skip
    assert closed["cooperative"] == "les-ateliers"
    assert federation.membership.told("membership.support_case.closed.v1")[0]["data"]["cooperative"] is None
    with federation.membership.database.reading() as session:
        kept = session.execute(text("SELECT to_jsonb(one)::text FROM changes AS one")).scalars().all()
    assert kept and not [one for one in kept if "les-ateliers" in one or "Ateliers du Lac" in one]


def test_what_is_said_of_a_case_changes_and_it_is_handed_on(federation: Office) -> None:
    """The number of a new enterprise comes later; handed to another union, a case is that one's alone."""
    case = opened(federation, kind="creation", siren=None)
    way: dict[str, Any] = {"case_id": case["id"], "actor": UNION}
    do = federation.membership.do
    assert do("change_support_case", **way, body={"siren": "000000075", "workers": 9})["siren"] == "000000075"
    with pytest.raises(refused.CaseAlreadyOpen):
        opened(federation, kind="creation", siren="000000075")
    with pytest.raises(refused.UnknownUnion):
        do("change_support_case", **way, body={"handled_by": "union-99"})
    with pytest.raises(NotInRegister):
        do("change_support_case", **way, body={"member_id": "mbr_nobody"})
    assert do("get_support_case", **way)["contact"] == CASE["contact"]
    assert do("change_support_case", **way, body={"handled_by": "union-02"})["handled_by"] == "union-02"
    with pytest.raises(refused.CaseConfidential):
        do("get_support_case", **way)
    assert do("get_support_case", case_id=case["id"], actor=OTHER)["workers"] == 9
    do("change_support_case", case_id=case["id"], actor=OTHER, body={"handled_by": None, "contact": None})
    assert do("get_support_case", case_id=case["id"])["contact"] is None


def test_a_document_added_by_mistake_is_taken_back_and_counts_no_more(federation: Office) -> None:
    """It stays readable; what a step that is done rests on stays there until that is taken back."""
    case = opened(federation)
    do = federation.membership.do
    paper = {"step": "diagnosis", "kind": "accounts", "name": "Accounts 2025", "dated_on": "2026-02-10",
             "sha256": DIGEST}  # fmt: skip
    wrong = do("add_case_document", case_id=case["id"], body=paper, actor=UNION)
    way: dict[str, Any] = {"case_id": case["id"], "document_id": wrong["id"], "actor": UNION}
    step: dict[str, Any] = {"case_id": case["id"], "step": "diagnosis", "actor": UNION}
    do("change_case_step", **step, body={"state": "done"})
    with pytest.raises(refused.StepRestsOnDocument, match="diagnosis"):
        do("void_case_document", **way, body={"reason": "Another firm's"})
    do("change_case_step", **step, body={"state": "to_do"})
    assert do("void_case_document", **way, body={"reason": "Another firm's"})["voided_on"] == "2026-03-02"
    with pytest.raises(refused.DocumentVoided):
        do("void_case_document", **way, body={"reason": "Another firm's"})
    with pytest.raises(NotFound):
        do("void_case_document", **{**way, "document_id": "cdo_nothing"}, body={"reason": "x"})
    with pytest.raises(refused.StepDocumentsMissing):
        do("change_case_step", **step, body={"state": "done"})
    assert do("add_case_document", case_id=case["id"], body=paper, actor=UNION)["voided_on"] is None


def test_a_case_does_not_close_before_what_is_recorded_of_it(federation: Office) -> None:
    """Not before its opening, nor complete before its last step; the next revision is counted from that day."""
    case = opened(federation, kind="revision")
    closing: dict[str, Any] = {"state": "abandoned", "outcome": "None", "closed_on": "2026-02-01"}
    with pytest.raises(refused.CaseBackwards, match="2026-02-02"):
        federation.membership.do("close_support_case", case_id=case["id"], body=closing, actor=UNION)
    settle(federation, case)
    closing = {**closing, "state": "completed", "closed_on": "2026-02-03"}
    with pytest.raises(refused.CaseBackwards, match="goes on until"):
        federation.membership.do("close_support_case", case_id=case["id"], body=closing, actor=UNION)


def test_a_pseudonymised_person_leaves_no_word_in_a_case(federation: Office) -> None:
    """Who asked for support is forgotten with the person; that there was a case is not."""
    person = federation.membership.do("create_person", body={"first_name": "Ada", "last_name": "Martin"})
    case = opened(federation, kind="creation", subject="Ada Martin", member_id=person["id"], siren=None)
    federation.membership.do("add_case_document", case_id=case["id"], actor=UNION, body={
        "step": "feasibility", "kind": "business_plan", "name": "Plan of Ada Martin", "dated_on": "2026-02-10",
        "sha256": DIGEST, "url": "https://files.example/ada-martin"})  # fmt: skip
    federation.membership.do("change_case_step", case_id=case["id"], step="team", actor=UNION,
                             body={"state": "not_applicable", "reason": "Ada founds it alone"})  # fmt: skip
    asked = {"because": "request", "reason": "By letter"}
    federation.membership.do("pseudonymise_member", member_id=person["id"], body=asked)
    shown = federation.membership.do("get_support_case", case_id=case["id"], actor=UNION)
    assert (shown["subject"], shown["contact"], shown["kind"]) == ("pseudonymised", None, "creation")
    assert "ada" not in repr(shown).lower()


def test_the_next_revision_is_five_years_later() -> None:
    """A revision that ended on a 29th of February is due again by the 28th."""
    assert next_revision(date(2024, 2, 29)) == date(2029, 2, 28)
    assert next_revision(date(2026, 3, 2)) == date(2031, 3, 2)
