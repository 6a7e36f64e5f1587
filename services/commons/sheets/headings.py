"""Finds out which field each column holds: as the request says, else by the names that people give to columns."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .folding import folded
from .refusals import SheetHeaderUnfit, SheetMapUnfit

if TYPE_CHECKING:
    from .row import Row

# The column that the list of refused lines adds: it says what was wrong, and is passed over when sent again.
WHAT_IS_WRONG = {"fr": "Ce qui ne va pas", "en": "What is wrong"}
_ALWAYS_IGNORED = frozenset(folded(one) for one in WHAT_IS_WRONG.values())


@dataclass(frozen=True)
class Column:
    """A column that is read: its place, its heading as the sheet has it, and the field that it holds."""

    place: int
    heading: str
    field: str


class Headings:
    """What the headings of one sheet may be, by the names of its row and by what the request says."""

    def __init__(self, row: Row, arguments: Mapping[str, Any]) -> None:
        self._row = row
        self._known = names_of(row)
        self._mapped = _pairs(arguments.get("map"))
        self._ignored = frozenset(folded(one) for one in (arguments.get("ignore") or "").split(",")) - {""}

    def knows(self, heading: str) -> bool:
        """Say whether a heading means something."""
        name = folded(heading)
        return name in self._known or name in self._mapped or name in self._ignored

    def columns(self, heading: Sequence[str]) -> list[Column]:
        """Return the columns that are read. Raises SheetHeaderUnfit and SheetMapUnfit with all that does not fit."""
        self._check_named(heading)
        columns: list[Column] = []
        unknown: list[str] = []
        for place, text in enumerate(heading):
            name = folded(text)
            if not text.strip() or name in self._ignored or (name in _ALWAYS_IGNORED and name not in self._mapped):
                continue
            field = self._mapped.get(name) or self._known.get(name)
            first = next((one.heading for one in columns if one.field == field), None)
            if field is None:
                unknown.append(f"{_short(text)}{self._nearest(name)}")
            elif first is not None:
                unknown.append(f"{_short(text)} (is {field}, as {_short(first)} is)")
            else:
                columns.append(Column(place, text.strip(), field))
        missing = [_example(self._row, one) for one in self._missing({one.field for one in columns})]
        if missing or unknown:
            raise SheetHeaderUnfit(missing=", ".join(missing) or "none", unknown=", ".join(unknown) or "none")
        return columns

    def _missing(self, there: set[str]) -> list[str]:
        needed = [name for name, field in self._row.fields.items()
                  if (field.required or name in self._row.needed) and name not in there]  # fmt: skip
        return [name for name in needed if self._row.stands_in.get(name) not in there]

    def _check_named(self, heading: Sequence[str]) -> None:
        there = {folded(text) for text in heading}
        unknown = [name for name in (*self._mapped, *sorted(self._ignored)) if name not in there]
        unknown += [field for field in self._mapped.values() if field not in self._row.fields]
        if unknown:
            raise SheetMapUnfit(unknown=", ".join(unknown), columns=", ".join(map(_short, heading)),
                                fields=", ".join(self._row.fields))  # fmt: skip

    def _nearest(self, name: str) -> str:
        close = difflib.get_close_matches(name, list(self._known), n=1, cutoff=0.7)
        return f" (did you mean {_example(self._row, self._known[close[0]])}?)" if close else ""


def names_of(row: Row) -> dict[str, str]:
    """Return the field that each name stands for, the field's own name among them."""
    known = {folded(field): field for field in row.fields}
    for field, names in row.names.items():
        known |= {folded(name): field for name in names}
    return known


def _pairs(said: str | None) -> dict[str, str]:
    pairs = [one.rpartition(":") for one in (said or "").split(",") if one.strip()]
    return {folded(column): field.strip() for column, _, field in pairs}


def _example(row: Row, field: str) -> str:
    names = row.names.get(field)
    return f'{field} ("{names[0]}")' if names else field


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"
