"""Keeps the name of somebody who was pseudonymised as long as the books they stand in, and then erases it.

How they are paid, and from which accounts they paid, is no voucher and goes at once: a payment order has its own copy.
That copy and the mandates, which are vouchers, are blanked when the name is.

The FEC and every other output of the books needs the names of third parties; accounting records are kept ten years
after the fiscal year has ended (Commercial Code, article L123-22).
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
from services.ledger.banking.tables.payments import Mandate, PaymentOrderItem
from services.ledger.journal.rules import year_span
from services.ledger.journal.tables import Entry, EntryLine
from services.membership.privacy.contract import member_pseudonymised

from .contract import name_kept
from .tables import KeptName


@follows(member_pseudonymised)
def keep_or_erase(unit: Unit, event: Event) -> None:
    """Erase the name at once where no entry has it; otherwise say until when it is kept, and by which article.

    Either way it is remembered whose name it was, so that nobody writes it back.
    """
    member_id = event.data["member_id"]
    nothing = unit.today, unit.rules.law("retention.books_years").article
    kept = _kept_until(unit, member_id) or (nothing if _is_being_paid(unit, member_id) else None)
    _forget_accounts(unit, member_id)
    if kept is None:
        _erase(unit, member_id)
    until, article = kept or nothing
    row = {"until": until, "article": article, "erased_at": None if kept else unit.now}
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
            kept = _kept_until(unit, row.auxiliary)
            if kept is not None and kept[0] >= unit.today:
                row.until = kept[0]
                continue
            _erase(unit, row.auxiliary)
            row.erased_at = unit.now
            _tell(unit, row.auxiliary, None, None)
    return False


erasing = Task("names-past-their-books", erase_due_names, sweep=86400.0)


def _kept_until(unit: Unit, auxiliary: str) -> tuple[date, str] | None:
    """Return the last day of the books that somebody stands in, and the article; None where they stand in none."""
    last = select(func.max(Entry.day)).join(EntryLine, EntryLine.entry == Entry.seq)
    day: date | None = unit.session.scalar(last.where(EntryLine.auxiliary == auxiliary))
    if day is None:
        return None
    law = unit.rules.law("retention.books_years")
    closing = year_span(str(unit.rules.statutes("identity.fiscal_year_end").value), day).ends_on
    # The last day of February is the day before the first of March, whatever the year.
    following = date.fromordinal(closing.toordinal() + 1)
    return date.fromordinal(following.replace(year=following.year + int(law.value)).toordinal() - 1), law.article


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
    """Forget where somebody is paid, and from where they paid."""
    unit.session.execute(delete(PaymentDetails).where(PaymentDetails.auxiliary == auxiliary))
    unit.session.execute(delete(KnownPayer).where(KnownPayer.auxiliary == auxiliary))


def _tell(unit: Unit, member_id: str, until: date | None, article: str | None) -> None:
    unit.emit(name_kept, f"members/{member_id}", {"member_id": member_id, "until": until, "article": article})
