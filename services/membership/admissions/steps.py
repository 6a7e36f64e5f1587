"""The steps of an application: its acceptance, the admission that follows by itself, or its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from services.commons.money import Money
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.admitting import Admission, admit
from services.membership.register.rules import Period, birthday
from services.membership.register.tables import Membership, Party

from .blocking import Facts, blocking, deciding, facts_of
from .contract import ApplicationClosed, UnknownApplication, application_accepted, application_closed
from .rules import MAJORITY, is_minor
from .tables import OPEN, Application, PaidShare
from .welcoming import welcome


def accept(unit: Unit, application: Application, decided_on: date, decided_by: str, reference: str | None) -> None:
    """Accept an application, tell it, and admit at once when nothing is left to be done."""
    application.state, application.decided_on = "accepted", decided_on
    application.decided_by, application.reference = decided_by, reference
    application.waits_from = unit.today
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
        _, article = deciding(unit, application)
        raise ApplicationClosed(article=article, application_id=application_id, state=application.state)
    return application


def close(unit: Unit, application: Application, state: str, reason_code: str | None = None) -> None:
    """End an application that comes to nothing, and tell it."""
    application.state, application.closed_on = state, unit.today
    application.reason_code = reason_code or application.reason_code
    unit.session.execute(update(Party).where(Party.id == application.member_id).values(applied_on=None))
    unit.session.flush()
    unit.emit(application_closed, f"members/{application.member_id}", {
        "application_id": application.id, "member_id": application.member_id, "state": state,
        "reason_code": application.reason_code, "closed_on": application.closed_on,
    })  # fmt: skip


def shown(unit: Unit, application: Application) -> dict[str, Any]:
    """Return an application as the API shows it."""
    return shown_all(unit, [application])[0]


def shown_all(unit: Unit, applications: Sequence[Application]) -> list[dict[str, Any]]:
    """Return applications as the API shows them."""
    facts = facts_of(unit, applications)
    return [_shown(unit, one, facts[one.id]) for one in applications]


def _shown(unit: Unit, application: Application, facts: Facts) -> dict[str, Any]:
    columns = {column.key: getattr(application, column.key) for column in Application.__table__.columns}
    settled_on = application.admitted_on or application.closed_on or unit.today
    papers = [{"kind": one.kind, "slug": one.slug, "version": one.version, "on": one.accepted_on}
              for one in facts.papers]  # fmt: skip
    reasons = blocking(unit, application, facts)
    return {
        **columns, "decides": deciding(unit, application)[0], "papers": papers,
        "waiting_days": max(0, (settled_on - application.submitted_on).days),
        "expires_on": last_day(unit, application, facts, reasons), "blocking_reasons": reasons,
    }  # fmt: skip


def last_day(
    unit: Unit, application: Application, facts: Facts, reasons: Sequence[Mapping[str, Any]]
) -> date | None:  # fmt: skip
    """Return the last day of an application that waits for the applicant, where the bylaws let applications expire.

    It counts from the decision, and from the day on which that was typed in, so that paper that lay in the office costs
    the applicant nothing. One that waits for a decision does not expire, whatever else is missing, nor one on which
    something was paid: the cooperative owes these an answer.
    """
    days = unit.rules.bylaws("admission.expires_after_days", None).value
    if days is None or facts.paid.minor or application.state != "accepted" or not reasons:
        return None
    since: date = application.waits_from or application.decided_on or application.submitted_on
    return since + timedelta(days=int(days))


def accepted_application(unit: Unit, member_id: str) -> Application | None:
    """Return the accepted application of somebody, if there is one, under the lock of the party."""
    accepted = select(Application).where(Application.member_id == member_id, Application.state == "accepted")
    if unit.session.scalar(accepted) is None:
        return None
    parties.locked(unit, member_id)
    return unit.session.scalar(accepted.execution_options(populate_existing=True))


def admit_when_ready(unit: Unit, application: Application, on: date) -> bool:
    """Admit an accepted applicant as of a day if nothing blocks it any more; the caller holds the party's lock.

    A minor for whom nobody consented, and who is of age since, is a member from the eighteenth birthday on. Who is a
    member by then stays what they are, and the application is settled.
    """
    facts = facts_of(unit, [application])[application.id]
    if application.state != "accepted" or blocking(unit, application, facts):
        return False
    if facts.born_on is not None and is_minor(facts.born_on, on) and not facts.has_guardian:
        on = birthday(facts.born_on, MAJORITY)
    overlaps = or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    if unit.session.scalar(select(exists().where(Membership.member_id == application.member_id, overlaps))):
        # A sheet or a merge made a member of the applicant meanwhile: what was asked for has come about.
        application.state, application.admitted_on = "admitted", on
        unit.session.flush()
        return True
    number = admit(unit, Admission(
        application.member_id, application.kind, application.category, application.college, Period(on),
    ))  # fmt: skip
    application.state, application.admitted_on = "admitted", on
    unit.session.flush()
    welcome(unit, application, number)
    return True


def paid_by(unit: Unit, member_id: str) -> Money:
    """Return what somebody has paid for shares that they still hold, as the ledger told."""
    total = unit.session.scalar(select(func.sum(PaidShare.paid)).where(PaidShare.member_id == member_id))
    return Money(max(0, int(total or 0)), unit.currency)
