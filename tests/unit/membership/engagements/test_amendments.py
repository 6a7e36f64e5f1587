"""Amendments: contracts are renewed and changed from a day on, within what law and statutes allow."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import pytest

from services.commons.rulebook import hold
from tests.house import _founding
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of
from tests.unit.membership.sheets import with_members


def support(office: Office, started_on: str = "2024-01-15", **body: Any) -> dict[str, Any]:
    """Record a support contract of somebody who is no member."""
    person_id = office.membership.do("create_person", body={"first_name": "S", "last_name": "T"})["id"]
    asked = {"person_id": person_id, "kind": "support", "form": "CAPE", "started_on": started_on, **body}
    recorded: dict[str, Any] = office.membership.do("record_engagement", body=asked)
    return recorded


def amend(office: Office, engagement_id: str, kind: str, **body: Any) -> dict[str, Any]:
    """Amend a contract."""
    amended: dict[str, Any] = office.membership.do(
        "amend_engagement", engagement_id=engagement_id, body={"kind": kind, **body}
    )
    return amended


def test_support_is_renewed_twice_and_no_more(office: Callable[..., Office]) -> None:
    """Twelve months, renewed twice: a third renewal is refused by the law's own article."""
    cae = office("coopaname")
    contract = support(cae, term_on="2025-01-14")
    assert amend(cae, contract["id"], "renewal", term_on="2026-01-14")["effective_on"] == "2025-01-15"
    second = amend(cae, contract["id"], "renewal", term_on="2027-01-14", reference="annex-2")
    assert (second["number"], second["before"]["term_on"], second["after"]["term_on"]) == (
        2, "2026-01-14", "2027-01-14")  # fmt: skip
    code, article = code_of(lambda: amend(cae, contract["id"], "renewal", term_on="2027-06-14"))
    assert (code, "L127-2" in article) == ("renewals_exhausted", True)
    listed = cae.membership.do("list_amendments", engagement_id=contract["id"])["data"]
    assert [(one["number"], one["effective_on"]) for one in listed] == [(1, "2025-01-15"), (2, "2026-01-15")]
    told = [one["data"]["number"] for one in cae.membership.told("membership.engagement.amended.v1")]
    assert told == [1, 2]


def test_neither_a_contract_nor_a_renewal_lasts_longer_than_the_law_allows(office: Callable[..., Office]) -> None:
    """A day more than twelve months is refused, at the beginning and at each renewal, and three years in all."""
    cae = office("coopaname")
    code, article = code_of(lambda: support(cae, term_on="2025-01-15"))
    assert (code, "L127-2" in article) == ("contract_too_long", True)
    assert code_of(lambda: support(cae, ended_on="2027-01-15"))[0] == "contract_too_long"
    contract = support(cae)
    assert code_of(lambda: amend(cae, contract["id"], "renewal", term_on="2026-01-15"))[0] == "contract_too_long"
    assert amend(cae, contract["id"], "renewal", term_on="2026-01-14")["effective_on"] == "2025-01-15"


def test_stricter_statutes_win(office: Callable[..., Office]) -> None:
    """Where the statutes allow less than the law, their article is the one that refuses."""
    stages = [{"slug": "prospect", "name": "Prospect"},
              {"slug": "supported", "name": "Supported", "contract": "CAPE", "months_maximum": 6,
               "renewals_maximum": 0}]  # fmt: skip
    cae = office("coopaname", {"statutes.membership.stages": stages})
    assert "article 12" in code_of(lambda: support(cae, term_on="2025-01-14"))[1]
    contract = support(cae, term_on="2024-07-14")
    code, article = code_of(lambda: amend(cae, contract["id"], "renewal", term_on="2024-12-14"))
    assert (code, "article 12" in article) == ("renewals_exhausted", True)


def test_stricter_statutes_let_a_running_contract_end_with_its_term(office: Callable[..., Office]) -> None:
    """What was agreed upon when it was allowed ends on its day; only beyond it the rules of today are asked."""
    cae = office("coopaname")
    contract = support(cae, term_on="2025-01-14")
    amend(cae, contract["id"], "renewal", term_on="2026-01-14")
    statutes = deepcopy(_founding("coopaname").statutes)
    statutes["membership"]["stages"] = [{"slug": "supported", "name": "Supported", "contract": "CAPE",
                                         "months_maximum": 6, "renewals_maximum": 0}]  # fmt: skip
    with cae.databases["membership"].transaction() as session:
        hold(session, "statutes", 2, statutes, cae.clock().date(), cae.clock())
    end = partial(cae.membership.do, "end_engagement", engagement_id=contract["id"])
    code, article = code_of(lambda: end(body={"ended_on": "2026-01-15", "reason": "end_of_term"}))
    assert (code, "article 12" in article) == ("contract_too_long", True)
    assert end(body={"ended_on": "2026-01-14", "reason": "end_of_term"})["ended_on"] == "2026-01-14"


def test_a_contract_signed_anew_without_a_gap_is_a_renewal(office: Callable[..., Office]) -> None:
    """Three support contracts in a row are one that was renewed twice; a fourth is refused."""
    cae = office("coopaname")
    (person_id,) = with_members(cae, 1)
    for year in (2022, 2023, 2024):
        body = {"person_id": person_id, "kind": "support", "form": "CAPE", "started_on": f"{year}-01-01",
                "ended_on": f"{year}-12-31", "end_reason": "end_of_term"}  # fmt: skip
        cae.membership.do("record_engagement", body=body)
    fourth = {"person_id": person_id, "kind": "support", "form": "CAPE", "started_on": "2025-01-01"}
    assert code_of(lambda: cae.membership.do("record_engagement", body=fourth))[0] == "renewals_exhausted"
    cae.membership.do("record_engagement", body=fourth | {"started_on": "2025-01-02"})


def test_hours_and_form_change_from_a_day_on(office: Callable[..., Office]) -> None:
    """On each day the contract says what it said then; the form is told anew, another kind is refused."""
    cae = office("coopaname")
    (person_id,) = with_members(cae, 1)
    contract = cae.membership.do("record_engagement", body={
        "person_id": person_id, "kind": "employment", "form": "CESA", "started_on": "2024-01-01",
        "weekly_minutes": 1050})  # fmt: skip
    amend(cae, contract["id"], "hours", weekly_minutes=2100, effective_on="2025-01-01")
    amend(cae, contract["id"], "form", form="CDI", effective_on="2026-01-01")
    said = [
        (one["form"], one["weekly_minutes"]) for day in ("2024-12-31", "2025-01-01", "2026-01-01")
        for one in cae.membership.do("list_engagements", query={"as_of": day})["data"]
    ]  # fmt: skip
    assert said == [("CESA", 1050), ("CESA", 2100), ("CDI", 2100)]
    assert [one["data"]["form"] for one in cae.membership.told("membership.engagement.recorded.v1")] == ["CESA", "CDI"]
    assert code_of(lambda: amend(cae, contract["id"], "form", form="CAPE"))[0] == "form_does_not_fit"
    same = {"weekly_minutes": 2100}
    assert code_of(lambda: amend(cae, contract["id"], "hours", **same))[0] == "contract_amendment_changes_nothing"
    early = {"weekly_minutes": 900, "effective_on": "2025-12-31"}
    assert code_of(lambda: amend(cae, contract["id"], "hours", **early))[0] == "amendment_out_of_order"


@pytest.mark.parametrize("reason", ["economic_dismissal", "retirement", "other"])
def test_an_end_says_why(office: Callable[..., Office], reason: str) -> None:
    """The reason is kept and told, for whoever has to know it; afterwards nothing is amended."""
    cae = office("coopaname")
    contract = support(cae)
    cae.membership.do("end_engagement", engagement_id=contract["id"], body={"ended_on": "2024-12-31", "reason": reason})
    assert cae.membership.told("membership.engagement.recorded.v1")[-1]["data"]["end_reason"] == reason
    assert code_of(lambda: amend(cae, contract["id"], "renewal", term_on="2026-01-14"))[0] == "engagement_ended"


def test_a_contract_has_no_day_outside_itself(office: Callable[..., Office]) -> None:
    """No term before its first day, no amendment after its term, no end beyond what law allows: nothing undoes those.
    """
    cae = office("coopaname")
    assert code_of(lambda: support(cae, term_on="2024-01-14"))[0] == "engagement_backwards"
    contract = support(cae)
    typed = {"weekly_minutes": 900, "effective_on": "2190-01-01"}
    assert code_of(lambda: amend(cae, contract["id"], "hours", **typed))[0] == "amendment_out_of_order"
    end = {"ended_on": "2199-01-01", "reason": "other"}
    code, article = code_of(lambda: cae.membership.do("end_engagement", engagement_id=contract["id"], body=end))
    assert (code, "L127-2" in article) == ("contract_too_long", True)
    assert amend(cae, contract["id"], "renewal", term_on="2026-01-14")["number"] == 1
