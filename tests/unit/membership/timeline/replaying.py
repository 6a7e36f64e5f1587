"""Makes the audited tables again from nothing but the trail."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB

from services.commons.audit import audited_tables
from services.commons.audit.tables import Change, PersonalChange
from services.commons.storage import Database, tables_of

Rows = dict[str, dict[str, dict[str, Any]]]
TABLES = tables_of("membership").metadata


def replayed(database: Database) -> Rows:
    """Replay the trail from its first change; each must find the row as the change before left it."""
    rows: Rows = {}
    with database.reading() as session:
        personal = {one.seq: one for one in session.scalars(select(PersonalChange))}
        for change in session.scalars(select(Change).order_by(Change.seq)):
            table = rows.setdefault(change.table_name, {})
            before, after = (_whole(personal.get(change.seq), change, side) for side in ("before", "after"))
            if before is None:
                assert change.key not in table, f"{change.table_name} {change.key} was there already"
                table[change.key] = dict(after or {})
                continue
            assert before.items() <= table[change.key].items(), f"{change.table_name} {change.key} was not like that"
            if after is None:
                assert table.pop(change.key) == before
            else:
                table[change.key] |= after
    return {name: table for name, table in rows.items() if table}


def standing(database: Database) -> Rows:
    """Return the rows of the audited tables as they are, as the trail would have them."""
    rows: Rows = {}
    with database.reading() as session:
        for name, declared in audited_tables(TABLES).items():
            found = session.scalars(text(f"SELECT to_jsonb(t) FROM {name} t")).all()
            if found:
                rows[name] = {
                    "/".join(_text(row[key]) for key in declared.keys):
                        {field: value for field, value in row.items() if field not in declared.withheld}
                    for row in found
                }  # fmt: skip
    return rows


def written(rows: Rows, database: Database) -> None:
    """Write rows into an empty database."""
    with database.transaction() as session:
        for table in TABLES.sorted_tables:
            for row in rows.get(table.name, {}).values():
                columns = ", ".join(row)
                statement = text(
                    f"INSERT INTO {table.name} ({columns}) "
                    f"SELECT {columns} FROM jsonb_populate_record(NULL::{table.name}, :row)"
                ).bindparams(bindparam("row", type_=JSONB))
                session.execute(statement, {"row": row})


def _whole(personal: PersonalChange | None, change: Change, side: str) -> dict[str, Any] | None:
    known = getattr(change, side)
    return None if known is None else {**known, **((personal and getattr(personal, side)) or {})}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
