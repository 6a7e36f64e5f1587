"""Sets everything that is held about a person as a document that this person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ..clock import legal_day
from ..documents import Column, Table, said
from ..documents.paper import Block, Facts, Grid, Heading, Paper, Prose
from ..documents.said import Said
from ..documents.sheet import Value
from ..documents.wording import worded
from ..money import Money

# Rows of few fields stand under each other in a table; longer ones are told one by one.
MOST_COLUMNS = 7
# What a cell of so many can hold on one line.
LONGEST_WORD = 16
# A paper is for reading: who has more rows of a kind finds them all in the data.
MOST_SHOWN = 300
YES, NO = said("yes"), said("no")
MORE = said("There is more: the file of data (JSON) holds it.")
# The keys of rows, which say something to programs alone.
KEYS = frozenset({"id", "seq"})


def access_document(
    held: Mapping[str, Any], service: Said, facts: Sequence[tuple[Said, Value]], language: str
) -> Paper:  # fmt: skip
    """Return the paper of what one service holds, from the same value that is handed out as data.

    ``held``: ``cooperative``, ``made_on``, ``person``, ``held`` (tables with ``room``, ``what``, ``purpose``,
    ``ground``, ``source``, ``confidential``, ``rows``, ``truncated``), ``changes`` and ``elsewhere``, in the reader's
    language; names of tables and fields are put into it here, where the catalogues know them.
    """
    blocks: list[Block] = [
        Prose(said("You asked what this cooperative holds about you (GDPR, article 15). Below stands all of it: why it "
                   "is held, by what right, where it comes from, and until when."), "lead"),
        Facts(list(facts)),
        Prose(_rights(), "quiet"),
    ]  # fmt: skip
    if not held["held"]:
        blocks.append(Prose(said("Nothing is held about you here.")))
    writing = _Writing(held["person"]["id"], language)
    for _, tables in groupby(held["held"], key=lambda one: one["room"]):
        blocks += writing.room(list(tables))
    if held.get("changes"):
        blocks += writing.changes(held["changes"], bool(held["changes_truncated"]))
    if held.get("elsewhere"):
        blocks.append(Heading(said("What the other services hold")))
        for one in held["elsewhere"]:
            blocks += [Prose(one["what"]), Prose(one["kept"], "quiet")]
        blocks.append(Prose(said("Each service writes its own document like this one; ask for all of them."), "quiet"))
    made_on = said("As of {day}", day=date.fromisoformat(held["made_on"]))
    return Paper(said("What is held about you: {service}", service=service), held["cooperative"], blocks,
                 made_on)  # fmt: skip


@dataclass(frozen=True)
class _Writing:
    """How rows are written for one reader: in whose words, and which values say nothing to them."""

    person_id: str
    language: str

    def label(self, name: str) -> str:
        """Return what a field or a table is called, in the reader's language where the catalogues know it."""
        words = worded(Said(name.removesuffix("_id").replace("_", " ")), self.language)
        return words[:1].upper() + words[1:]

    def says(self, name: str, value: Any) -> bool:
        """Say whether a value tells the person anything: not the key of a row, nor that it is about them."""
        return name not in KEYS and value is not None and value not in ("", [], {}, self.person_id)

    def room(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
        """Return what one room holds, after why it does."""
        first = tables[0]
        yield Heading(first["purpose"])
        yield Prose(said("{ground}. Source: {source}.", ground=first["ground"], source=first["source"]), "quiet")
        for one in tables:
            yield Heading(self.label(one["what"]), 2)
            if one["confidential"]:
                fields = ", ".join(self.label(name).lower() for name in one["confidential"])
                yield Prose(said("Not shown here, because it is confidential or a secret: {fields}.", fields=fields),
                            "quiet")  # fmt: skip
            yield from self.rows(one["rows"][:MOST_SHOWN])
            yield from _more(one["rows"], one["truncated"])

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
        """Return rows of few fields as a table, others one by one."""
        names = [name for name in (rows[0] if rows else ()) if any(self.says(name, row.get(name)) for row in rows)]
        cells = [[_value(row.get(name)) for name in names] for row in rows]
        longest = max((len(word) for row in cells for cell in row for word in worded(cell, self.language).split()),
                      default=0)  # fmt: skip
        if len(rows) > 1 and len(names) <= MOST_COLUMNS and longest <= LONGEST_WORD:
            yield Grid(Table([Column(self.label(name)) for name in names], cells))
            return
        for row in rows:
            told = [(self.label(name), _value(value)) for name, value in row.items() if self.says(name, value)]
            if told:
                yield Facts(told)

    def changes(self, changes: Sequence[Mapping[str, Any]], truncated: bool) -> Iterator[Block]:
        """Return what was changed: the values of what was changed since, for what was made they stand above."""
        yield Heading(said("What was changed, when and by whom"))
        columns = [Column(said("Recorded at"), "day", 18), Column(said("What"), share=22), Column(said("By whom"),
                   share=24), Column(said("Before"), share=36), Column(said("After"), share=36)]  # fmt: skip
        rows: list[Sequence[Value]] = [
            [legal_day(datetime.fromisoformat(one["at"])), self.label(one["what"]),
             f"{one['actor']['kind']} {one['actor']['id']}",
             *((self.fields(one["before"]), self.fields(one["after"])) if one["change"] == "changed" else ("", ""))]
            for one in changes[:MOST_SHOWN]
        ]  # fmt: skip
        yield Grid(Table(columns, rows))
        yield from _more(changes, truncated)

    def fields(self, values: Mapping[str, Any] | None) -> str:
        """Return the fields that differ, each with its value."""
        told = [f"{self.label(name)}: {worded(_value(value), self.language)}"
                for name, value in (values or {}).items() if self.says(name, value)]  # fmt: skip
        return "; ".join(told)


def _more(rows: Sequence[Mapping[str, Any]], truncated: bool) -> Iterator[Block]:
    """Return where the rest of the rows is, where a paper does not show them all."""
    if truncated:
        yield Prose(said("There is more: the file of data (JSON) holds the first {count}; ask the cooperative for the "
                         "rest.", count=len(rows)), "quiet")  # fmt: skip
    elif len(rows) > MOST_SHOWN:
        yield Prose(MORE, "quiet")


def _rights() -> Said:
    return said("You may ask to have it corrected, erased or handed to another, object to its use, or ask that it is "
                "used less (GDPR, articles 16 to 21), and complain to the supervisory authority: in France the CNIL, "
                "www.cnil.fr. What law or statutes ask to be kept stays until its day.")  # fmt: skip


def _value(value: Any) -> Value:
    """Return a JSON value as a document writes it: days and moments as such, amounts as amounts."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping) and set(value) == {"amount", "currency"}:
        return Money.parse(value["amount"], value["currency"])
    if isinstance(value, str):
        if len(value) == 10:
            with suppress(ValueError):
                return date.fromisoformat(value)
        if len(value) >= 19 and value[10:11] == "T":
            with suppress(ValueError):
                return datetime.fromisoformat(value)
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, Said) or value is None else _short(value)


def _short(value: Any) -> str:
    if not value:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_short(one) if isinstance(one, dict | list) else one}"
                         for name, one in value.items() if one is not None)  # fmt: skip
    return json.dumps(value, ensure_ascii=False)
