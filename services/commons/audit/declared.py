"""Declares that a table is audited: its triggers follow from that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import DDL, Table, event

Mapping = TypeVar("Mapping", bound=type)
INFO = "audited"
# How each kind of statement shows the rows that it touched.
_TRANSITIONS = {
    "INSERT": "NEW TABLE AS fresh",
    "UPDATE": "OLD TABLE AS stale NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS stale",
}


@dataclass(frozen=True)
class Audited:
    """What the trail knows of a table: whom its rows concern, and which columns are kept apart or not at all."""

    # One row of it in words, as its class is called.
    words: str
    keys: tuple[str, ...]
    subjects: tuple[str, ...]
    personal: tuple[str, ...]
    withheld: tuple[str, ...]


def audited(
    subject: str | Sequence[str] = (), personal: Sequence[str] = (), withheld: Sequence[str] = ()
) -> Callable[[Mapping], Mapping]:
    """Keep a trail of every change of a mapped table, whoever makes it and by whatever statement.

    ``subject``: the columns that name the persons or organisations concerned, whose data it is first; a column of
    another table's ids is followed as ``"membership_id>memberships.member_id"``. ``personal``: columns whose values
    stand apart, so that they can be erased with the person's. ``withheld``: columns of which the trail only says that
    they changed, because nobody who reads the trail may read them (hashes, confidential notes); those that are to be
    erased with the person are named in both.
    """
    subjects = (subject,) if isinstance(subject, str) else tuple(subject)

    def declare(mapped: Mapping) -> Mapping:
        table: Table = mapped.__table__  # type: ignore[attr-defined]
        known = {column.name for column in table.columns}
        named = {one.partition(">")[0] for one in subjects}.union(personal, withheld)
        assert named <= known, f"{table.name} has no column {', '.join(sorted(named - known))}"
        assert subjects or not personal, f"{table.name}: personal columns are somebody's: name the subject"
        keys = tuple(column.name for column in table.primary_key)
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mapped.__name__).lower()
        declared = table.info[INFO] = Audited(words, keys, subjects, tuple(personal), tuple(withheld))
        for statement in triggers(table.name, declared):
            event.listen(table, "after_create", DDL(statement))  # type: ignore[no-untyped-call]
        return mapped

    return declare


def triggers(table: str, declared: Audited) -> list[str]:
    """Return the statements that make the table's triggers, for its creation and for migrations."""
    # What is withheld as well as personal is erased with the person, and stands nowhere in the trail.
    apart = tuple(name for name in declared.personal if name not in declared.withheld)
    lists = (declared.keys, declared.subjects, apart, declared.withheld)
    arguments = ", ".join(f"'{','.join(one)}'" for one in lists)
    made = [
        f"CREATE TRIGGER {table}_audit_{kind.lower()} AFTER {kind} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_changes({arguments})"
        for kind, rows in _TRANSITIONS.items()
    ]
    # Its rows would go without a trace.
    return [*made, f"CREATE TRIGGER {table}_audit_truncate BEFORE TRUNCATE ON {table} "
                   "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncation()"]  # fmt: skip


def audited_tables(tables: Any) -> dict[str, Audited]:
    """Return the audited ones among the tables of a metadata, by name."""
    return {name: table.info[INFO] for name, table in tables.tables.items() if INFO in table.info}
