"""Payments that the ledger tells: enough of them admits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.clock import legal_day
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.contract import shares_paid_up

from ..steps import admit_when_ready
from ..tables import Application, PaidShare


@follows(shares_paid_up, projection=(PaidShare,))
def keep_paid_shares(unit: Unit, event: Event) -> None:
    """Remember how much of each subscription is paid."""
    told = event.data
    paid = Money.parse(told["paid"]["amount"], told["paid"]["currency"]).minor
    row = insert(PaidShare).values(subscription_id=told["subscription_id"], member_id=told["member_id"], paid=paid)
    unit.session.execute(row.on_conflict_do_update(index_elements=["subscription_id"], set_={"paid": paid}))


@follows(shares_paid_up)
def admit_who_has_paid(unit: Unit, event: Event) -> None:
    """Admit an accepted applicant on the day of the payment that reaches what the statutes ask for."""
    application = unit.session.scalar(
        select(Application)
        .where(Application.member_id == event.data["member_id"], Application.state == "accepted")
        .with_for_update()
    )
    if application is not None:
        admit_when_ready(unit, application, legal_day(datetime.fromisoformat(event.time)))
