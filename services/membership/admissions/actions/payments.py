"""What an accepted applicant still has to do: the last of it admits, a payment or the dues of a linked organisation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.clock import legal_day
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital.contract import shares_cancelled, shares_paid_up, shares_restored, shares_transferred
from services.membership.register.changing import after_change

from ..steps import accepted_application, admit_when_ready
from ..tables import PaidShare


@follows(shares_paid_up, projection=(PaidShare,))
def keep_paid_shares(unit: Unit, event: Event) -> None:
    """Remember how much of each subscription is paid."""
    told = event.data
    paid = Money.parse(told["paid"]["amount"], told["paid"]["currency"]).minor
    row = insert(PaidShare).values(subscription_id=told["subscription_id"], member_id=told["member_id"], paid=paid)
    unit.session.execute(row.on_conflict_do_update(index_elements=["subscription_id"], set_={"paid": paid}))


@follows(shares_cancelled, projection=(PaidShare,))
def forget_cancelled_shares(unit: Unit, event: Event) -> None:
    """Take off what was paid on shares that are held no more: who comes back pays anew."""
    told = event.data
    paid = -Money.parse(told["nominal"]["amount"], told["nominal"]["currency"]).minor
    _less(unit, told["redemption_id"], told["member_id"], paid)


@follows(shares_restored, projection=(PaidShare,))
def recall_restored_shares(unit: Unit, event: Event) -> None:
    """Count again what was paid on shares whose cancellation was taken back."""
    _less(unit, event.data["redemption_id"], event.data["member_id"], 0)


@follows(shares_transferred, projection=(PaidShare,))
def forget_transferred_shares(unit: Unit, event: Event) -> None:
    """Take off what went to another holder, in the name of this transfer."""
    told = event.data
    _less(unit, event.id, told["member_id"], -Money.parse(told["amount"]["amount"], told["amount"]["currency"]).minor)


def _less(unit: Unit, name: str, member_id: str, paid: int) -> None:
    row = insert(PaidShare).values(subscription_id=name, member_id=member_id, paid=paid)
    unit.session.execute(row.on_conflict_do_update(index_elements=["subscription_id"], set_={"paid": paid}))


@follows(shares_paid_up)
def admit_who_has_paid(unit: Unit, event: Event) -> None:
    """Admit an accepted applicant on the day of the payment that reaches what the statutes ask for."""
    application = accepted_application(unit, event.data["member_id"])
    if application is not None:
        admit_when_ready(unit, application, legal_day(datetime.fromisoformat(event.time)))


@after_change
def admit_who_has_paid_dues(unit: Unit, party_id: str) -> None:
    """Admit an accepted applicant today if the change of details removed the last thing that blocked it."""
    application = accepted_application(unit, party_id)
    if application is not None:
        admit_when_ready(unit, application, unit.today)
