"""Applications: submitted, completed, decided as the statutes say, withdrawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import reconsider
from services.commons.rulebook.founding import check_not_before_founding, founded_on
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.days import check_not_in_the_future
from services.membership.register.membership_categories import check_category
from services.membership.register.tables import Party

from .. import contract
from ..applicants import OFFICE, applicant, check_age, check_office_alone, was_excluded
from ..blocking import deciding, deciding_after_exclusion
from ..contract import DecidedByAssembly, DecidedTooEarly, NotTheirDecision, ReasonMissing, UnknownApplication
from ..papers import check_papers, keep_guardian, keep_papers
from ..rules import GENERAL_ASSEMBLY, UNDECIDED
from ..steps import accept, admit_when_ready, close, held_open, shown, shown_all
from ..tables import Application
from .assembly import propose_to_assembly


@answers(contract.submit_application)
def submit_application(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Take in an application; where the statutes let anyone in of right, it is accepted on its day.

    The office may take in one that lacks documents, which then block it; a form hands in all of them or nothing.
    """
    check_office_alone(unit, body)
    check_category(unit, body["kind"], body["category"], body["college"])
    submitted_on = body["submitted_on"] or unit.today
    check_not_in_the_future(unit, submitted_on)
    if not body["legacy"]:
        check_not_before_founding(unit, submitted_on)
    # Before the cooperative was founded nobody could accept anything of it, nor be let in.
    day = max(submitted_on, founded_on(unit.session) or submitted_on)
    check_papers(unit, body, day, complete=not unit.actor.may(OFFICE))
    party = applicant(unit, body, submitted_on)
    check_age(unit, party, submitted_on)
    # Whom the members excluded, nobody lets in again of right.
    decides = str(deciding_after_exclusion(unit).value) if was_excluded(unit, party.id) else None
    application = Application(
        id=new_id("app"), member_id=party.id, kind=body["kind"], category=body["category"], college=body["college"],
        state="under_review", submitted_on=submitted_on, decides=decides, waits_from=unit.today, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(application)
    unit.session.execute(update(Party).where(Party.id == party.id).values(applied_on=submitted_on))
    unit.session.flush()
    keep_papers(unit, application, body, submitted_on)
    if body["guardian"] is not None:
        keep_guardian(unit, application, body["guardian"])
    # Of right by the statutes of its day, or else by those of today, and then from today on.
    decided_by = {on: deciding(unit, application, on)[0] for on in (day, unit.today)}
    of_right = [on for on, who in decided_by.items() if who in UNDECIDED]
    if of_right:
        accept(unit, application, of_right[0], decided_by[of_right[0]], None)
    elif decided_by[unit.today] == GENERAL_ASSEMBLY:
        propose_to_assembly(unit, application)
    return shown(unit, application)


@answers(contract.record_application_papers)
def record_application_papers(unit: Unit, application_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write what the applicant accepts and consents to; the last of what was missing admits."""
    application = held_open(unit, application_id)
    accepted_on = body["accepted_on"] or unit.today
    check_not_in_the_future(unit, accepted_on)
    check_not_before_founding(unit, accepted_on)
    check_papers(unit, body, accepted_on, complete=False)
    keep_papers(unit, application, body, accepted_on)
    admit_when_ready(unit, application, unit.today)
    return shown(unit, application)


@answers(contract.record_guardian_consent)
def record_guardian_consent(unit: Unit, application_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write who consents for a minor."""
    application = held_open(unit, application_id)
    keep_guardian(unit, application, body)
    admit_when_ready(unit, application, unit.today)
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
    return Listed(shown_all(unit, page.data), page.next_cursor)


@answers(contract.decide_application)
def decide_application(unit: Unit, application_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record the decision of whoever the statutes let decide."""
    application = held_open(unit, application_id, "under_review")
    decided_on = body["decided_on"] or unit.today
    check_not_in_the_future(unit, decided_on)
    check_not_before_founding(unit, decided_on)
    decided_by, article = deciding(unit, application, decided_on)
    if body["decided_by"] != decided_by:
        raise NotTheirDecision(article=article, decided_by=decided_by, given=body["decided_by"])
    if decided_by == GENERAL_ASSEMBLY:
        raise DecidedByAssembly(article=article, application_id=application_id, proposal_id=application.proposal_id)
    if decided_on < application.submitted_on:
        raise DecidedTooEarly(article=article, decided_on=decided_on, submitted_on=application.submitted_on)
    if body["decision"] == "accept":
        accept(unit, application, decided_on, decided_by, body["reference"])
        return shown(unit, application)
    if body["reason_code"] is None:
        raise ReasonMissing(article=article)
    application.decided_on, application.decided_by, application.reference = decided_on, decided_by, body["reference"]
    close(unit, application, "refused", body["reason_code"])
    return shown(unit, application)


@answers(contract.withdraw_application)
def withdraw_application(unit: Unit, application_id: str) -> dict[str, Any]:
    """Let an applicant withdraw; what was paid is the ledger's matter."""
    application = held_open(unit, application_id)
    close(unit, application, "withdrawn")
    reconsider(unit, "admit_member")
    return shown(unit, application)
