"""Where loans stand in the books, and the lines that move them; each carries the loan's source."""

from __future__ import annotations

from dataclasses import dataclass

from services.ledger.journal.rules import DraftLine

from .tables import Loan

PENALTY = "668"


@dataclass(frozen=True)
class Accounts:
    """Where a kind of loan stands: principal, interest, and interest booked before it falls due."""

    principal: str
    interest: str
    accrued: str
    by_lender: bool


ACCOUNTS = {
    "bank": Accounts("164", "6611", "1688", False),
    "member": Accounts("4551", "6615", "4558", True),
}


def treasury(loan: Loan, account: str, amount: int) -> DraftLine:
    """Return the line of money that comes in or leaves."""
    return DraftLine(account, amount, loan.currency, funding_source=loan.source)


def principal(loan: Loan, amount: int) -> DraftLine:
    """Return the line of principal: below zero when it is drawn."""
    return with_lender(loan, ACCOUNTS[loan.kind].principal, amount)


def with_lender(loan: Loan, account: str, amount: int) -> DraftLine:
    """Return a line that names the lender where the account is detailed by lender."""
    lender = loan.lender if ACCOUNTS[loan.kind].by_lender else None
    return DraftLine(account, amount, loan.currency, auxiliary=lender, funding_source=loan.source)


def interest_lines(loan: Loan, interest: int, settled: int) -> list[DraftLine]:
    """Return the lines of interest that is paid, of which ``settled`` was booked before."""
    accounts = ACCOUNTS[loan.kind]
    return [
        with_lender(loan, accounts.accrued, settled),
        DraftLine(accounts.interest, interest - settled, loan.currency, funding_source=loan.source),
    ]


def penalty_line(loan: Loan, amount: int) -> DraftLine:
    """Return the line of a penalty for paying back early."""
    return DraftLine(PENALTY, amount, loan.currency, funding_source=loan.source)
