"""Lets other rooms have a say in what is posted, without the journal knowing them.

A room registers a guard when it is imported (at the assembly of the service); it is asked inside the posting
transaction, after the book, the fiscal years and the policed accounts are locked and before anything is written:

    @guards_posting(axis="activity")
    def within_the_cover(unit: Unit, lines: Sequence[DraftLine]) -> Refusal | None:
        ...  # lock what you compare with (in one order for everyone), read, and answer

It gets every line of the request that carries the axis, of all entries together, and is not asked when there is none,
nor about the entries that close a year. Entries of a batch that continues are asked about in groups: the lines are
those taken so far and the ones in question.

What matters of each entry by itself, its day for one, is asked of an objector, which gets the entries whole:

    @objects_to_entries(axis="activity")
    def after_the_closing(unit: Unit, drafts: Mapping[int, Draft]) -> dict[int, Refusal]:
        ...  # the objections, by the places of the entries
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.commons.refusals import Refusal
from services.commons.storage import Unit

from .rules import Draft, DraftLine
from .shapes import AXES

Judge = Callable[[Unit, Sequence[DraftLine]], Refusal | None]
Objector = Callable[[Unit, Mapping[int, Draft]], dict[int, Refusal]]


@dataclass(frozen=True, slots=True)
class Guard:
    """Who is asked about the lines that carry an axis."""

    axis: str
    judge: Judge


GUARDS: list[Guard] = []
OBJECTORS: list[tuple[str, Objector]] = []


def guards_posting(*, axis: str = "activity") -> Callable[[Judge], Judge]:
    """Register a function that is asked about every line with this axis, by hand or by a room, pending or posted."""
    assert axis in AXES, axis

    def register(judge: Judge) -> Judge:
        GUARDS.append(Guard(axis, judge))
        return judge

    return register


def objects_to_entries(*, axis: str = "activity") -> Callable[[Objector], Objector]:
    """Register a function that is shown every entry with this axis, by hand or by a room, pending or posted."""
    assert axis in AXES, axis

    def register(objector: Objector) -> Objector:
        OBJECTORS.append((axis, objector))
        return objector

    return register


def objecting(axes: frozenset[str] | set[str]) -> list[Objector]:
    """Return the objectors that entries with these axes concern."""
    return [objector for axis, objector in OBJECTORS if axis in axes]


def guarded(axes: frozenset[str] | set[str]) -> list[Guard]:
    """Return the guards that lines with these axes concern."""
    return [guard for guard in GUARDS if guard.axis in axes]


def concerned(guard: Guard, drafts: Sequence[Draft]) -> list[DraftLine]:
    """Return the lines that a guard is asked about."""
    return [line for draft in drafts for line in draft.lines if getattr(line, guard.axis) is not None]
