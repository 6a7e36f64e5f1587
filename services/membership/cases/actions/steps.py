"""Steps settled, and the documents that they rest on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Unit
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import DocumentKnown, DocumentVoided, StepDocumentsMissing, StepRestsOnDocument, UnknownStep
from ..handling import held_open
from ..showing import missing_documents, whole
from ..tables import CaseDocument, CaseStep, SupportCase


@answers(contract.change_case_step)
def change_case_step(unit: Unit, case_id: str, step: str, body: dict[str, Any]) -> dict[str, Any]:
    """Settle a step, take that back, or move its due day; one that is done has its documents."""
    case = held_open(unit, case_id)
    changed = _step(unit, case, step)
    if body["due_on"] is not None:
        changed.due_on = body["due_on"]
    if body["state"] is not None:
        _settle(unit, changed, body)
    elif body["done_on"] is not None or body["reason"] is not None:
        raise _invalid("state", "A day or a reason belongs to a state.")
    unit.session.flush()
    return whole(unit, case)


@answers(contract.add_case_document)
def add_case_document(unit: Unit, case_id: str, body: dict[str, Any]) -> CaseDocument:
    """Add a document to a step of an open case, once."""
    case = held_open(unit, case_id)
    _step(unit, case, body["step"])
    check_not_in_the_future(unit, body["dated_on"])
    same = (CaseDocument.case_id == case_id, CaseDocument.step == body["step"], CaseDocument.sha256 == body["sha256"],
            CaseDocument.voided_on.is_(None))  # fmt: skip
    if unit.session.scalar(select(CaseDocument.id).where(*same)) is not None:
        raise DocumentKnown(step=body["step"], sha256=body["sha256"])
    document = CaseDocument(id=new_id("cdo"), case_id=case_id, recorded_at=unit.now, **body)
    unit.session.add(document)
    unit.session.flush()
    return document


@answers(contract.void_case_document)
def void_case_document(unit: Unit, case_id: str, document_id: str, body: dict[str, Any]) -> CaseDocument:
    """Take back a document that no step which is done rests on."""
    case = held_open(unit, case_id)
    document = unit.session.get(CaseDocument, document_id)
    if document is None or document.case_id != case_id:
        raise NotFound(what="document of this case", id=document_id[:60])
    if document.voided_on is not None:
        raise DocumentVoided(document_id=document_id, voided_on=document.voided_on)
    if _step(unit, case, document.step).state == "done":
        raise StepRestsOnDocument(step=document.step, document_id=document_id)
    document.voided_on, document.void_reason = unit.today, body["reason"]
    unit.session.flush()
    return document


def _settle(unit: Unit, step: CaseStep, body: dict[str, Any]) -> None:
    state = body["state"]
    if (state == "not_applicable") != (body["reason"] is not None):
        raise _invalid("reason", "A step that does not apply says why, and no other does.")
    if state != "done" and body["done_on"] is not None:
        raise _invalid("done_on", "Only a step that is done has a day.")
    done_on = body["done_on"] or unit.today
    if state == "done":
        check_not_in_the_future(unit, done_on)
        documents = unit.session.scalars(select(CaseDocument).where(CaseDocument.case_id == step.case_id)).all()
        if missing := missing_documents(step, documents):
            raise StepDocumentsMissing(article=step.source, step=step.slug, missing=", ".join(missing))
    step.state, step.reason = state, body["reason"]
    step.done_on = done_on if state == "done" else None


def _step(unit: Unit, case: SupportCase, slug: str) -> CaseStep:
    step = unit.session.get(CaseStep, (case.id, slug))
    if step is None:
        known = select(CaseStep.slug).where(CaseStep.case_id == case.id).order_by(CaseStep.position)
        raise UnknownStep(case_id=case.id, step=slug, steps=", ".join(unit.session.scalars(known)))
    return step


def _invalid(name: str, message: str) -> Invalid:
    return Invalid(errors=[{"in": "body", "pointer": f"/{name}", "message": message}])
