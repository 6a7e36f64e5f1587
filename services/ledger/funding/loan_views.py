"""Loans as the API shows them: how they stood on a day, what was paid and what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.journal.tables import entry_id

from .tables import Loan, LoanInstalment, LoanMovement

TERMS = ("id", "kind", "source", "lender", "months", "every_months", "method", "drawn_on", "first_due_on",
         "locked_until", "reference", "state")  # fmt: skip


def standing(unit: Unit, rows: Sequence[Loan], day: date) -> dict[str, int]:
    """Return what of each loan was owed at the end of a day, by loan id."""
    found = unit.session.execute(
        select(LoanMovement.loan_id, func.sum(LoanMovement.principal))
        .where(LoanMovement.loan_id.in_([row.id for row in rows]), LoanMovement.day <= day)
        .group_by(LoanMovement.loan_id)
    )
    told = {loan_id: int(balance) for loan_id, balance in found}
    # A correction may be dated before what it corrects is due; nothing is ever owed below zero.
    return {row.id: max(told.get(row.id, 0), 0) for row in rows}


def shown_line(row: Loan, balance: int, day: date) -> dict[str, Any]:
    """Return a loan as a list shows it."""
    return {
        **{name: getattr(row, name) for name in TERMS}, "rate": Fraction(row.rate), "as_of": day,
        "amount": Money(row.amount, row.currency), "balance": Money(balance, row.currency),
        "accrued": Money(row.accrued, row.currency),
    }  # fmt: skip


def shown(unit: Unit, row: Loan, day: date | None = None) -> dict[str, Any]:
    """Return a loan with its schedule and movements on a day, or with all that happened to it so far."""
    movements = list(unit.session.scalars(
        select(LoanMovement).where(LoanMovement.loan_id == row.id).order_by(LoanMovement.number)
    ))  # fmt: skip
    day = day or max([unit.today, *(one.day for one in movements)])
    schedule = _schedule(unit, row, movements)
    to_come = sum(one["interest"].minor for one in schedule if one["paid_on"] is None)
    return {
        **shown_line(row, standing(unit, [row], day)[row.id], day), "interest_to_come": Money(to_come, row.currency),
        "schedule": schedule,
        "movements": [
            {"id": one.id, "kind": one.kind, "date": one.day, "instalment": one.instalment, "corrects": one.corrects,
             "reference": one.reference, "entry": entry_id(one.entry),
             **{name: Money(getattr(one, name), row.currency) for name in ("principal", "interest", "penalty")}}
            for one in movements if one.day <= day
        ],
    }  # fmt: skip


def _schedule(unit: Unit, row: Loan, movements: Sequence[LoanMovement]) -> list[dict[str, Any]]:
    """Return what was paid of the schedule, as it was paid, and what is to come by the version in force."""
    corrected = {one.corrects for one in movements}
    paid = {
        one.instalment: one for one in movements if one.kind == "instalment" and one.id not in corrected
    }  # fmt: skip
    due = unit.session.scalars(
        select(LoanInstalment).where(LoanInstalment.loan_id == row.id)
        .order_by(LoanInstalment.number, LoanInstalment.version)
    ).all()  # fmt: skip
    days = {one.number: one.due_on for one in due}

    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    lines: list[tuple[int, date, int, int, date | None]] = []
    for number in sorted(number for number in paid if number is not None):
        one = paid[number]
        lines.append((number, days[number], -one.principal, one.interest, one.day))
    if row.state == "open":
        lines += [
            (one.number, one.due_on, one.principal, one.interest, None)
            for one in due if one.version == row.version and one.number > row.paid
        ]
    # Early repayments come between the instalments, so what is owed is counted back from the end.
    found: list[dict[str, Any]] = []
    balance = 0
    for number, due_on, principal, interest, paid_on in reversed(lines):
        early = sum(
            one.principal for one in movements
            if one.kind == "early_repayment" and one.id not in corrected and one.before["paid"] == number
        )
        balance -= early
        found.append({
            "number": number, "due_on": due_on, "principal": money(principal), "interest": money(interest),
            "total": money(principal + interest), "balance": money(balance), "paid_on": paid_on,
        })  # fmt: skip
        balance += principal
    return found[::-1]
