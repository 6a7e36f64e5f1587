"""Entries turned by the side: one array a column, so that a whole batch is one SQL call.

Made in a worker process for large batches; what the service process gets is text that it only passes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.commons.canonical import json_text

from .rules import Draft, period_of


@dataclass(frozen=True)
class Facts:
    """All that the books have to be asked about some entries, each thing once."""

    currencies: frozenset[str]
    # How many entries each journal gets on each day.
    days: dict[tuple[str, date], int]
    # The first and the last day on which each account is used.
    accounts: dict[str, tuple[date, date]]
    # (account, auxiliary)
    auxiliaries: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, drafts: Iterable[Draft]) -> Facts:
        """Gather the facts of entries."""
        currencies: set[str] = set()
        days: Counter[tuple[str, date]] = Counter()
        accounts: dict[str, tuple[date, date]] = {}
        auxiliaries: set[tuple[str, str]] = set()
        for draft in drafts:
            day = draft.day
            days[draft.journal, day] += 1
            for line in draft.lines:
                account = line.account
                currencies.add(line.currency)
                known = accounts.get(account)
                if known is None:
                    accounts[account] = (day, day)
                elif day < known[0] or day > known[1]:
                    accounts[account] = (min(day, known[0]), max(day, known[1]))
                if line.auxiliary is not None:
                    auxiliaries.add((account, line.auxiliary))
        return cls(frozenset(currencies), dict(days), accounts, frozenset(auxiliaries))


@dataclass(frozen=True)
class Columns:
    """Entries and lines as PostgreSQL array literals, one a column, and what they move in the balances."""

    count: int
    facts: Facts
    arrays: dict[str, str]

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Columns:
        """Turn entries into columns."""
        moved: dict[tuple[str, str, str], list[int]] = {}
        rows = []
        for ordinal, draft in enumerate(drafts, 1):
            period = period_of(draft.journal, draft.day)
            for number, line in enumerate(draft.lines, 1):
                rows.append((ordinal, number, *line))
                key = (line.account, line.auxiliary or "", period)
                held = moved.get(key)
                if held is None:
                    held = moved[key] = [0, 0]
                if line.amount > 0:
                    held[0] += line.amount
                else:
                    held[1] -= line.amount
        keys = sorted(moved)
        lines = list(zip(*rows, strict=True)) if rows else [()] * 10
        arrays = {
            "journals": _texts([draft.journal for draft in drafts]),
            "days": _plain([draft.day.isoformat() for draft in drafts]),
            "labels": _texts([draft.label for draft in drafts]),
            "refs": _texts([draft.reference for draft in drafts]),
            "metadata": _texts([json_text(draft.metadata) if draft.metadata else "{}" for draft in drafts]),
            "reverses": _plain([draft.reverses for draft in drafts]),
            "sizes": _plain([len(draft.lines) for draft in drafts]),
            "ordinals": _plain(lines[0]),
            "numbers": _plain(lines[1]),
            "accounts": _plain(lines[2]),
            "amounts": _plain(lines[3]),
            "auxiliaries": _texts(lines[5]),
            "activities": _texts(lines[6]),
            "establishments": _texts(lines[7]),
            "working_groups": _texts(lines[8]),
            "funding_sources": _texts(lines[9]),
            "moved_accounts": _plain([key[0] for key in keys]),
            "moved_auxiliaries": _texts([key[1] for key in keys]),
            "moved_periods": _plain([key[2] for key in keys]),
            "moved_debits": _plain([moved[key][0] for key in keys]),
            "moved_credits": _plain([moved[key][1] for key in keys]),
        }
        return cls(len(drafts), Facts.of(drafts), arrays)


def _plain(values: Iterable[Any]) -> str:
    """Write an array literal of values that need no quotes: numbers, days, digits (PostgreSQL, §8.15.2)."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def _texts(values: Iterable[str | None]) -> str:
    """Write an array literal of texts."""
    return "{" + ",".join(["NULL" if value is None else _quoted(value) for value in values]) + "}"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'
