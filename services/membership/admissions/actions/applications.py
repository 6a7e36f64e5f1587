"""Applications: submitted, decided as the statutes say, withdrawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import reconsider
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.as_of import are_members
from services.membership.register.days import check_not_in_the_future
from services.membership.register.membership_categories import check_category
from services.membership.register.tables import Party

from .. import contract
from ..contract import (
    AlreadyApplied,
    AlreadyMember,
    DecidedByAssembly,
    NotTheirDecision,
    ReasonMissing,
    UnknownApplication,
)
from ..rules import GENERAL_ASSEMBLY, UNDECIDED
from ..steps import accept, close, deciding, held_open, shown
from ..tables import OPEN, Application
from .assembly import propose_to_assembly


@answers(contract.submit_application)
def submit_application(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Take in an application; where the statutes let anyone in of right, it is accepted at once."""
    check_category(unit, body["kind"], body["category"], body["college"])
    member_id = _applicant(unit, body)
    application = Application(
        id=new_id("app"), member_id=member_id, kind=body["kind"], category=body["category"], college=body["college"],
        state="under_review", submitted_on=unit.today, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(application)
    unit.session.execute(update(Party).where(Party.id == member_id).values(applied_on=unit.today))
    unit.session.flush()
    decided_by, _ = deciding(unit)
    if decided_by in UNDECIDED:
        accept(unit, application, unit.today, decided_by, None)
    elif decided_by == GENERAL_ASSEMBLY:
        propose_to_assembly(unit, application)
    return shown(unit, application)


@answers(contract.get_application)
def get_application(unit: Unit, application_id: str) -> dict[str, Any]:
    """Return an application with what blocks it."""
    application = unit.session.get(Application, application_id)
    if application is None:
        raise UnknownApplication(application_id=application_id)
    return shown(unit, application)


@answers(contract.list_applications)
def list_applications(unit: Unit, state: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of applications, the oldest first."""
    statement = select(Application)
    if state is not None:
        statement = statement.where(Application.state == state)
    page = page_of(unit.session, statement, key=[Application.id], limit=limit, cursor=cursor)
    return Listed([shown(unit, application) for application in page.data], page.next_cursor)


@answers(contract.decide_application)
def decide_application(unit: Unit, application_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record the decision of whoever the statutes let decide."""
    application = held_open(unit, application_id, "under_review")
    decided_by, article = deciding(unit)
    if body["decided_by"] != decided_by:
        raise NotTheirDecision(article=article, decided_by=decided_by, given=body["decided_by"])
    if decided_by == GENERAL_ASSEMBLY:
        raise DecidedByAssembly(article=article, application_id=application_id, proposal_id=application.proposal_id)
    decided_on = body["decided_on"] or unit.today
    check_not_in_the_future(unit, decided_on)
    if body["decision"] == "accept":
        accept(unit, application, decided_on, decided_by, body["reference"])
        return shown(unit, application)
    if body["reason_code"] is None:
        raise ReasonMissing(article=article)
    application.decided_on, application.decided_by, application.reference = decided_on, decided_by, body["reference"]
    application.reason_code = body["reason_code"]
    close(unit, application, "refused")
    return shown(unit, application)


@answers(contract.withdraw_application)
def withdraw_application(unit: Unit, application_id: str) -> dict[str, Any]:
    """Let an applicant withdraw; what was paid is the ledger's matter."""
    application = held_open(unit, application_id)
    close(unit, application, "withdrawn")
    reconsider(unit, "admit_member")
    return shown(unit, application)


def _applicant(unit: Unit, body: dict[str, Any]) -> str:
    """Return the id of the applicant: somebody known who is named, else a new person or organisation."""
    article = unit.rules.statutes("membership.admission").article
    if body["member_id"] is None:
        return parties.enter(unit, "mbr", body["kind"], body["external_id"], body)
    party = parties.locked(unit, body["member_id"])
    news = {name: body[name] for name in parties.DETAILS if body[name] is not None}
    parties.check_names(party.kind, {name: getattr(party, name) for name in parties.DETAILS} | news)
    if party.kind != body["kind"]:
        check_category(unit, party.kind, body["category"], body["college"])
        body["kind"] = party.kind
    if are_members(unit.session, [party.id], unit.today):
        raise AlreadyMember(article=article, member_id=party.id)
    waiting = select(Application.id).where(Application.member_id == party.id, Application.state.in_(OPEN))
    open_id = unit.session.scalar(waiting)
    if open_id is not None:
        raise AlreadyApplied(article=article, member_id=party.id, application_id=open_id)
    if news:
        parties.change(unit, party.id, news)
    return party.id
