"""Cases as the API shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit

from .checklists import next_revision
from .tables import CaseDocument, CaseStep, SupportCase


def heads(unit: Unit, cases: Sequence[SupportCase]) -> list[dict[str, Any]]:
    """Return cases with how far each has come, by one statement for their steps."""
    steps: dict[str, list[CaseStep]] = defaultdict(list)
    for step in unit.session.scalars(select(CaseStep).where(CaseStep.case_id.in_([case.id for case in cases]))):
        steps[step.case_id].append(step)
    return [_head(unit, case, steps[case.id]) for case in cases]


def whole(unit: Unit, case: SupportCase) -> dict[str, Any]:
    """Return a case with its checklist and documents."""
    steps = unit.session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position)
    ).all()
    documents = unit.session.scalars(
        select(CaseDocument).where(CaseDocument.case_id == case.id).order_by(CaseDocument.dated_on, CaseDocument.id)
    ).all()
    return {
        **_head(unit, case, steps), "contact": case.contact, "workers": case.workers, "summary": case.summary,
        "checklist": [_step(unit, case, step, documents) for step in steps], "documents": documents,
    }  # fmt: skip


def missing_documents(step: CaseStep, documents: Sequence[CaseDocument]) -> list[str]:
    """Return the kinds of documents that a step rests on and that are not there."""
    there = {one.kind for one in documents if one.step == step.slug and one.voided_on is None}
    return [kind for kind in step.documents if kind not in there]


def _head(unit: Unit, case: SupportCase, steps: Sequence[CaseStep]) -> dict[str, Any]:
    columns = {column.key: getattr(case, column.key) for column in SupportCase.__table__.columns}
    ahead = [step.due_on for step in steps if step.state == "to_do"] if case.state == "open" else []
    next_due_on = min(ahead, default=None)
    revised_on = case.closed_on if case.kind == "revision" and case.state == "completed" else None
    return {
        **columns, "steps": len(steps), "steps_done": sum(step.state != "to_do" for step in steps),
        "next_due_on": next_due_on, "overdue": next_due_on is not None and next_due_on < unit.today,
        "next_revision_by": None if revised_on is None else next_revision(revised_on),
    }  # fmt: skip


def _step(unit: Unit, case: SupportCase, step: CaseStep, documents: Sequence[CaseDocument]) -> dict[str, Any]:
    waits = case.state == "open" and step.state == "to_do"
    return {
        "slug": step.slug, "name": step.name, "source": step.source, "due_on": step.due_on, "state": step.state,
        "done_on": step.done_on, "reason": step.reason, "overdue": waits and step.due_on < unit.today,
        "documents_missing": missing_documents(step, documents) if waits else [],
    }  # fmt: skip
