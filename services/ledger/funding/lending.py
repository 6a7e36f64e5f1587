"""Books what happens to loans: drawn, accrued, paid by instalments or early, and corrected step by step.

Invariants: a loan's balance is the sum of its movements' principal; the instalments to come sum to the balance; the
interest booked before it falls due stands in one account until it is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, insert, select

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.rules import Draft, DraftLine, mirrored
from services.ledger.journal.tables import Entry

from .contract import loans as contract
from .loan_lines import ACCOUNTS, interest_lines, penalty_line, principal, treasury, with_lender
from .posted import lines_of
from .rules import Instalment, Terms, accrued, part_of_period, rounded, schedule
from .tables import Loan, LoanInstalment, LoanMovement

STATE = ("state", "balance", "accrued", "paid", "version")


@dataclass(frozen=True)
class Paid:
    """A payment: on which day, out of which treasury account, under which reference."""

    on: date
    account: str = "512"
    reference: str | None = None


def terms_of(loan: Loan) -> Terms:
    """Return the terms that a loan's schedule follows."""
    return Terms(Fraction(loan.rate), loan.months, loan.every_months, loan.method)


def locked_loan(unit: Unit, loan_id: str) -> Loan:
    """Return a loan, locked so that two payments cannot both pay the same instalment."""
    share_the_book(unit)
    loan = unit.session.scalar(select(Loan).where(Loan.id == loan_id).with_for_update())
    if loan is None:
        raise contract.UnknownLoan(loan_id=loan_id)
    return loan


def check_open(loan: Loan) -> None:
    """Refuse a loan that is paid back or cancelled."""
    if loan.state != "open":
        raise contract.LoanEnded(loan_id=loan.id, state=loan.state.replace("_", " "))


def check_lender(unit: Unit, lender: str) -> None:
    """Refuse a lender that the books do not know; a bank's account takes no auxiliary, so the journal would not ask."""
    if unit.session.get(Auxiliary, lender) is None:
        raise contract.UnknownLender(lender=lender)


def instalments_due(unit: Unit, loan: Loan) -> list[LoanInstalment]:
    """Return the instalments that are not paid yet, in order."""
    return list(unit.session.scalars(
        select(LoanInstalment)
        .where(LoanInstalment.loan_id == loan.id, LoanInstalment.version == loan.version,
               LoanInstalment.number > loan.paid)
        .order_by(LoanInstalment.number)
    ))  # fmt: skip


def draw(unit: Unit, loan: Loan, paid: Paid) -> None:
    """Book a new loan drawn, with its first schedule."""
    unit.session.add(loan)
    _plan(unit, loan, schedule(loan.amount, terms_of(loan), loan.first_due_on))
    lines = [treasury(loan, paid.account, loan.amount), principal(loan, -loan.amount)]
    before = {**_state(loan), "state": "cancelled", "balance": 0}
    _move(unit, loan, "draw_down", paid, lines, before, principal=loan.amount)


def pay(unit: Unit, loan: Loan, number: int | None, paid: Paid) -> int:
    """Pay the next instalment of a locked loan (a number that is said must be its); return the entry's place."""
    check_open(loan)
    due = instalments_due(unit, loan)
    following = due[0]
    if number is not None and number != following.number:
        raise contract.InstalmentOutOfTurn(loan_id=loan.id, next=following.number, asked=number)
    before = _state(loan)
    total = following.principal + following.interest
    # What was booked may reach into later instalments; with the last one nothing stays.
    settled = min(loan.accrued, following.interest) if len(due) > 1 else loan.accrued
    lines = [principal(loan, following.principal), *interest_lines(loan, following.interest, settled),
             treasury(loan, paid.account, -total)]  # fmt: skip
    loan.balance -= following.principal
    loan.accrued -= settled
    loan.paid = following.number
    loan.state = "open" if len(due) > 1 else "paid_back"
    return _move(
        unit, loan, "instalment", paid, lines, before, principal=-following.principal, interest=following.interest,
        instalment=following.number,
    )  # fmt: skip


def repay(unit: Unit, loan: Loan, amount: Money, penalty: Money, paid: Paid) -> None:
    """Pay principal back early: with the interest that has run on it, overdue instalments' interest when it is all.

    The instalments that are left keep their number and days; their principal is that of the new balance.
    """
    check_open(loan)
    for money in (amount, penalty):
        if money.currency != loan.currency:
            raise WrongCurrency(kept=loan.currency, given=money.currency)
    if amount.minor > loan.balance:
        raise contract.RepaymentAboveBalance(
            loan_id=loan.id, balance=Money(loan.balance, loan.currency), amount=amount
        )
    before, due = _state(loan), instalments_due(unit, loan)
    whole = amount.minor == loan.balance
    since = _period_start(unit, loan)
    if whole:
        interest = accrued([(one.due_on, one.interest) for one in due], since, paid.on)
    else:
        interest = part_of_period(amount.minor, terms_of(loan).period_rate, since, due[0].due_on, paid.on)
    # Of the interest booked before, the part of the principal that is paid back is settled.
    settled = rounded(Fraction(loan.accrued * amount.minor, loan.balance))
    lines = [principal(loan, amount.minor), *interest_lines(loan, interest, settled),
             penalty_line(loan, penalty.minor),
             treasury(loan, paid.account, -(amount.minor + interest + penalty.minor))]  # fmt: skip
    loan.balance -= amount.minor
    loan.accrued -= settled
    if whole:
        loan.state = "paid_back"
    else:
        left = terms_of(loan)._replace(months=len(due) * loan.every_months)
        loan.version = _next_version(unit, loan)
        _plan(unit, loan, schedule(loan.balance, left, due[0].due_on, first=due[0].number))
    _move(unit, loan, "early_repayment", paid, lines, before, principal=-amount.minor, interest=interest,
          penalty=penalty.minor)  # fmt: skip


def accrue(unit: Unit, loan: Loan, until: date) -> None:
    """Book the interest that has run until a day and was not booked before."""
    check_open(loan)
    due = [(one.due_on, one.interest) for one in instalments_due(unit, loan)]
    amount = accrued(due, _period_start(unit, loan), until) - loan.accrued
    if amount <= 0:
        raise contract.NothingAccrued(loan_id=loan.id, date=until)
    before, accounts = _state(loan), ACCOUNTS[loan.kind]
    lines = [
        DraftLine(accounts.interest, amount, loan.currency, funding_source=loan.source),
        with_lender(loan, accounts.accrued, -amount),
    ]
    loan.accrued += amount
    _move(unit, loan, "accrual", Paid(until), lines, before, interest=amount)


def correct(unit: Unit, loan: Loan, movement_id: str, day: date | None) -> int:
    """Undo the last movement of a locked loan that still counts: a counter-entry, and the loan stands as before."""
    movements = unit.session.scalars(
        select(LoanMovement).where(LoanMovement.loan_id == loan.id).order_by(LoanMovement.number)
    ).all()
    corrected = {one.corrects for one in movements}
    standing = [one for one in movements if one.kind != "correction" and one.id not in corrected]
    if movement_id not in {one.id for one in standing}:
        raise contract.NotLastMovement(loan_id=loan.id, movement=movement_id, why="it does not count")
    last = standing[-1]
    if last.id != movement_id:
        raise contract.NotLastMovement(loan_id=loan.id, movement=movement_id, why=f"{last.id} came after it")
    entry = unit.session.get_one(Entry, last.entry)
    lines = mirrored(lines_of(unit, entry))
    before = _state(loan)
    for name in STATE:
        setattr(loan, name, last.before[name])
    return _move(
        unit, loan, "correction", Paid(day or last.day, reference=last.reference), lines, before,
        principal=-last.principal, interest=-last.interest, penalty=-last.penalty, instalment=last.instalment,
        corrects=last.id, reverses=entry.seq, journal=entry.journal,
    )  # fmt: skip


def _period_start(unit: Unit, loan: Loan) -> date:
    """Return when the period in progress began: at the last instalment that was paid, or when the loan was drawn."""
    if loan.paid == 0:
        return loan.drawn_on
    return unit.session.scalars(
        select(LoanInstalment.due_on).where(LoanInstalment.loan_id == loan.id, LoanInstalment.number == loan.paid)
        .order_by(LoanInstalment.version.desc()).limit(1)
    ).one()  # fmt: skip


def _plan(unit: Unit, loan: Loan, plan: Sequence[Instalment]) -> None:
    unit.session.flush()
    unit.session.execute(insert(LoanInstalment), [
        {"loan_id": loan.id, "version": loan.version, "number": one.number, "due_on": one.due_on,
         "principal": one.principal, "interest": one.interest}
        for one in plan
    ])  # fmt: skip


def _next_version(unit: Unit, loan: Loan) -> int:
    highest = select(func.max(LoanInstalment.version)).where(LoanInstalment.loan_id == loan.id)
    return (unit.session.scalar(highest) or 0) + 1


def _state(loan: Loan) -> dict[str, Any]:
    return {name: getattr(loan, name) for name in STATE}


def _move(
    unit: Unit, loan: Loan, kind: str, paid: Paid, lines: Sequence[DraftLine], before: dict[str, Any], *,
    principal: int = 0, interest: int = 0, penalty: int = 0, instalment: int | None = None,
    corrects: str | None = None, reverses: int | None = None, journal: str | None = None,
) -> int:  # fmt: skip
    journal = journal or ("operations" if kind == "accrual" else "bank")
    label = f"Loan {loan.id}: {kind.replace('_', ' ')}" + (f" {instalment}" if instalment else "")
    draft = Draft(journal, paid.on, label, tuple(line for line in lines if line.amount), paid.reference,
                  {"source": loan.id}, reverses)  # fmt: skip
    entry = post(unit, [draft])[0]
    last = select(func.max(LoanMovement.number)).where(LoanMovement.loan_id == loan.id)
    unit.session.add(LoanMovement(
        loan_id=loan.id, number=(unit.session.scalar(last) or 0) + 1, id=new_id("lmv"), kind=kind, day=paid.on,
        principal=principal, interest=interest, penalty=penalty, instalment=instalment, reference=paid.reference,
        entry=entry.seq, corrects=corrects, before=before, recorded_at=unit.now,
    ))  # fmt: skip
    unit.session.flush()
    return entry.seq
