"""Books what becomes of dues; each movement is one entry, whose line on 467 names the member.

Invariant: paid + waived ≤ amount.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.dues import contract
from services.ledger.dues.tables import Dues, DuesCall, DuesMovement
from services.ledger.funding.posted import lines_of
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.rules import Draft, credit, debit, mirrored
from services.ledger.journal.tables import Entry

RECEIVABLE = "467"


def locked_dues(unit: Unit, dues_id: str) -> Dues:
    """Return dues, locked so that two payments cannot both find them unpaid."""
    share_the_book(unit)
    found = select(Dues).where(Dues.id == dues_id).with_for_update()
    row = unit.session.scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise contract.UnknownDues(dues_id=dues_id)
    return row


def pay(
    unit: Unit, row: Dues, amount: Money, day: date, account: str = "512", reference: str | None = None
) -> DuesMovement:
    """Take a payment of locked dues: D 512 / C 467; raises DuesOverpaid when it is more than is owed."""
    if amount.currency != unit.currency:
        raise WrongCurrency(kept=unit.currency, given=amount.currency)
    if amount.minor > row.outstanding:
        raise contract.DuesOverpaid(
            dues_id=row.id, outstanding=Money(row.outstanding, unit.currency), amount=amount
        )  # fmt: skip
    lines = (debit(account, amount), credit(RECEIVABLE, amount, auxiliary=row.member_id))
    draft = Draft("bank", day, f"Payment of dues {row.id}", lines, reference, {"source": row.id})
    return _move(unit, row, "payment", amount.minor, draft)


def waive(unit: Unit, row: Dues, reason: str, day: date) -> DuesMovement:
    """Take what is unpaid of locked dues out of income again: D 758 / C 467."""
    if row.outstanding == 0:
        raise contract.DuesSettled(dues_id=row.id)
    amount, call = Money(row.outstanding, unit.currency), unit.session.get_one(DuesCall, row.call_id)
    lines = (
        debit(call.account, amount, funding_source=call.source),
        credit(RECEIVABLE, amount, auxiliary=row.member_id),
    )
    draft = Draft("operations", day, f"Waiver of dues {row.id}", lines, None, {"source": row.id})
    return _move(unit, row, "waiver", amount.minor, draft, reason)


def correct(unit: Unit, row: Dues, movement_id: str, day: date | None) -> DuesMovement:
    """Undo a payment or waiver of locked dues, once: its counter-entry, and as much is owed again."""
    undone = aliased(DuesMovement)
    wrong = unit.session.scalar(
        select(DuesMovement).where(
            DuesMovement.id == movement_id, DuesMovement.dues_id == row.id, DuesMovement.amount > 0,
            ~exists().where(undone.corrects == DuesMovement.id),
        )
    )  # fmt: skip
    if wrong is None:
        raise contract.DuesNotCorrectable(dues_id=row.id, movement=movement_id)
    entry = unit.session.get_one(Entry, wrong.entry)
    draft = Draft(
        entry.journal, max(day or wrong.day, wrong.day), f"Return of {entry.id}", mirrored(lines_of(unit, entry)),
        entry.reference, {"source": row.id}, wrong.entry,
    )  # fmt: skip
    return _move(unit, row, wrong.kind, -wrong.amount, draft, wrong.reason, wrong.id)


def settle_dues(
    unit: Unit, dues_id: str, amount: Money, day: date, account: str = "512", reference: str | None = None
) -> int:
    """Take a payment that the bank shows and return the entry's place."""
    return pay(unit, locked_dues(unit, dues_id), amount, day, account, reference).entry


def take_back_payment(unit: Unit, dues_id: str, entry: int, on: date) -> int:
    """Undo the payment that an entry booked, which is owed again, and return the counter-entry's place."""
    row = locked_dues(unit, dues_id)
    movement = unit.session.scalars(select(DuesMovement.id).where(DuesMovement.entry == entry)).one()
    return correct(unit, row, movement, on).entry


def _move(
    unit: Unit, row: Dues, kind: str, amount: int, draft: Draft, reason: str | None = None, corrects: str | None = None
) -> DuesMovement:
    movement = DuesMovement(
        id=new_id("dum"), dues_id=row.id, kind=kind, day=draft.day, amount=amount, reference=draft.reference,
        reason=reason, entry=post(unit, [draft])[0].seq, corrects=corrects, recorded_at=unit.now,
    )  # fmt: skip
    if kind == "payment":
        row.paid += amount
    else:
        row.waived += amount
    unit.session.add(movement)
    unit.session.flush()
    return movement
