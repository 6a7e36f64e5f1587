"""What is told of a member's life: each room registers how it tells its part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.commons.storage import Unit


@dataclass(frozen=True)
class Entry:
    """Something that happened, or will, on a day; ``recorded_at`` is when it was written down.

    ``kind`` is a code such as ``mandate_ended``; ``what`` a sentence with the ``values`` in braces. ``rows`` names the
    rows it is told from, as (table, key), by which the trail says who recorded it.
    """

    on: date
    kind: str
    what: str
    values: dict[str, Any]
    recorded_at: datetime
    rows: tuple[tuple[str, str], ...] = field(default=())

    @property
    def sentence(self) -> str:
        """The sentence with its values."""
        return self.what.format_map(self.values)


Telling = Callable[[Unit, str], Iterable[Entry]]
_TELLINGS: dict[str, Telling] = {}


def tells(part: str) -> Callable[[Telling], Telling]:
    """Register ``(unit, member_id) -> entries`` to tell a part of a life, by few statements and in a fixed order."""

    def bind(telling: Telling) -> Telling:
        assert part not in _TELLINGS, part
        _TELLINGS[part] = telling
        return telling

    return bind


def told_of(unit: Unit, member_id: str, until: date | None = None) -> list[Entry]:
    """Return the life of a member up to a day (inclusive; all that is known if None), oldest first."""
    told = [
        (entry.on, entry.recorded_at, part, place, entry)
        for part in sorted(_TELLINGS)
        for place, entry in enumerate(_TELLINGS[part](unit, member_id))
        if until is None or entry.on <= until
    ]
    # What was recorded at one moment for one day keeps the order in which its room tells it.
    return [one[-1] for one in sorted(told, key=lambda one: one[:-1])]
