"""Applications expire where the bylaws say so: nobody waits for ever, and nobody is forgotten in a drawer."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.membership.register import parties
from services.membership.register.deaths import after_death

from ..blocking import blocking, facts_of
from ..steps import close, last_day
from ..tables import OPEN, Application


def expire_applications(database: Database, clock: Clock) -> bool:
    """Close every application whose last day has passed; there is never more to do."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        days = unit.rules.bylaws("admission.expires_after_days", None).value
        if days is None:
            return False
        since = func.coalesce(Application.waits_from, Application.decided_on, Application.submitted_on)
        last = unit.today - timedelta(days=int(days))
        over = select(Application).where(Application.state == "accepted", since < last)
        for found in session.scalars(over.order_by(Application.id)).all():
            _expire(unit, found)
    return False


def _expire(unit: Unit, application: Application) -> None:
    parties.locked(unit, application.member_id)
    unit.session.refresh(application)
    facts = facts_of(unit, [application])[application.id]
    end = last_day(unit, application, facts, blocking(unit, application, facts))
    if end is not None and end < unit.today:
        close(unit, application, "expired")


@after_death("applications")
def close_of_deceased(unit: Unit, party_id: str, died_on: date) -> int:
    """Close the open application of somebody who died."""
    found = unit.session.scalars(
        select(Application).where(Application.member_id == party_id, Application.state.in_(OPEN))
    ).all()
    for application in found:
        close(unit, application, "withdrawn", "deceased")
    return len(found)


expiring_applications = Task("expiring-applications", expire_applications, sweep=21600.0)
