"""What moves in a merge: every row that points at the one who is merged points at the survivor afterwards.

A room whose rows need more than that registers how they move; all other tables follow their foreign keys, so that a
new room needs nothing to be merged rightly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Column, Table, exists, update
from sqlalchemy.exc import IntegrityError

from services.commons.storage import Unit, tables_of

from .contract import RowsCollide

Merging = Callable[[Unit, str, str], int]
_MERGINGS: dict[str, Merging] = {}
# What names a party without a foreign key, because another service told of it or the party may not be known yet.
_ALSO: set[tuple[str, str]] = set()
# Says itself who was merged into whom.
_OF_THE_MERGE = {("parties", "merged_into"), ("members", "id"), ("merges", "survivor_id"), ("merges", "merged_id")}
_UNIQUE = "23505"


def merges(*tables: str) -> Callable[[Merging], Merging]:
    """Register ``(unit, survivor_id, merged_id) -> how many rows`` to move the rows of these tables."""

    def bind(merging: Merging) -> Merging:
        for table in tables:
            assert table not in _MERGINGS, f"{table} is merged twice"
            _MERGINGS[table] = merging
        return merging

    return bind


def merges_column(table: str, column: str) -> None:
    """Register a column that names a party without a foreign key."""
    _ALSO.add((table, column))


def stays_behind(table: str) -> None:
    """Register a table whose rows go on naming whom they named: what was written stays as it was written."""
    merges(table)(lambda unit, survivor_id, merged_id: 0)


def keeps_the_survivors(table: str, column: str) -> None:
    """Register a table in which one person stands once: the survivor's row counts, the other's moves without one.

    A row of both under the same key says the same of one person; the other's stays as it was written.
    """

    def move(unit: Unit, survivor_id: str, merged_id: str) -> int:
        rows = tables_of("membership").metadata.tables[table]
        own = rows.alias("own")
        same = [own.c[key.name] == key for key in rows.primary_key if key.name != column]
        held = exists().where(own.c[column] == survivor_id, *same)
        statement = update(rows).where(rows.c[column] == merged_id, ~held).values({column: survivor_id})
        return int(unit.session.connection().execute(statement).rowcount)

    merges(table)(move)


def columns_that_move() -> Iterator[tuple[Table, Column[str]]]:
    """List every column that names a party and that no room moves itself."""
    for table in tables_of("membership").metadata.sorted_tables:
        for column in table.columns:
            keys = {key.target_fullname for key in column.foreign_keys}
            named = keys & {"parties.id", "members.id"} or (table.name, column.name) in _ALSO
            if named and (table.name, column.name) not in _OF_THE_MERGE and table.name not in _MERGINGS:
                yield table, column


def settled_by_rooms() -> frozenset[str]:
    """Return the tables of which a room says how they move, or that they stay."""
    return frozenset(_MERGINGS)


def move_all(unit: Unit, survivor_id: str, merged_id: str) -> dict[str, int]:
    """Move everything, and return how many rows of each table moved; refuse where one person stands only once."""
    moved: dict[str, int] = {}
    # By rooms first: what one of them ends cannot collide any more.
    for merging in dict.fromkeys(_MERGINGS.values()):
        tables = [name for name, one in _MERGINGS.items() if one is merging]
        moved[tables[0]] = merging(unit, survivor_id, merged_id)
    unit.session.flush()
    for table, column in columns_that_move():
        count = _moved(unit, table, column, survivor_id, merged_id)
        moved[table.name] = moved.get(table.name, 0) + count
    unit.session.expire_all()
    return {name: count for name, count in sorted(moved.items()) if count}


def _moved(unit: Unit, table: Table, column: Column[str], survivor_id: str, merged_id: str) -> int:
    rows = update(table).where(column == merged_id).values({column: survivor_id})
    try:
        with unit.session.begin_nested():
            return int(unit.session.connection().execute(rows).rowcount)
    except IntegrityError as error:
        if getattr(error.orig, "pgcode", None) != _UNIQUE:
            raise
        where = table.name.replace("_", " ")
        raise RowsCollide(member_id=survivor_id, duplicate_id=merged_id, where=where) from None
