"""Entries turned by the side: one array a column, so that a whole batch is one SQL call.

Made in a worker process for large batches; what the service process gets is text that it only passes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice

from services.commons.canonical import json_text

from .rules import LOSSES, OPENING, RESERVED, Attached, Draft, DraftLine, draws_on_reserves, makes_losses, period_of
from .shapes import AXES

_NO_AXES = (None, None, None, None)
_ANALYTIC = AXES[1:]


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
    # Accounts that some line uses without an auxiliary.
    bare: frozenset[str] = frozenset()
    # The last day on which each value of each analytic axis is used.
    axes: Mapping[tuple[str, str], date] = field(default_factory=dict)
    # Whether an entry takes out of the reserves, or makes a loss for them to cover; and whether opening balances do.
    draws_on_reserves: bool = False
    opens_losses: bool = False

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Facts:
        """Gather the facts of entries."""
        currencies: set[str] = set()
        days: Counter[tuple[str, date]] = Counter()
        accounts: dict[str, tuple[date, date]] = {}
        auxiliaries: set[tuple[str, str]] = set()
        bare: set[str] = set()
        axes: dict[tuple[str, str], date] = {}
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
                else:
                    bare.add(account)
                if line[4:] != _NO_AXES:
                    for axis, value in zip(_ANALYTIC, line[4:], strict=True):
                        if value is not None:
                            axes[axis, value] = max(day, axes.get((axis, value), day))
        drawn = opens_losses = False
        if any(account.startswith(RESERVED + LOSSES) for account in accounts):
            losses = [draft for draft in drafts if makes_losses(draft.lines)]
            opens_losses = any(draft.journal == OPENING for draft in losses)
            drawn = any(draft.journal != OPENING for draft in losses) or any(
                draws_on_reserves(draft.lines) for draft in drafts
            )
        return cls(
            frozenset(currencies), dict(days), accounts, frozenset(auxiliaries), frozenset(bare), axes, drawn,
            opens_losses,
        )


@dataclass(frozen=True)
class Columns:
    """Entries and lines as PostgreSQL array literals, one a column, and what they move in the balances."""

    count: int
    facts: Facts
    arrays: dict[str, str]
    # The currency of each line; entries are in the books' own, so this is for saying which are not.
    currencies: str
    # (place of the entry, from 1; document)
    attachments: tuple[tuple[int, Attached], ...] = ()

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Columns:
        """Turn entries into columns."""
        lines = list(zip(*[line for draft in drafts for line in draft.lines], strict=True)) or [()] * 8
        moved = _moved(drafts)
        keys = sorted(moved)
        arrays = {
            "journals": _texts([draft.journal for draft in drafts]),
            "days": _texts([_written(draft.day) for draft in drafts]),
            "labels": _texts([draft.label for draft in drafts]),
            "refs": _texts([draft.reference for draft in drafts]),
            "metadata": _texts([json_text(draft.metadata) if draft.metadata else "{}" for draft in drafts]),
            "reverses": _numbers([draft.reverses for draft in drafts]),
            "sizes": _numbers([len(draft.lines) for draft in drafts]),
            "ordinals": _numbers([ordinal for ordinal, draft in enumerate(drafts, 1) for _ in draft.lines]),
            "numbers": _numbers([number for draft in drafts for number in range(1, len(draft.lines) + 1)]),
            "accounts": _texts(lines[0]),
            "amounts": _numbers(lines[1]),
            "auxiliaries": _texts(lines[3]),
            "activities": _texts(lines[4]),
            "establishments": _texts(lines[5]),
            "working_groups": _texts(lines[6]),
            "funding_sources": _texts(lines[7]),
            "moved_accounts": _texts([key[0] for key in keys]),
            "moved_auxiliaries": _texts([key[1] for key in keys]),
            "moved_periods": _texts([key[2] for key in keys]),
            "moved_debits": _numbers([moved[key][0] for key in keys]),
            "moved_credits": _numbers([moved[key][1] for key in keys]),
        }
        attachments = tuple((ordinal, one) for ordinal, draft in enumerate(drafts, 1) for one in draft.attachments)
        return cls(len(drafts), Facts.of(drafts), arrays, _texts(lines[2]), attachments)

    def drafts(self) -> list[Draft]:
        """Return the entries that the columns were made of.

        The literals are written so that with square brackets they are JSON.
        """
        literals = {**self.arrays, "currencies": self.currencies}
        read = {name: json.loads(f"[{literal[1:-1]}]", strict=False) for name, literal in literals.items()}
        lines = map(
            DraftLine, read["accounts"], read["amounts"], read["currencies"], read["auxiliaries"], read["activities"],
            read["establishments"], read["working_groups"], read["funding_sources"],
        )  # fmt: skip
        entries = zip(
            read["journals"], read["days"], read["labels"], read["sizes"], read["refs"], read["metadata"],
            read["reverses"], strict=True,
        )  # fmt: skip
        attached: dict[int, list[Attached]] = {}
        for ordinal, one in self.attachments:
            attached.setdefault(ordinal, []).append(one)
        return [
            Draft(
                journal, date.fromisoformat(day), label, tuple(islice(lines, size)), reference, json.loads(metadata),
                reverses, tuple(attached.get(ordinal, ())),
            )
            for ordinal, (journal, day, label, size, reference, metadata, reverses) in enumerate(entries, 1)
        ]  # fmt: skip


def _moved(drafts: Sequence[Draft]) -> dict[tuple[str, str, str], list[int]]:
    """Return what the entries debit and credit each (account, auxiliary, period)."""
    moved: dict[tuple[str, str, str], list[int]] = {}
    for draft in drafts:
        period = period_of(draft.journal, draft.day)
        for account, amount, _, auxiliary, *_ in draft.lines:
            key = (account, auxiliary or "", period)
            held = moved.get(key)
            if held is None:
                held = moved[key] = [0, 0]
            if amount > 0:
                held[0] += amount
            else:
                held[1] -= amount
    return moved


_written = lru_cache(4096)(date.isoformat)


def _numbers(values: Sequence[int | None]) -> str:
    """Write an array literal of whole numbers."""
    if values.count(None) == len(values):
        return _nothing(len(values))
    return "{" + ",".join(["null" if value is None else str(value) for value in values]) + "}"


def _texts(values: Sequence[str | None]) -> str:
    """Write an array literal of texts (PostgreSQL §8.15.6): quoted, with backslash and quote escaped."""
    if values.count(None) == len(values):
        return _nothing(len(values))
    joined = "".join([value for value in values if value is not None])
    if "\\" in joined or '"' in joined:
        return "{" + ",".join(["null" if value is None else _quoted(value) for value in values]) + "}"
    return "{" + ",".join(["null" if value is None else f'"{value}"' for value in values]) + "}"


def _nothing(count: int) -> str:
    return "{" + ",".join(["null"] * count) + "}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
