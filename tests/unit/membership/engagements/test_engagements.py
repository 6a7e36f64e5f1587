"""Engagements and payroll: apart from membership, told as they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership import votes
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines, with_members

HEADER = "external_id,first_name,last_name,kind,form,started_on,ended_on"
PAYROLL = "external_id,year,wages,hours,months_present,seniority_months"


def take_in(office: Office, job: str, header: str, *rows: str) -> list[tuple[str, str | None]]:
    """Import rows and return (outcome, code) of each."""
    done = office.membership.run_job(job, upload="\n".join([header, *rows]).encode())
    assert done["state"] == "succeeded", done["problem"]
    return [(one["outcome"], (one["problem"] or {}).get("code")) for one in all_lines(office.membership, done)]


def engaged(office: Office, *rows: str) -> list[tuple[str, str | None]]:
    """Import engagements."""
    return take_in(office, "import_engagements", HEADER, *rows)


def paid(office: Office, *rows: str) -> list[tuple[str, str | None]]:
    """Import payroll figures."""
    return take_in(office, "import_payroll", PAYROLL, *rows)


def record(office: Office, **body: Any) -> Any:
    """Record an engagement of a permanent contract unless said otherwise."""
    contract = {"kind": "employment", "form": "CDI", "started_on": "2020-01-01"}
    return office.membership.do("record_engagement", body={**contract, **body})


def test_members_and_others_are_employed_alike(office: Callable[..., Office]) -> None:
    """A sheet names both by external id; who is not known yet is entered from the names, without a membership."""
    works = office("alpine-aluminium")
    (member_id,) = with_members(works, 1)
    rows = ["m1,,,employment,CDI,2020-01-01,", "e1,Eve,Employee,employment,CDI,2021-01-01,"]
    assert engaged(works, *rows, "e2,,,employment,CDI,2021-01-01,") == [
        ("created", None), ("created", None), ("refused", "unknown_external_id")]  # fmt: skip
    told = [one["data"] for one in works.membership.told("membership.engagement.recorded.v1")]
    assert [one["member_id"] for one in told] == [member_id, None]
    assert told[1]["person_id"].startswith("per_")
    assert engaged(works, *rows) == [("skipped", None), ("skipped", None)]
    assert len(works.membership.do("list_members")["data"]) == 1


def test_an_end_learnt_later_updates_and_is_told(office: Callable[..., Office]) -> None:
    """The same engagement is told again with its last day; anything else about it is refused."""
    works = office("alpine-aluminium")
    engaged(works, "e1,E,F,employment,CDI,2021-01-01,")
    assert engaged(works, "e1,E,F,employment,CDI,2021-01-01,2022-12-31") == [("updated", None)]
    assert works.membership.told()[-1]["data"]["ended_on"] == "2022-12-31"
    assert engaged(works, "e1,E,F,employment,CDD,2021-01-01,2022-12-31") == [("refused", "engagements_overlap")]


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        ({"form": "CAPE"}, "form_does_not_fit"),
        ({"kind": "support", "form": "CESA"}, "form_does_not_fit"),
        ({"started_on": "2020-01-02", "ended_on": "2020-01-01"}, "engagement_backwards"),
        ({"started_on": "2003-12-31"}, "before_founding"),
        ({"started_on": "2021-06-30"}, "engagements_overlap"),
        ({"person_id": "per_x"}, "not_in_register"),
    ],
)
def test_refuses_what_cannot_be(office: Callable[..., Office], contract: dict[str, str], code: str) -> None:
    """Each impossible engagement has its own code, and leaves nothing behind."""
    cae = office("coopaname")
    (member_id,) = with_members(cae, 1)
    record(cae, person_id=member_id, started_on="2021-01-01", ended_on="2021-06-30")
    with pytest.raises(Refusal) as refused:
        record(cae, **{"person_id": member_id, **contract})
    assert refused.value.code == code
    assert len(cae.membership.do("list_engagements")["data"]) == 1


def test_support_then_employment(office: Callable[..., Office]) -> None:
    """One contract follows the other; on each day the one that runs is listed."""
    cae = office("coopaname")
    (member_id,) = with_members(cae, 1)
    support = record(cae, person_id=member_id, kind="support", form="CAPE", started_on="2021-01-01")
    ended = cae.membership.do("end_engagement", engagement_id=support["id"], body={"ended_on": "2021-12-31"})
    assert ended["ended_on"] == "2021-12-31"
    record(cae, person_id=member_id, form="CESA", started_on="2022-01-01")
    for day, forms in (("2021-12-31", ["CAPE"]), ("2022-01-01", ["CESA"]), ("2020-12-31", [])):
        listed = cae.membership.do("list_engagements", query={"as_of": day})["data"]
        assert [one["form"] for one in listed] == forms
    with pytest.raises(Refusal) as refused:
        cae.membership.do("end_engagement", engagement_id=support["id"], body={"ended_on": "2022-01-31"})
    assert refused.value.code == "engagement_ended"


def test_payroll_replaces_what_changed_and_tells_it(office: Callable[..., Office]) -> None:
    """By person and year: the same figures are skipped, others replace and are told again, exact to the cent."""
    works = office("alpine-aluminium")
    engaged(works, "e1,E,F,employment,CDI,2021-01-01,")
    assert paid(works, "e1,2025,30000.10,1607,12,60", "e2,2025,1,1,1,1") == [
        ("created", None), ("refused", "unknown_external_id")]  # fmt: skip
    assert paid(works, "e1,2025,30000.10,1607,12,60") == [("skipped", None)]
    assert paid(works, "e1,2025,30000.11,1607,12,60") == [("updated", None)]
    told = [one["data"] for one in works.membership.told("membership.payroll.recorded.v1")]
    assert [one["wages"]["amount"] for one in told] == ["30000.10", "30000.11"]
    assert {name: told[0][name] for name in ("year", "hours", "months_present", "seniority_months", "member_id")} == {
        "year": 2025, "hours": 1607, "months_present": 12, "seniority_months": 60, "member_id": None}  # fmt: skip
    (held,) = works.membership.do("list_payroll", query={"year": "2025"})["data"]
    assert held["wages"] == {"amount": "30000.11", "currency": "EUR"}


@pytest.mark.parametrize("figures", ["30000.123,1,12,1", "-1,1,12,1", "1,1,13,1", "1e3,1,1,1", "1,-1,1,1"])
def test_refuses_impossible_figures(office: Callable[..., Office], figures: str) -> None:
    """Neither fractions of a cent, nor negative wages, nor a thirteenth month."""
    works = office("alpine-aluminium")
    engaged(works, "e1,E,F,employment,CDI,2021-01-01,")
    assert paid(works, f"e1,2025,{figures}")[0][0] == "refused"
    assert works.membership.told("membership.payroll.recorded.v1") == []


def test_who_becomes_a_member_keeps_the_id(office: Callable[..., Office]) -> None:
    """An employee who applies is the same person: payroll then names the member."""
    works = office("alpine-aluminium", {"statutes.shares": None})
    engaged(works, "e1,Eve,Employee,employment,CDI,2021-01-01,")
    person_id = works.membership.told()[0]["data"]["person_id"]
    body = {"kind": "natural_person", "category": "member", "member_id": person_id}
    application = works.membership.do("submit_application", body=body)
    votes.decide(works, application["proposal_id"])
    paid(works, "e1,2025,1000,10,3,6")
    assert works.membership.told("membership.payroll.recorded.v1")[0]["data"]["member_id"] == person_id


def test_a_sheet_that_corrects_a_contract_is_refused_with_what_is_held(office: Callable[..., Office]) -> None:
    """Not passed over in silence; a sheet older than an amendment, and one that says less, change nothing."""
    cae = office("coopaname")
    header = HEADER + ",end_reason,term_on,weekly_minutes"

    def sent(*rows: str) -> list[tuple[str, str | None]]:
        return take_in(cae, "import_engagements", header, *rows)

    first = "e1,E,F,support,CAPE,2025-03-03,,,2026-03-02,1200"
    assert sent(first) == [("created", None)]
    assert sent(first) == [("skipped", None)]
    assert sent("e1,E,F,support,CAPE,2025-03-03,,,,") == [("skipped", None)]
    for row in (first.replace("2026-03-02", "2026-03-01"), first.replace("1200", "1300"),
                first.replace("03,,,2026-03-02", "03,2026-02-27,mutual,2026-02-27")):  # fmt: skip
        assert sent(row) == [("refused", "engagement_differs")]
    done = cae.membership.run_job("import_engagements", upload=f"{header}\n{first[:-4]}1300".encode())
    problem = all_lines(cae.membership, done)[0]["problem"]
    assert (problem["values"]["field"], problem["values"]["held"], problem["values"]["given"]) == (
        "weekly_minutes", 1200, 1300)  # fmt: skip
    (held,) = cae.membership.do("list_engagements")["data"]
    cae.membership.do("amend_engagement", engagement_id=held["id"], body={"kind": "renewal", "term_on": "2027-03-02"})
    assert sent(first) == [("skipped", None)]
    ended = first.replace("03,,,", "03,2026-02-27,mutual,")
    assert sent(ended) == [("updated", None)]
    assert sent(ended) == [("skipped", None)]
    assert sent(ended.replace("mutual", "dismissal")) == [("refused", "engagement_differs")]
