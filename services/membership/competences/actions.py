"""Decisions are recorded by hand, from meetings, and from the resolutions of the assembly as they are adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.proposals.tables import ProposalRow
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.days import check_not_in_the_future
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract
from .contract.refusals import SubjectKnown, UnknownDecision
from .organs import organ_named, organs_on, plain
from .recording import PATH, judge, record, shown, tell
from .rules import ASSEMBLY, ASSEMBLY_LEVEL, Organ, subject_of
from .tables import Decision


@answers(contract.list_competences)
def list_competences(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List every subject with its level; there are few."""
    day = as_of or unit.today
    rule, organs = unit.rules_on(day).statutes(PATH, {}), organs_on(unit, day)
    return Listed([
        {"subject": subject, "level": level, "organs": [plain(one) for one in organs if one.level == level],
         "article": rule.article}
        for subject, level in sorted(rule.value.items())
    ])  # fmt: skip


@answers(contract.record_decision)
def record_decision(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record what a body or a working group decided."""
    day = body["taken_on"] or unit.today
    check_not_in_the_future(unit, day)
    check_not_before_founding(unit, day)
    organ = organ_named(unit, body["organ_kind"], body["organ"], day)
    return shown(record(unit, organ, body["subject"], body["text"], day))


@answers(contract.list_decisions)
def list_decisions(
    unit: Unit, outside_competence: bool | None, unassigned: bool | None, subject: str | None, organ: str | None,
    level: str | None, meeting_id: str | None, from_: date | None, to: date | None, limit: int, cursor: str | None,
) -> Listed:  # fmt: skip
    """List decisions by day."""
    asked: list[Any] = []
    for column, wanted in ((Decision.outside_competence, outside_competence), (Decision.subject, subject),
                           (Decision.organ, organ), (Decision.level, level), (Decision.meeting_id, meeting_id)):
        if wanted is not None:
            asked.append(column == wanted)
    if unassigned is not None:
        asked.append(Decision.subject_level.is_(None) if unassigned else Decision.subject_level.is_not(None))
    if from_ is not None:
        asked.append(Decision.taken_on >= from_)
    if to is not None:
        asked.append(Decision.taken_on <= to)
    page = page_of(unit.session, select(Decision).where(*asked), key=[Decision.taken_on, Decision.id], limit=limit,
                   cursor=cursor)  # fmt: skip
    return Listed([shown(one) for one in page.data], page.next_cursor)


@answers(contract.get_decision)
def get_decision(unit: Unit, decision_id: str) -> dict[str, Any]:
    """Return one decision."""
    return shown(_named(unit, decision_id))


@answers(contract.assign_subject)
def assign_subject(unit: Unit, decision_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say what a decision is about, once; whether it was its organ's follows from the statutes of its day."""
    decision = _named(unit, decision_id, lock=True)
    if decision.subject is not None:
        raise SubjectKnown(decision_id=decision_id, subject=decision.subject)
    organ = Organ(decision.organ_kind, decision.organ, decision.organ, decision.level)
    judge(unit, decision, organ, body["subject"])
    decision.text = body["text"] or decision.text
    unit.session.flush()
    tell(unit, decision)
    return shown(decision)


@follows(resolution_adopted)
def record_resolution(unit: Unit, event: Event) -> None:
    """Record a resolution of the general assembly; told twice it is recorded once."""
    told = event.data
    known = select(Decision.id).where(Decision.resolution_id == told["resolution_id"])
    if unit.session.scalar(known) is not None:
        return
    # A proposal of another service is known here by its effect alone.
    proposal = unit.session.get(ProposalRow, told["proposal_id"]) if told["proposal_id"] else None
    subject = subject_of(told["effect"], proposal.content if proposal else {})
    assembly = Organ("assembly", ASSEMBLY, ASSEMBLY, ASSEMBLY_LEVEL)
    record(unit, assembly, subject, proposal.summary if proposal else None, date.fromisoformat(told["adopted_on"]),
           resolution_id=told["resolution_id"], effect=told["effect"])  # fmt: skip


@follows(resolution_annulled)
def annul_resolution(unit: Unit, event: Event) -> None:
    """Keep a decision whose resolution was annulled, with the day from which it has no effect."""
    row = unit.session.scalar(select(Decision).where(Decision.resolution_id == event.data["resolution_id"]))
    if row is not None:
        row.annulled_on = date.fromisoformat(event.data["annulled_on"])
        unit.session.flush()


def _named(unit: Unit, decision_id: str, *, lock: bool = False) -> Decision:
    found: Decision | None = unit.session.get(Decision, decision_id, with_for_update=lock or None)
    if found is None:
        raise UnknownDecision(decision_id=decision_id)
    return found
