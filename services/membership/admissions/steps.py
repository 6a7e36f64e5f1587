"""The steps of an application: what blocks it, its acceptance, and the admission that follows by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from services.commons.money import Money
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.admitting import Admission, admit
from services.membership.register.rules import Period
from services.membership.register.tables import Party

from .contract import ApplicationClosed, UnknownApplication, application_accepted
from .rules import ShareTerms, blocking_codes, dues_missing, is_enough, share_terms
from .tables import OPEN, Application, PaidShare

_SENTENCES = {
    "under_review": "The decision of {decided_by} is still to come.",
    "decision_pending": "The general assembly has to decide.",
    "linked_organisation_dues_missing": "The dues of {organisation} are not paid.",
    "share_not_paid": "{paid} of {to_pay} {currency} are paid.",
}


def deciding(unit: Unit) -> tuple[str, str]:
    """Return who decides on admissions, and the article that says so."""
    rule = unit.rules.statutes("membership.admission.decided_by")
    return str(rule.value), rule.article


def accept(unit: Unit, application: Application, decided_on: date, decided_by: str, reference: str | None) -> None:
    """Accept an application, tell it, and admit at once when nothing is left to be done."""
    application.state, application.decided_on = "accepted", decided_on
    application.decided_by, application.reference = decided_by, reference
    unit.session.flush()
    unit.emit(application_accepted, f"members/{application.member_id}", {
        "application_id": application.id, "member_id": application.member_id, "kind": application.kind,
        "category": application.category, "college": application.college,
    })  # fmt: skip
    admit_when_ready(unit, application, decided_on)


def held_open(unit: Unit, application_id: str, *states: str) -> Application:
    """Return an application that is not settled (or in one of some states), under the lock of its party.

    All that changes an application holds that lock.
    """
    application = unit.session.get(Application, application_id)
    if application is None:
        raise UnknownApplication(application_id=application_id)
    parties.locked(unit, application.member_id)
    unit.session.refresh(application)
    if application.state not in (states or OPEN):
        _, article = deciding(unit)
        raise ApplicationClosed(article=article, application_id=application_id, state=application.state)
    return application


def close(unit: Unit, application: Application, state: str) -> None:
    """End an application that comes to nothing."""
    application.state = state
    unit.session.execute(update(Party).where(Party.id == application.member_id).values(applied_on=None))
    unit.session.flush()


def shown(unit: Unit, application: Application) -> dict[str, Any]:
    """Return an application as the API shows it."""
    columns = {column.key: getattr(application, column.key) for column in Application.__table__.columns}
    return {**columns, "blocking_reasons": blocking(unit, application) if application.state in OPEN else []}


def accepted_application(unit: Unit, member_id: str) -> Application | None:
    """Return the accepted application of somebody, if there is one, under the lock of the party."""
    accepted = select(Application).where(Application.member_id == member_id, Application.state == "accepted")
    if unit.session.scalar(accepted) is None:
        return None
    parties.locked(unit, member_id)
    return unit.session.scalar(accepted.execution_options(populate_existing=True))


def admit_when_ready(unit: Unit, application: Application, on: date) -> bool:
    """Admit an accepted applicant as of a day if nothing blocks it any more; the caller holds the party's lock."""
    if application.state != "accepted" or blocking(unit, application):
        return False
    admit(unit, Admission(
        application.member_id, application.kind, application.category, application.college, Period(on),
    ))  # fmt: skip
    application.state, application.admitted_on = "admitted", on
    unit.session.flush()
    return True


def blocking(unit: Unit, application: Application) -> list[dict[str, Any]]:
    """Return what blocks an application: code, sentence and article of each."""
    decided_by, decision_article = deciding(unit)
    terms, shares_article = _terms(unit, application.category)
    linked = unit.rules.statutes("membership.admission.linked_organisation", None)
    paid = paid_by(unit, application.member_id)
    until = unit.session.scalar(select(Party.linked_organisation_until).where(Party.id == application.member_id))
    codes = blocking_codes(
        application.state, decided_by, enough_paid=is_enough(paid, terms),
        linked_dues_missing=dues_missing(linked.value, until, unit.today),
    )  # fmt: skip
    articles = {"share_not_paid": shares_article, "linked_organisation_dues_missing": linked.article}
    values = {"decided_by": decided_by, "organisation": linked.value, "paid": paid, "currency": paid.currency,
              "to_pay": terms.to_pay if terms else None}  # fmt: skip
    return [
        {"code": code, "sentence": _SENTENCES[code].format(**values), "article": articles.get(code, decision_article)}
        for code in codes
    ]


def _terms(unit: Unit, category: str) -> tuple[ShareTerms | None, str]:
    shares = unit.rules.statutes("shares", None)
    if shares.value is None:
        return None, shares.article
    return share_terms(shares.value, category, unit.currency), unit.rules.statutes("shares.paid_to_admit", "1").article


def paid_by(unit: Unit, member_id: str) -> Money:
    """Return what somebody has paid for shares in all, as the ledger told."""
    total = unit.session.scalar(select(func.sum(PaidShare.paid)).where(PaidShare.member_id == member_id))
    return Money(int(total or 0), unit.currency)
