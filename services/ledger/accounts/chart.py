"""The chart of accounts: the French general chart as data, and what a cooperative added to it.

The data file holds the accounts of ANC regulation 2014-03 as amended by 2022-06 (in force from 2025-01-01), those of
its minimal plan and the optional ones, dated account by account so that older entries meet the accounts of their own
time. What the amendment abolished ended with 2024; accounts of the balance sheet among it stay open through 2025, so
that what stood on them can be moved to their successors. Subdivisions that were merely dropped from the list (a second
till, kinds of subsidies) are left, for anyone may subdivide. 4571 and 4572 detail 457 for cooperatives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from .tables import OwnAccount

JOURNALS = {
    "bank": "Bank",
    "purchases": "Purchases",
    "sales": "Sales",
    "payroll": "Payroll",
    "capital": "Share capital",
    "operations": "Miscellaneous operations",
    "internal": "Internal transfers between activities and shared services",
    "opening": "Opening balances",
    "closing": "Closing of the result",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account and the days between which it may be used (None: without limit)."""

    code: str
    label: str
    third_party: bool
    own: bool = False
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Say whether the account may be used on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@cache
def general_chart() -> dict[str, AccountRow]:
    """Return the accounts of the general chart by code."""
    with (Path(__file__).parent / "pcg.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: AccountRow(
                row["code"], row["label"], row["third_party"] == "1", False, _day(row["since"]), _day(row["until"])
            )
            for row in csv.DictReader(file)
        }


def accounts_named(session: Session, codes: Iterable[str]) -> dict[str, AccountRow]:
    """Return the accounts of these codes that exist, of the general chart or the cooperative's own."""
    chart = general_chart()
    found = {code: chart[code] for code in codes if code in chart}
    rest = [code for code in codes if code not in found]
    if rest:
        own = session.scalars(select(OwnAccount).where(OwnAccount.code.in_(rest)))
        found |= {row.code: own_row(row) for row in own}
    return found


def own_row(row: OwnAccount) -> AccountRow:
    """Return an account that the cooperative added."""
    return AccountRow(row.code, row.label, row.third_party, True, row.since, None)


def refined(code: str) -> AccountRow | None:
    """Return the account of the general chart that a longer code refines, the closest one."""
    chart = general_chart()
    for length in range(len(code) - 1, 1, -1):
        if code[:length] in chart:
            return chart[code[:length]]
    return None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
