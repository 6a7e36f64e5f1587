"""Scores what a bank line may settle: reference and amount are certain, amount and payer strong, amount alone possible.

Invariant: a proposal never exceeds the line, nor what is open of an item, and runs the way both do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .wording import SHORTEST, UNMISTAKABLE, Words, squeezed

Confidence = Literal["certain", "strong", "possible"]
ORDER: dict[Confidence, int] = {"certain": 0, "strong": 1, "possible": 2}
DAYS_APART = 10
MOST_PROPOSALS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """A bank line as far as it tells what it is: what is left of it, its words, and who paid (if known)."""

    amount: int
    day: date
    words: Words
    payer: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Something open, signed as the line that would settle it; ``references`` are what a payer may have written."""

    kind: str
    id: str
    outstanding: int
    references: tuple[str, ...]
    auxiliary: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A line that the books hold and no bank line mirrors (all of) yet."""

    entry: str
    amount: int
    day: date
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a proposal: what, and how much of the line."""

    kind: str
    id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a line may settle, how sure that is, and why."""

    confidence: Confidence
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]


@dataclass
class Items:
    """Open items, found by reference, amount and payer without looking at each."""

    items: Sequence[Open]
    by_amount: dict[int, list[Open]] = field(default_factory=lambda: defaultdict(list))
    by_payer: dict[str, list[Open]] = field(default_factory=lambda: defaultdict(list))
    by_reference: dict[str, list[Open]] = field(default_factory=lambda: defaultdict(list))
    lengths: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for item in self.items:
            self.by_amount[item.outstanding].append(item)
            if item.auxiliary is not None:
                self.by_payer[item.auxiliary].append(item)
            for reference in {squeezed(one) for one in item.references}:
                if len(reference) >= SHORTEST:
                    self.by_reference[reference].append(item)
                if len(reference) >= UNMISTAKABLE:
                    self.lengths.add(len(reference))

    def named_in(self, words: Words) -> list[Open]:
        """Return the items whose reference a text holds, by kind and id; the same as asking ``Words.hold`` of each."""
        text = words.squeezed
        long = {text[start : start + size] for size in self.lengths for start in range(len(text) - size + 1)}
        short = {one for one in words.joined if len(one) < UNMISTAKABLE}
        found = {(item.kind, item.id): item for key in long | short for item in self.by_reference.get(key, ())}
        return [found[key] for key in sorted(found)]


def item_proposals(seen: Seen, items: Items) -> list[Proposed]:
    """Return what a line may settle among open items, the surest first."""
    named = [one for one in items.named_in(seen.words) if _runs(seen, one)]
    found = [*_named(seen, named), *_paid_by(seen, items, named), *_by_amount(seen, items, named)]
    return _ordered(found)


def _runs(seen: Seen, item: Open) -> bool:
    return (seen.amount > 0) == (item.outstanding > 0)


def _named(seen: Seen, named: Sequence[Open]) -> list[Proposed]:
    """Return proposals for items whose reference the line bears."""
    if len(named) > 1 and sum(one.outstanding for one in named) == seen.amount:
        return [Proposed("certain", _all(named), ("references", "amount"))]
    found: list[Proposed] = []
    for item in named:
        if item.outstanding == seen.amount:
            # Two items of one reference and amount: a person has to tell them apart.
            twins = sum(one.outstanding == item.outstanding for one in named) > 1
            found.append(Proposed("strong" if twins else "certain", _all([item]), ("reference", "amount")))
        elif abs(seen.amount) < abs(item.outstanding):
            part = Part(item.kind, item.id, seen.amount)
            found.append(Proposed("strong" if len(named) == 1 else "possible", (part,), ("reference", "part of it")))
        else:
            found.append(Proposed("possible", _all([item]), ("reference", "more than it")))
    return found


def _paid_by(seen: Seen, items: Items, named: Sequence[Open]) -> list[Proposed]:
    """Return proposals for items of the payer whose IBAN the line bears."""
    if seen.payer is None:
        return []
    own = [one for one in items.by_payer.get(seen.payer, ()) if _runs(seen, one)]
    fitting = [one for one in own if one.outstanding == seen.amount and one not in named]
    found = [
        Proposed("strong" if len(fitting) == 1 else "possible", _all([one]), ("payer", "amount")) for one in fitting
    ]
    if len(own) > 1 and sum(one.outstanding for one in own) == seen.amount:
        found.append(Proposed("strong", _all(own), ("payer", "amount of all")))
    if len(own) == 1 and abs(seen.amount) < abs(own[0].outstanding) and own[0] not in named:
        found.append(Proposed("possible", (Part(own[0].kind, own[0].id, seen.amount),), ("payer", "part of it")))
    return found


def _by_amount(seen: Seen, items: Items, named: Sequence[Open]) -> list[Proposed]:
    """Return a proposal for the only item of the amount; what is one of many says nothing."""
    fitting = items.by_amount.get(seen.amount, [])
    if len(fitting) != 1 or fitting[0] in named or (seen.payer and fitting[0].auxiliary == seen.payer):
        return []
    return [Proposed("possible", _all(fitting), ("amount",))]


def _all(items: Sequence[Open]) -> tuple[Part, ...]:
    return tuple(Part(one.kind, one.id, one.outstanding) for one in items)


def book_proposals(seen: Seen, booked: Sequence[Booked]) -> list[Proposed]:
    """Return which lines of the books (all of this amount) the bank line may mirror: nothing is posted for them."""
    near = [one for one in booked if one.amount == seen.amount and abs((one.day - seen.day).days) <= DAYS_APART]
    found: list[Proposed] = []
    for one in sorted(near, key=lambda line: (abs((line.day - seen.day).days), line.entry)):
        parts = (Part("book", one.entry, one.amount),)
        if one.reference and seen.words.hold(one.reference):
            found.append(Proposed("certain", parts, ("reference", "amount", "in the books")))
        else:
            found.append(Proposed("strong" if len(near) == 1 else "possible", parts, ("amount", "in the books")))
    return _ordered(found)


def _ordered(found: Sequence[Proposed]) -> list[Proposed]:
    certain = [one for one in found if one.confidence == "certain"]
    kept = list(found)
    if len(certain) > 1:
        # What may be certainly two things is neither.
        kept = [
            Proposed("strong", one.parts, one.reasons) if one.confidence == "certain" else one for one in found
        ]
    return sorted(kept, key=lambda one: ORDER[one.confidence])[:MOST_PROPOSALS]
