"""Decisions: recorded, judged by the statutes of their day, flagged when they were another level's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, told_by, with_members
from tests.unit.membership.votes import annul, decide


def record(office: Office, kind: str, organ: str, subject: str, **more: Any) -> dict[str, Any]:
    """Record a decision of an organ."""
    body = {"organ_kind": kind, "organ": organ, "subject": subject, "text": "So be it.", **more}
    decision: dict[str, Any] = office.membership.do("record_decision", body=body)
    return decision


def adopt(office: Office, resolution: str, effect: str | None = None, event_id: str = "") -> str:
    """Tell that the assembly adopted a resolution of another service's effect, or of none."""
    return hand_on(office, told_by(office, "voting", "voting.resolution.adopted.v1", f"resolutions/{resolution}", {
        "resolution_id": resolution, "poll_id": "pol_1", "assembly_id": "asm_1", "adopted_on": "2026-03-01",
        "effect": effect, "proposal_id": "prp_1" if effect else None, "digest": None, "outcome": None,
    }, event_id))  # fmt: skip


def listed(office: Office, **query: str) -> list[dict[str, Any]]:
    """List decisions."""
    found: list[dict[str, Any]] = office.membership.do("list_decisions", query=query)["data"]
    return found


def test_each_level_decides_what_the_statutes_give_it(office: Callable[..., Office]) -> None:
    """In competence there is no flag; elsewhere the decision stands, flagged, and says where it belongs."""
    alpar = office("alpar")
    own = record(alpar, "body", "committee", "opening_hours")
    assert (own["level"], own["subject_level"], own["outside_competence"], own["flags"]) == (
        "tactical", "tactical", False, [],
    )  # fmt: skip
    up = record(alpar, "body", "committee", "surplus")
    assert up["flags"] == ["outside_competence"] and "article 16" in up["article"]
    assert up["belongs_to"]["level"] == "strategic"
    assert [one["slug"] for one in up["belongs_to"]["organs"]] == ["general_assembly"]
    assert "article 16" in up["belongs_to"]["article"]
    down = record(alpar, "body", "committee", "suppliers")
    assert down["belongs_to"]["level"] == "operational" and len(down["belongs_to"]["organs"]) == 7
    group = record(alpar, "group", "supply", "opening_hours")
    assert [one["name"] for one in group["belongs_to"]["organs"]] == ["Governance committee"]
    assert [one["id"] for one in listed(alpar, outside_competence="true")] == [up["id"], down["id"], group["id"]]
    assert [one["id"] for one in listed(alpar, outside_competence="false")] == [own["id"]]
    told = [one["data"] for one in alpar.membership.told("membership.decision.recorded.v1")]
    assert [(one["outside_competence"], one["belongs_to"]) for one in told[:2]] == [
        (False, "tactical"), (True, "strategic"),
    ]  # fmt: skip
    assert "text" not in told[0]


def test_a_subject_that_nobody_was_given_is_unassigned(office: Callable[..., Office]) -> None:
    """Nothing can be outside of no level; the list shows what the statutes leave open."""
    alpar = office("alpar")
    one = record(alpar, "group", "supply", "cheese")
    assert (one["unassigned"], one["outside_competence"], one["belongs_to"]) == (True, False, None)
    assert [each["subject"] for each in listed(alpar, unassigned="true")] == ["cheese"]


def test_an_unknown_organ_and_days_out_of_reach_are_refused(office: Callable[..., Office]) -> None:
    """Who does not exist decides nothing; neither does anybody before the founding or tomorrow."""
    alpar = office("alpar")
    for code, asked in {
        "unknown_organ": {"organ": "senate"}, "in_the_future": {"taken_on": "2026-03-03"},
        "before_founding": {"taken_on": "2018-06-07"},
    }.items():  # fmt: skip
        with pytest.raises(Refusal) as refused:
            record(alpar, **{"kind": "body", "organ": "committee", "subject": "opening_hours", **asked})
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        alpar.membership.do("get_decision", decision_id="dcn_x")
    assert refused.value.code == "unknown_decision"


def test_a_resolution_is_a_decision_of_the_assembly_once(office: Callable[..., Office]) -> None:
    """The effect says what it is about; told twice, under whatever id, it is recorded once."""
    alpar = office("alpar")
    adopt(alpar, "res_1", "approve_accounts")
    adopt(alpar, "res_1", "approve_accounts")
    adopt(alpar, "res_2", "allocate_surplus")
    found = [(one["subject"], one["level"], one["outside_competence"]) for one in listed(alpar)]
    assert found == [("accounts", "strategic", False), ("surplus", "strategic", False)]


def test_an_election_is_in_the_competence_of_the_assembly(office: Callable[..., Office]) -> None:
    """The proposal says which body; an annulled resolution stays, with the day from which it has no effect."""
    alpar = office("alpar")
    ids = with_members(alpar, 12)
    election = alpar.membership.do("propose_election", slug="committee", body={})
    decide(alpar, election["proposal_id"], elected=ids)
    (one,) = listed(alpar)
    assert (one["subject"], one["outside_competence"]) == ("election_of_committee", False)
    assert "12 seat(s)" in one["text"]
    annul(alpar, election["proposal_id"])
    assert listed(alpar)[0]["annulled_on"] == "2026-03-02"


def test_the_assembly_can_go_beyond_its_level_too(office: Callable[..., Office]) -> None:
    """A resolution without an effect is unassigned until somebody says what it is about, once."""
    alpar = office("alpar")
    adopt(alpar, "res_1")
    (one,) = listed(alpar, unassigned="true")
    body = {"subject": "opening_hours", "text": "Open on Saturday evenings"}
    flagged = alpar.membership.do("assign_subject", decision_id=one["id"], body=body)
    assert flagged["outside_competence"] and flagged["belongs_to"]["organs"][0]["slug"] == "committee"
    assert alpar.membership.do("get_decision", decision_id=one["id"]) == flagged
    with pytest.raises(Refusal) as refused:
        alpar.membership.do("assign_subject", decision_id=one["id"], body=body)
    assert refused.value.code == "subject_known"


def test_competences_are_read_as_the_statutes_have_them(office: Callable[..., Office]) -> None:
    """Each subject with its level and the organs of that level."""
    rows = office("alpar").membership.do("list_competences")["data"]
    said = {one["subject"]: (one["level"], len(one["organs"])) for one in rows}
    assert said["opening_hours"] == ("tactical", 1) and said["suppliers"] == ("operational", 7)
    assert said["statutes"] == ("strategic", 1)
