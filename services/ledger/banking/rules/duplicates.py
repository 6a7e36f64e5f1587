"""Which movements of a statement are known already, so that files that overlap never count one twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """What a movement is recognised by: the bank's reference if it gives one, else day, amount and label.

    ``format`` is that of the file it came in; two formats of one bank may word a movement differently.
    """

    day: date
    amount: int
    label: str
    reference: str | None
    format: str


Same = Callable[[Mark, Mark], bool]


def _same_reference(fresh: Mark, known: Mark) -> bool:
    return fresh.reference is not None and fresh.reference == known.reference


def _same_wording(fresh: Mark, known: Mark) -> bool:
    return fresh.label == known.label and not _told_apart(fresh, known)


def _other_format(fresh: Mark, known: Mark) -> bool:
    return fresh.format != known.format


def _told_apart(fresh: Mark, known: Mark) -> bool:
    """Two references of one format that differ name two movements, however alike they are otherwise."""
    return (
        fresh.format == known.format and fresh.reference is not None and known.reference is not None
        and fresh.reference != known.reference
    )  # fmt: skip


# The surest first: whoever is recognised by a reference is not taken for another's twin.
LEVELS: tuple[Same, ...] = (_same_reference, _same_wording, _other_format)


def recognised(fresh: Sequence[Mark], known: Sequence[Mark]) -> dict[int, int]:
    """Return, for each fresh movement that is known, its place and that of the known one; each known one counts once.

    Identical movements of a day are told apart by how many there are: the second coffee is a twin of the second only.
    Only movements of one day and amount are ever the same.
    """
    left: dict[tuple[date, int], list[int]] = defaultdict(list)
    for place, mark in enumerate(known):
        left[mark.day, mark.amount].append(place)
    found: dict[int, int] = {}
    for same in LEVELS:
        for place, mark in enumerate(fresh):
            if place in found:
                continue
            candidates = left[mark.day, mark.amount]
            twin = next((one for one in candidates if same(mark, known[one])), None)
            if twin is not None:
                found[place] = twin
                candidates.remove(twin)
    return found
