"""Finds the rows of a table that concern one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select
from sqlalchemy.orm import Session

MOST_ROWS = 5_000
# A column that names the person; ``column>table.owner`` where its value is the id of a row of another table that
# somebody owns, and ``column>table.key.owner`` where it is another of that row's columns; else a condition.
Subject = str | Callable[[Sequence[str]], ColumnElement[bool]]
# What the rows found say of a person alone, where they say something of others too.
Trim = Callable[[Session, Sequence[str], list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Kept:
    """A table that may hold rows about a person: by which columns, and which of its values are not to be read.

    ``personal``: values that are the first subject's alone, and left out of the rows of whoever else is concerned.
    ``trim``: what takes the data of others out of the rows (GDPR, article 15, 4).
    """

    table: Table
    room: str
    words: str
    subjects: tuple[Subject, ...]
    personal: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    trim: Trim | None = None


def held_rows(session: Session, kept: Kept, ids: Sequence[str], most: int = MOST_ROWS) -> list[dict[str, Any]]:
    """Return the rows known by these ids as JSON values, one more than ``most`` where there are more."""
    row = func.to_jsonb(kept.table.table_valued())
    first, *others = (is_one_of(kept.table, subject, ids) for subject in kept.subjects)
    statement: Select[Any] = select(row.label("row"), first.label("own")).where(or_(first, *others))
    found = session.execute(statement.order_by(*kept.table.primary_key).limit(most + 1)).all()
    rows = [
        {name: one.row[name] for name in kept.table.c.keys()
         if name not in kept.withheld and (one.own or name not in kept.personal)}
        for one in found
    ]  # fmt: skip
    return rows if kept.trim is None else kept.trim(session, ids, rows)


def is_one_of(table: Table, subject: Subject, ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a row of a table is about a person in one way."""
    if callable(subject):
        return func.coalesce(subject(ids), False)
    column, _, through = subject.partition(">")
    if not through:
        return func.coalesce(table.c[column].in_(ids), False)
    name, *key, owner = through.split(".")
    parent = table.metadata.tables[name]
    rows = select(parent.c[key[0] if key else "id"]).where(parent.c[owner].in_(ids))
    return func.coalesce(table.c[column].in_(rows), False)


def in_words(name: str) -> str:
    """Return what a row of a mapped class is called: ``PaymentOrderItem`` is a payment order item."""
    return "".join(f" {one.lower()}" if one.isupper() else one for one in name).strip()
