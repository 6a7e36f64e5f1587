"""Entries for the bench: two lines each over a few dozen accounts, the same at each run."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

# Each batch keeps to its own journal, as imports of several systems would; their accounts overlap.
JOURNALS = ("bank", "purchases", "sales", "operations")
DEBITS = ("512", "411", "602", "601", "606", "6061", "613", "615", "622", "626")
CREDITS = ("401", "411", "706", "707", "708", "44571", "512", "758")


@dataclass(frozen=True)
class Made:
    """An entry: EUR ``cents`` from one account to another."""

    journal: str
    day: date
    label: str
    debit: str
    credit: str
    cents: int


def entries(journal: str, count: int, today: date, seed: int) -> list[Made]:
    """Make entries of one journal, dated in the last days (none in the future)."""
    chance = random.Random(seed)
    return [
        Made(journal, today - timedelta(days=chance.randrange(3)), f"Movement {number}", chance.choice(DEBITS),
             chance.choice(CREDITS), chance.randint(100, 99_999))
        for number in range(count)
    ]  # fmt: skip


def as_json(made: Made) -> dict[str, Any]:
    """Return an entry as the API takes it."""
    amount = {"amount": f"{made.cents // 100}.{made.cents % 100:02d}", "currency": "EUR"}
    lines = [{"account": made.debit, "debit": amount}, {"account": made.credit, "credit": amount}]
    return {"journal": made.journal, "date": made.day.isoformat(), "label": made.label, "lines": lines}


def batch_body(batch: list[Made]) -> bytes:
    """Return a whole batch as the API takes it."""
    return json.dumps({"mode": "atomic", "entries": [as_json(made) for made in batch]}).encode()


@dataclass(frozen=True)
class Rows:
    """The rows that a batch comes to, a list for each column; made beforehand, so that only inserting is measured."""

    journal: str
    year: int
    count: int
    days: list[date]
    labels: list[str]
    entries: list[int]
    numbers: list[int]
    accounts: list[str]
    amounts: list[int]
    moved_accounts: list[str]
    periods: list[str]
    debits: list[int]
    credits: list[int]

    @classmethod
    def of(cls, batch: list[Made]) -> Rows:
        """Turn a batch into columns."""
        moved: Counter[tuple[str, str, str]] = Counter()
        for made in batch:
            period = f"{made.day:%Y-%m}"
            moved[made.debit, period, "debit"] += made.cents
            moved[made.credit, period, "credit"] += made.cents
        keys = sorted({key[:2] for key in moved})
        return cls(
            batch[0].journal, batch[0].day.year, len(batch),
            [made.day for made in batch], [made.label for made in batch],
            [number for number in range(1, len(batch) + 1) for _ in (1, 2)], [1, 2] * len(batch),
            [account for made in batch for account in (made.debit, made.credit)],
            [amount for made in batch for amount in (made.cents, -made.cents)],
            [account for account, _ in keys], [period for _, period in keys],
            [moved[*key, "debit"] for key in keys], [moved[*key, "credit"] for key in keys],
        )  # fmt: skip
