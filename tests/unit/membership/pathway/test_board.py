"""The board: who stands where, what is due, what was warned of; as an answer, a document, and from a sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from services.membership.pathway.warning import warn_of_deadlines
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import enter, salaried, stage, tutored
from tests.unit.membership.sheets import all_lines, with_members

HEADER = "external_id,first_name,last_name,entered_on,stage,since,tutor_external_id,renewed_until,interviews"


def take_in(office: Office, *rows: str) -> list[tuple[str, str | None]]:
    """Import pathways and return (outcome, code) of each."""
    job = office.membership.run_job("import_pathways", upload="\n".join([HEADER, *rows]).encode())
    assert job["state"] == "succeeded", job["problem"]
    return [(one["outcome"], (one["problem"] or {}).get("code")) for one in all_lines(office.membership, job)]


def board(office: Office, **query: str) -> dict[str, Any]:
    """Ask for the board."""
    shown: dict[str, Any] = office.membership.do("get_pathway_board", query=query)
    return shown


def deadlines(office: Office, way: str, **query: str) -> dict[str, str]:
    """Return the deadlines of a pathway by kind."""
    shown = office.membership.do("get_pathway", pathway_id=way, query=query)
    return {one["kind"]: one["due_on"] for one in shown["deadlines"]}


def test_deadlines_are_those_of_law_and_statutes(office: Callable[..., Office]) -> None:
    """The term of support and its last renewal; then three years to be an associate, less the time in support."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    way = pathway["pathway_id"]
    supported = deadlines(cae, way, as_of="2025-06-01")
    assert (supported["contract_term"], supported["support_limit"]) == ("2026-02-02", "2028-02-02")
    # Salaried since 5 January 2026, after 336 days of support: 4 January 2029 less those.
    assert deadlines(cae, way)["associate"] == "2028-02-03"
    articles = {one["kind"]: one["article"] for one in
                cae.membership.do("get_pathway", pathway_id=way)["deadlines"]}  # fmt: skip
    assert "L7331-3" in articles["associate"] and "article 10" in articles["interviews"]


def test_interviews_are_counted_by_year_and_missing_ones_show(office: Callable[..., Office]) -> None:
    """Two a year since the first contract: only those that were kept count, and a year that lacked one says so."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    way = pathway["pathway_id"]
    for day, outcome in (("2025-05-05", "kept"), ("2025-09-01", "missed"), ("2026-02-10", "kept"),
                         ("2026-02-20", "kept")):  # fmt: skip
        made = cae.membership.do("make_appointment", pathway_id=way, body={
            "kind": "interview", "with_id": tutor_id, "on": day})  # fmt: skip
        cae.membership.do("settle_appointment", pathway_id=way, appointment_id=made["id"], body={"outcome": outcome})
    (now,) = board(cae)["people"]
    assert (now["interviews_held"], now["interviews_owed"], now["interviews_missed"]) == (2, 2, 1)
    assert "interviews" not in deadlines(cae, way)
    (then,) = board(cae, as_of="2025-12-31")["people"]
    assert (then["interviews_held"], then["interviews_missed"]) == (1, 0)
    assert deadlines(cae, way, as_of="2025-12-31")["interviews"] == "2026-02-02"


def test_the_board_counts_and_narrows(office: Callable[..., Office]) -> None:
    """By stage, by tutor, by establishment, and as of a day."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    prospect = enter(cae, "2026-02-02")
    stage(cae, prospect["pathway_id"], "supported", "2026-02-20", contract={})
    everyone = board(cae)
    assert {one["stage"]: one["people"] for one in everyone["stages"]} == {
        "prospect": 0, "supported": 1, "salaried_entrepreneur": 1, "associate": 0}  # fmt: skip
    assert (everyone["people_count"], everyone["tutors_missing"], everyone["contracts_missing"]) == (2, 1, 0)
    assert [one["stage"] for one in everyone["people"]] == ["supported", "salaried_entrepreneur"]
    for query in ({"tutor_id": tutor_id}, {"establishment": "E1"}, {"stage": "salaried_entrepreneur"}):
        assert [one["pathway_id"] for one in board(cae, **query)["people"]] == [pathway["pathway_id"]]
    assert board(cae, establishment="E2")["people"] == []
    assert board(cae, as_of="2025-01-05")["people_count"] == 0
    # Before the law knew of entrepreneurs who are employed.
    assert board(cae, as_of="2010-01-01")["people_count"] == 0
    assert [one["stage"] for one in board(cae, as_of="2026-02-02")["people"]] == ["prospect", "salaried_entrepreneur"]
    listed = cae.membership.do("list_pathways", query={"limit": "1"})
    assert len(listed["data"]) == 1 and listed["next_cursor"] is not None


def test_a_contract_that_ended_shows(office: Callable[..., Office]) -> None:
    """The stage rests on a contract; where it ended alone, the board says that it is missing."""
    cae = office("coopaname")
    pathway, _ = tutored(cae)
    supported = stage(cae, pathway["pathway_id"], "supported", "2025-02-03", contract={})
    cae.membership.do("end_engagement", engagement_id=supported["contract"]["engagement_id"],
                      body={"ended_on": "2026-02-02", "reason": "end_of_term"})  # fmt: skip
    assert board(cae)["contracts_missing"] == 1
    assert board(cae, as_of="2026-02-02")["contracts_missing"] == 0


def test_each_deadline_is_warned_of_once_for_each_warning(office: Callable[..., Office]) -> None:
    """Ninety days before, then thirty; running again tells nothing new, and a renewal sets a new deadline."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    supported = stage(cae, pathway["pathway_id"], "supported", "2025-07-01", contract={})

    def told() -> list[tuple[str, int, int]]:
        warn_of_deadlines(cae.databases["membership"], cae.clock)
        warn_of_deadlines(cae.databases["membership"], cae.clock)
        return [(one["data"]["kind"], one["data"]["threshold"], one["data"]["days_left"])
                for one in cae.membership.told("membership.pathway.deadline_near.v1")
                if one["data"]["kind"] == "contract_term"]  # fmt: skip

    assert told() == []  # 120 days before the 30th of June
    cae.clock.advance(days=31)
    assert told() == [("contract_term", 90, 89)]
    cae.clock.advance(days=60)
    assert told() == [("contract_term", 90, 89), ("contract_term", 30, 29)]
    cae.membership.do("amend_engagement", engagement_id=supported["contract"]["engagement_id"],
                      body={"kind": "renewal", "term_on": "2027-06-30"})  # fmt: skip
    assert len(told()) == 2
    cae.clock.advance(days=365)
    assert told()[2:] == [("contract_term", 30, 29)]
    last = next(one["data"] for one in reversed(cae.membership.told("membership.pathway.deadline_near.v1"))
                if one["data"]["kind"] == "contract_term")  # fmt: skip
    assert last["tutor_id"] == tutor_id and "L127-2" in last["article"]


def test_warnings_are_those_of_the_bylaws(office: Callable[..., Office]) -> None:
    """Where the bylaws say ten days, nobody is told before; a cooperative without a pathway is left alone."""
    cae = office("coopaname", {"bylaws.pathway.warning_days": [10]})
    pathway, _ = tutored(cae)
    stage(cae, pathway["pathway_id"], "supported", "2025-04-01", contract={})
    assert warn_of_deadlines(cae.databases["membership"], cae.clock) is False
    assert cae.membership.told("membership.pathway.deadline_near.v1") == []
    alpar = office("alpar")
    assert warn_of_deadlines(alpar.databases["membership"], alpar.clock) is False


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF-"), ("csv", b"")])
def test_the_board_is_a_document(office: Callable[..., Office], format: str, begins: bytes) -> None:
    """With names for those who work with it, in the reader's language."""
    cae = office("coopaname")
    salaried(cae)
    written = cae.membership.download("get_pathway_board_document", query={"format": format, "language": "fr"})
    assert written.startswith(begins)
    if format == "csv":
        text = written.decode("utf-8-sig")
        assert "Nora Newcomer" in text and "entretiens de l'année" in text


def test_a_sheet_is_taken_in_once_and_follows_changes(office: Callable[..., Office]) -> None:
    """By person: created, skipped, updated with stage and tutor, refused with its reason; renewals are counted."""
    cae = office("coopaname")
    with_members(cae, 2)
    engaged = "external_id,first_name,last_name,kind,form,started_on\np1,P,One,support,CAPE,2024-06-03\n"
    cae.membership.run_job("import_engagements", upload=engaged.encode())
    rows = ["p1,P,One,2024-05-01,supported,2024-06-03,m1,2026-06-02,2025-11-03|2026-02-02",
            "p2,P,Two,2026-01-05,prospect,2026-01-05,m1,,",
            "p3,,,2026-01-05,prospect,2026-01-05,,,", "p4,P,Four,2026-01-05,emperor,2026-01-05,,,",
            "p5,P,Five,2026-01-05,prospect,2026-01-05,p2,,", "p6,P,Six,2026-01-05,prospect,2025-01-05,,,"]  # fmt: skip
    assert take_in(cae, *rows) == [
        ("created", None), ("created", None), ("refused", "unknown_external_id"), ("refused", "unknown_stage"),
        ("refused", "cannot_tutor"), ("refused", "stage_out_of_order"),
    ]  # fmt: skip
    (supported,) = board(cae, stage="supported")["people"]
    assert (supported["interviews_held"], supported["interviews_missed"]) == (2, 2)
    assert (supported["contract"]["renewals"], supported["next_deadline"]["due_on"]) == (1, "2026-06-02")
    assert [one["stage"] for one in cae.membership.do("get_pathway", pathway_id=supported["pathway_id"])["stages"]] == [
        "prospect", "supported"]  # fmt: skip
    assert take_in(cae, *rows[:2]) == [("skipped", None), ("skipped", None)]
    assert take_in(cae, "p2,P,Two,2026-01-05,supported,2026-02-02,m2,,") == [("updated", None)]
    (changed,) = board(cae, person_id=board(cae, stage="supported")["people"][-1]["person_id"])["people"]
    assert changed["stage"] == "supported"
    assert take_in(cae, "p2,P,Two,2026-01-05,prospect,2026-01-05,m2,,") == [("refused", "stage_out_of_order")]
    assert take_in(cae, "p1,P,One,2024-05-01,supported,2024-06-03,m1,2026-06-02|2027-06-02|2028-06-02,") == [
        ("refused", "renewals_exhausted")]  # fmt: skip


def test_a_large_board_takes_no_more_statements_than_a_small_one(office: Callable[..., Office]) -> None:
    """Set-based: six hundred people are asked for in as many statements as six."""
    cae = office("coopaname")
    with_members(cae, 1)
    counts = []
    for first, last in ((1, 6), (7, 606)):
        rows = [f"p{n},P,Q{n},2025-01-06,supported,2025-02-03,m1,," for n in range(first, last + 1)]
        assert {outcome for outcome, _ in take_in(cae, *rows)} == {"created"}
        counts.append(_statements(cae, lambda: board(cae)))
    assert counts[0] == counts[1] < 30
    assert board(cae)["people_count"] == 606


def _statements(office: Office, ask: Callable[[], Any]) -> int:
    seen: list[str] = []
    engine = office.databases["membership"].engine

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_contract_renewed_in_time_is_not_warned_of_again(office: Callable[..., Office]) -> None:
    """Renewed between the two warnings it shows its new term at once, though that begins after the old one."""
    cae = office("coopaname")
    pathway, _ = tutored(cae)
    supported = stage(cae, pathway["pathway_id"], "supported", "2025-07-01", contract={})

    def warned() -> list[int]:
        warn_of_deadlines(cae.databases["membership"], cae.clock)
        return [one["data"]["threshold"] for one in cae.membership.told("membership.pathway.deadline_near.v1")
                if one["data"]["kind"] == "contract_term"]  # fmt: skip

    cae.clock.advance(days=31)
    assert warned() == [90]
    cae.membership.do("amend_engagement", engagement_id=supported["contract"]["engagement_id"],
                      body={"kind": "renewal", "term_on": "2027-06-30"})  # fmt: skip
    (shown,) = board(cae)["people"]
    assert (shown["contract"]["term_on"], shown["contract"]["renewals"]) == ("2027-06-30", 1)
    assert deadlines(cae, pathway["pathway_id"])["contract_term"] == "2027-06-30"
    assert deadlines(cae, pathway["pathway_id"], as_of="2026-04-01")["contract_term"] == "2026-06-30"
    cae.clock.advance(days=60)
    assert warned() == [90]


def test_a_contract_signed_anew_puts_no_deadline_off(office: Callable[..., Office]) -> None:
    """The three years run from the first day of the employment; only a break in it begins another."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    way = pathway["pathway_id"]
    contract = {"person_id": pathway["person_id"], "kind": "employment"}
    cae.membership.do("end_engagement", engagement_id=pathway["contract"]["engagement_id"],
                      body={"ended_on": "2026-02-15", "reason": "end_of_term"})  # fmt: skip
    anew = cae.membership.do("record_engagement", body={**contract, "form": "CDI", "started_on": "2026-02-16"})
    assert deadlines(cae, way)["associate"] == "2028-02-03"
    cae.membership.do("end_engagement", engagement_id=anew["id"], body={"ended_on": "2026-02-20", "reason": "mutual"})
    cae.membership.do("record_engagement", body={**contract, "form": "CESA", "started_on": "2026-03-02"})
    assert deadlines(cae, way)["associate"] > "2028-03-01"


def test_an_old_sheet_does_not_bring_a_former_tutor_back(office: Callable[..., Office]) -> None:
    """The office named another since: the same sheet again changes nothing, and hands no notes back."""
    cae = office("coopaname")
    first, second, _ = with_members(cae, 3)
    row = "p1,P,One,2026-01-05,prospect,2026-01-05,m1,,"
    assert take_in(cae, row) == [("created", None)]
    way = board(cae)["people"][0]["pathway_id"]
    cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": second})
    for day in (0, 5):
        cae.clock.advance(days=day)
        assert take_in(cae, row) == [("skipped", None)]
    assert board(cae)["people"][0]["tutor_id"] == second != first
    assert take_in(cae, row.replace("m1", "m3")) == [("updated", None)]


def test_a_sheet_that_says_since_when_brings_a_tutor_back(office: Callable[..., Office]) -> None:
    """From a later day than the present tutor's it is a decision; sent again it is none, and a day to come is none."""
    cae = office("coopaname")
    first, second = with_members(cae, 2)
    assert take_in(cae, "p1,P,One,2026-01-05,prospect,2026-01-05,m1,,") == [("created", None)]
    way = board(cae)["people"][0]["pathway_id"]
    cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": second, "since": "2026-02-02"})

    def back(since: str) -> list[tuple[str, str | None]]:
        rows = f"{HEADER},tutor_since\np1,P,One,2026-01-05,prospect,2026-01-05,m1,,,{since}"
        job = cae.membership.run_job("import_pathways", upload=rows.encode())
        return [(one["outcome"], (one["problem"] or {}).get("code")) for one in all_lines(cae.membership, job)]

    assert back("2026-02-02") == [("skipped", None)]
    assert back("2026-03-03") == [("refused", "in_the_future")]
    assert back("2026-02-16") == [("updated", None)] and back("2026-02-16") == [("skipped", None)]
    tutors = cae.membership.do("get_pathway", pathway_id=way)["tutors"]
    assert [(one["tutor_id"], one["since"]) for one in tutors] == [
        (first, "2026-01-05"), (second, "2026-02-02"), (first, "2026-02-16")]  # fmt: skip


def test_days_in_a_cell_are_read_as_the_other_days_of_a_sheet(office: Callable[..., Office]) -> None:
    """The day first or last, with | between; what could be two days is refused with what to write."""
    cae = office("coopaname")
    with_members(cae, 1)
    engaged = "external_id,first_name,last_name,kind,form,started_on\np1,P,One,support,CAPE,2024-06-03\n"
    cae.membership.run_job("import_engagements", upload=engaged.encode())
    begins = "p1,P,One,01/05/2024,supported,03/06/2024,m1"
    assert take_in(cae, f"{begins},02/06/2026,3.11.2025 | 2 février 2026") == [("created", None)]
    (shown,) = board(cae)["people"]
    assert (shown["contract"]["term_on"], shown["interviews_held"]) == ("2026-06-02", 2)
    assert take_in(cae, f"{begins},2026-06-02,2025-11-03|2026-02-02") == [("skipped", None)]
    assert take_in(cae, f"{begins},,03/11/25") == [("refused", "invalid_request")]


def test_an_interview_that_was_planned_was_held_once_a_sheet_says_so(office: Callable[..., Office]) -> None:
    """What was planned for the day is settled as kept, and counts; nothing is written twice."""
    cae = office("coopaname")
    (tutor_id,) = with_members(cae, 1)
    row = "p1,P,One,2025-05-01,supported,2025-06-02,m1,,"
    assert take_in(cae, row) == [("created", None)]
    way = board(cae)["people"][0]["pathway_id"]
    planned = cae.membership.do("make_appointment", pathway_id=way, body={
        "kind": "interview", "with_id": tutor_id, "on": "2026-02-02"})  # fmt: skip
    assert board(cae)["people"][0]["interviews_held"] == 0
    for outcome in ("updated", "skipped"):
        assert take_in(cae, f"{row}2026-02-02") == [(outcome, None)]
    shown = cae.membership.do("get_pathway", pathway_id=way)
    assert [(one["id"], one["state"]) for one in shown["appointments"]] == [(planned["id"], "kept")]
    assert shown["interviews_held"] == 1
