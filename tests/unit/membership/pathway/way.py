"""Short ways onto the pathway for its tests: a person, a tutor, an activity, a stage."""

from __future__ import annotations

from typing import Any

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def enter(office: Office, entered_on: str = "2025-01-06", **body: Any) -> dict[str, Any]:
    """Let a new person enter."""
    person = {} if "person_id" in body else {"person": {"first_name": "Nora", "last_name": "Newcomer"}}
    asked = {"entered_on": entered_on, **person, **body}
    entered: dict[str, Any] = office.membership.do("enter_pathway", body=asked)
    return entered


def tutored(office: Office, entered_on: str = "2025-01-06", **body: Any) -> tuple[dict[str, Any], str]:
    """Let a new person enter with a tutor who is a member; return the pathway and the tutor."""
    (tutor_id,) = with_members(office, 1)
    return enter(office, entered_on, tutor_id=tutor_id, **body), tutor_id


def stage(office: Office, pathway_id: str, name: str, since: str, **body: Any) -> dict[str, Any]:
    """Reach a stage."""
    asked = {"stage": name, "since": since, **body}
    reached: dict[str, Any] = office.membership.do("enter_stage", pathway_id=pathway_id, body=asked)
    return reached


def confirm(office: Office, pathway_id: str, condition: str, by_id: str, met_on: str, evidence: str = "doc-1") -> Any:
    """Confirm a condition."""
    body = {"condition": condition, "by_id": by_id, "met_on": met_on, "evidence": evidence}
    return office.membership.do("confirm_condition", pathway_id=pathway_id, body=body)


def salaried(office: Office, since: str = "2026-01-05") -> tuple[dict[str, Any], str]:
    """Bring a new person as far as the salaried entrepreneur: support for a year, an activity, the tutor's word."""
    pathway, tutor_id = tutored(office)
    stage(office, pathway["pathway_id"], "supported", "2025-02-03", contract={})
    office.membership.do("open_activity", body={
        "code": "soap", "label": "Soap", "establishment": "E1", "owner_ids": [pathway["person_id"]],
        "opened_on": "2025-03-03",
    })  # fmt: skip
    confirm(office, pathway["pathway_id"], "tutor_validation", tutor_id, since)
    confirm(office, pathway["pathway_id"], "regular_activity", tutor_id, since)
    return stage(office, pathway["pathway_id"], "salaried_entrepreneur", since, contract={}), tutor_id


def code_of(asked: Any) -> tuple[str, str]:
    """Return the code and the article of a refusal."""
    try:
        asked()
    except Refusal as refused:
        return refused.code, refused.article or ""
    raise AssertionError("was not refused")
