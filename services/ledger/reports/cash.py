"""Shows what is in banks and tills on a day, and how it went over a year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.closing.moved import Moved, moved_between
from services.ledger.journal.years import running_year
from services.ledger.reports import contract
from services.ledger.reports.balances import standing
from services.ledger.reports.sheets import cash_position_sheet
from services.ledger.reports.statements import coop_name

CASH = ("51", "53", "54", "58")  # banks, tills, imprest, transfers under way (PCG class 5 without securities)
BOUNDS = ("50", "6")
CUSTOMERS, SUPPLIERS = "411", "401"
MONTHS = 12


@answers(contract.cash_position)
def cash_position(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show the cash position on a day."""
    day = as_of or unit.today
    since = running_year(unit, day).starts_on
    now = standing(unit.session, day)
    moved = moved_between(unit.session, since, day, accounts=BOUNDS)
    received, paid = _by_account(moved, 0), _by_account(moved, 1)
    balances = {account: debit - paid_ for account, (debit, paid_) in _sums(now).items() if account.startswith(CASH)}
    labels = accounts_named(unit.session, balances)

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "as_of": day, "since": since, "balance": money(sum(balances.values())),
        "accounts": [
            {"account": account, "label": labels[account].label, "balance": money(balance),
             "opening": money(balance - received[account] + paid[account]), "received": money(received[account]),
             "paid": money(paid[account])}
            for account, balance in sorted(balances.items())
        ],
        "receivable": money(sum(debit - credit for debit, credit in _starting(now, CUSTOMERS))),
        "payable": money(sum(credit - debit for debit, credit in _starting(now, SUPPLIERS))),
        "months": [{"month": f"{end:%Y-%m}", "balance": money(amount)} for end, amount in _months(unit, day, balances)],
    }  # fmt: skip


def _months(unit: Unit, day: date, balances: dict[str, int]) -> list[tuple[date, int]]:
    """Return the money at the end of each of the last months, found by going back from the day."""
    amount = sum(balances.values())
    found = [(day, amount)]
    end = day
    for _ in range(MONTHS - 1):
        first = end.replace(day=1)
        moved = moved_between(unit.session, first, end, accounts=BOUNDS)
        amount -= sum(debit - credit for (account, _), (debit, credit) in moved.items() if account.startswith(CASH))
        if first == date.min:
            break
        end = first - timedelta(days=1)
        found.append((end, amount))
    return found[::-1]


def _by_account(moved: Moved, side: int) -> defaultdict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for (account, _), amounts in moved.items():
        sums[account] += amounts[side]
    return sums


def _sums(moved: Moved) -> dict[str, tuple[int, int]]:
    debits, credits = _by_account(moved, 0), _by_account(moved, 1)
    return {account: (debits[account], credits[account]) for account in debits}


def _starting(moved: Moved, prefix: str) -> list[tuple[int, int]]:
    return [amounts for (account, _), amounts in moved.items() if account.startswith(prefix)]


@answers(contract.cash_position_document)
def cash_position_document(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the cash position."""
    shown = cash_position(unit, as_of)
    return written(unit, cash_position_sheet(coop_name(unit), shown), format, language, cursor,
                   f"cash-position-{shown['as_of']}")  # fmt: skip
