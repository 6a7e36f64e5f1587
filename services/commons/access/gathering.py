"""Gathers what a service holds about a person, and hands it out as data or as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..documents.said import Said
from ..documents.sheet import Value
from ..documents.wording import worded
from ..documents.written import part_of, written
from ..money import Money
from ..requests import Chunk
from ..storage.unit import Unit
from ..workers.offload import offload
from .document import access_document
from .dumping import dumped
from .kept import MOST_ROWS, Kept, held_rows
from .purposes import Holding


def gathered(
    unit: Unit, tables: Iterable[tuple[Kept, Holding]], person_id: str, language: str,
    amounts: frozenset[str] = frozenset(), most: int = MOST_ROWS, merged: Sequence[str] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Return every table with rows about a person, with why it is held, in the words of a language.

    No table gives more than ``most`` rows; where there are more, ``truncated`` says so. ``amounts`` are columns of
    minor units, which are written as amounts. ``merged``: further ids, of whoever turned out to be the same person.
    """
    found = []
    for kept, holding in tables:
        rows = held_rows(unit.session, kept, (person_id, *merged), most)
        if rows:
            found.append({
                "room": kept.room, "table": kept.table.name, "what": kept.words,
                "purpose": worded(holding.purpose, language), "ground": worded(holding.ground, language),
                "source": worded(holding.source, language), "confidential": list(kept.withheld),
                "truncated": len(rows) > most,
                "rows": [{name: _amount(unit, name, value, amounts) for name, value in row.items()}
                         for row in rows[:most]],
            })  # fmt: skip
    return found


def handed_out(
    unit: Unit, held: Mapping[str, Any], service: Said, facts: Sequence[tuple[Said, Value]], *, format: str,
    language: str, cursor: str | None, name: str,
) -> Chunk:  # fmt: skip
    """Return a part of the document in the format asked for; what changed between two parts is refused."""
    if format == "pdf":
        return written(unit, access_document(held, service, facts, language), format, language, cursor, name)
    return part_of(offload(dumped, dict(held)), "application/json", cursor, f"{name}.json")


def _amount(unit: Unit, name: str, value: Any, amounts: frozenset[str]) -> Any:
    if name not in amounts or not isinstance(value, int):
        return value
    money = Money(value, unit.currency)
    return {"amount": str(money), "currency": money.currency}
