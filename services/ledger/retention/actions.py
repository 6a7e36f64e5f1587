"""Keeps the name of somebody who was pseudonymised as long as the books they stand in, and then erases it.

How they are paid, and from which accounts they paid, is no voucher and goes at once, as do the rules that recognise
them at the bank: a payment order has its own copy. That copy and the mandates, which are vouchers, are blanked when the
name is. What the bank wrote of them stands in its statements as long as those are kept, each by its own year.

The FEC and every other output of the books needs the names of third parties as long as the books (see terms.py).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.clock import Clock, legal_day
from services.commons.events.received import Event
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.ledger.accounts.tables import AuxiliaryName
from services.ledger.banking.tables.accounts import KnownPayer, PaymentDetails
from services.ledger.banking.tables.matches import BankRule
from services.ledger.banking.tables.payments import Mandate, PaymentOrderItem
from services.membership.privacy.contract import member_pseudonymised

from .contract import name_kept
from .tables import KeptName
from .terms import entries_term, statements_term


@follows(member_pseudonymised)
def keep_or_erase(unit: Unit, event: Event) -> None:
    """Erase the name at once where no entry has it; say until when it or a bank statement is kept, by which article.

    The name is kept as long as its entries alone, whatever the bank shows longer. Either way it is remembered whose
    name it was, so that nobody writes it back.
    """
    member_id = event.data["member_id"]
    nothing = unit.today, unit.rules.law("retention.books_years").article
    named = entries_term(unit, [member_id]) or (nothing if _is_being_paid(unit, member_id) else None)
    shown = statements_term(unit, [member_id])
    _forget_accounts(unit, member_id)
    if named is None:
        _erase(unit, member_id)
    kept = max((one for one in (named, shown) if one is not None), default=None)
    until, article = named or shown or nothing
    row = {"until": until, "shown_until": shown and shown[0], "article": article,
           "erased_at": None if kept else unit.now}  # fmt: skip
    told = insert(KeptName).values(auxiliary=member_id, **row, recorded_at=unit.now)
    unit.session.execute(told.on_conflict_do_update(index_elements=["auxiliary"], set_=row))
    _tell(unit, member_id, *(kept or (None, None)))


def erase_due_names(database: Database, clock: Clock) -> bool:
    """Erase the names whose books need be kept no longer; one that was booked on since waits on."""
    due = select(KeptName).where(KeptName.until < legal_day(clock()), KeptName.erased_at.is_(None))
    with database.reading() as session:
        if session.scalar(due.with_only_columns(KeptName.auxiliary).limit(1)) is None:
            return False
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        for row in session.scalars(due.order_by(KeptName.auxiliary).with_for_update()).all():
            if _is_being_paid(unit, row.auxiliary):
                continue
            kept = entries_term(unit, [row.auxiliary])
            if kept is not None and kept[0] >= unit.today:
                row.until = kept[0]
                continue
            _erase(unit, row.auxiliary)
            if row.shown_until is not None and row.shown_until >= unit.today:
                row.until = row.shown_until
                continue
            row.erased_at = unit.now
            _tell(unit, row.auxiliary, None, None)
    return False


erasing = Task("names-past-their-books", erase_due_names, sweep=86400.0)


def _erase(unit: Unit, auxiliary: str) -> None:
    """Leave the id in the place of the name, in mandates and payments as well, and nothing in that of the account."""
    named = update(AuxiliaryName).where(AuxiliaryName.id == auxiliary)
    unit.session.execute(named.values(name=auxiliary, words=[], recorded_at=unit.now))
    _forget_accounts(unit, auxiliary)
    blank = {"name": auxiliary, "iban": "", "bic": None}
    unit.session.execute(update(PaymentOrderItem).where(PaymentOrderItem.auxiliary == auxiliary).values(blank))
    signed = update(Mandate).where(Mandate.auxiliary == auxiliary)
    unit.session.execute(signed.values(**blank, revoked_on=func.coalesce(Mandate.revoked_on, unit.today)))


def _is_being_paid(unit: Unit, auxiliary: str) -> bool:
    """Say whether an order to the bank that is not settled yet pays somebody or collects from them."""
    live = select(PaymentOrderItem.id).where(PaymentOrderItem.auxiliary == auxiliary, PaymentOrderItem.state == "live")
    return unit.session.scalar(live.limit(1)) is not None


def _forget_accounts(unit: Unit, auxiliary: str) -> None:
    """Forget where somebody is paid, from where they paid, and how to tell them from a bank line."""
    rules = update(BankRule).where(BankRule.auxiliary == auxiliary)
    retired = func.coalesce(BankRule.retired_at, unit.now)
    unit.session.execute(rules.values(contains=None, iban=None, label="", retired_at=retired))
    unit.session.execute(delete(PaymentDetails).where(PaymentDetails.auxiliary == auxiliary))
    unit.session.execute(delete(KnownPayer).where(KnownPayer.auxiliary == auxiliary))


def _tell(unit: Unit, member_id: str, until: date | None, article: str | None) -> None:
    unit.emit(name_kept, f"members/{member_id}", {"member_id": member_id, "until": until, "article": article})
