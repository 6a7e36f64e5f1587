"""What falls due of loans and is awaited of subsidies, for who pays and matches payments: the bank's room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.commons.money import Money
from services.commons.storage import Unit

from . import granting, lending
from .tables import Loan, LoanInstalment, Subsidy, SubsidyMovement


@dataclass(frozen=True, slots=True)
class Due:
    """An amount to pay or receive: ``id`` and ``number`` (of a loan's instalment) say of what."""

    kind: Literal["bank_loan", "member_loan", "subsidy"]
    id: str
    number: int | None
    auxiliary: str
    amount: Money
    due_on: date


def payable_loans(session: Session, day: date) -> list[Due]:
    """Return the instalments of loans that are to be paid until a day, the earliest first.

    They are paid in the order of their numbers, by ``settle_instalment``.
    """
    rows = session.execute(
        select(Loan, LoanInstalment)
        .join(LoanInstalment, and_(LoanInstalment.loan_id == Loan.id, LoanInstalment.version == Loan.version))
        .where(Loan.state == "open", LoanInstalment.number > Loan.paid, LoanInstalment.due_on <= day)
        .order_by(LoanInstalment.due_on, Loan.id, LoanInstalment.number)
    )
    return [
        Due("bank_loan" if loan.kind == "bank" else "member_loan", loan.id, one.number, loan.lender,
            Money(one.principal + one.interest, loan.currency), one.due_on)
        for loan, one in rows
    ]  # fmt: skip


def settle_instalment(
    unit: Unit, loan_id: str, number: int, paid_on: date, account: str = "512", reference: str | None = None
) -> int:
    """Pay an instalment out of a treasury account and return the entry's place.

    Raises InstalmentOutOfTurn when it is not the next one. Takes the locks of a posting: whoever pays several in a
    transaction holds the book first (``hold_the_book``).
    """
    return lending.pay(unit, lending.locked_loan(unit, loan_id), number, lending.Paid(paid_on, account, reference))


def receivable_subsidies(session: Session, day: date) -> list[Due]:
    """Return what funders owe of subsidies agreed until a day: the expected instalments, or all where none are told."""
    found: list[Due] = []
    rows = session.scalars(
        select(Subsidy).where(Subsidy.agreed_on <= day, Subsidy.received + Subsidy.reduced < Subsidy.amount)
        .order_by(Subsidy.id)
    )  # fmt: skip
    for row in rows:
        left, came = row.amount - row.received - row.reduced, row.received
        for expected_on, amount in sorted(row.instalments) or [[row.agreed_on.isoformat(), row.amount]]:
            part = min(amount - min(came, amount), left)
            came -= min(came, amount)
            left -= part
            if part:
                due_on = date.fromisoformat(expected_on)
                found.append(Due("subsidy", row.id, None, row.funder, Money(part, row.currency), due_on))
    return sorted(found, key=lambda one: (one.due_on, one.id))


def settle_subsidy(
    unit: Unit, subsidy_id: str, amount: Money, received_on: date, account: str = "512", reference: str | None = None
) -> int:
    """Receive money of a subsidy and return the entry's place; raises SubsidyExceeded when it is more than is owed."""
    row = granting.locked_subsidy(unit, subsidy_id)
    return granting.receive(unit, row, amount, received_on, account, reference).entry


def take_back_subsidy(unit: Unit, subsidy_id: str, entry: int, on: date) -> int:
    """Undo the receipt that an entry booked and return the counter-entry's place; raises NotCorrectable."""
    row = granting.locked_subsidy(unit, subsidy_id)
    movement = unit.session.scalars(select(SubsidyMovement.id).where(SubsidyMovement.entry == entry)).one()
    return granting.correct(unit, row, movement, on)
