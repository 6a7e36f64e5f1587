"""The tables of a service's database, and the one way to write their rows: equal rows are equal bytes, anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

# What the text of a value depends on; without it two servers would write the same instant differently.
SETTINGS = "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'"
# The columns of the primary key come with whether they are texts: these are sorted by their bytes, whatever language
# the server sorts in.
_TABLES = """
    SELECT c.relname,
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
           coalesce((SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int[], a.attnum::int))
                       FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                      WHERE i.indrelid = c.oid AND i.indisprimary), '{}'),
           coalesce((SELECT array_agg(a.attname::text) FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attcollation <> 0 AND a.attnum > 0), '{}')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND has_table_privilege(c.oid, 'SELECT')
     ORDER BY c.relname"""


@dataclass(frozen=True)
class Table:
    """A table: its columns, those of its primary key, and those that are texts."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    texts: frozenset[str]


@dataclass(frozen=True)
class Rows:
    """How many rows were written, and the SHA-256 of all their bytes."""

    rows: int
    sha256: str


def tables_of(connection: Connection) -> dict[str, Table]:
    """Return the tables of a database by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return {
            name: Table(name, tuple(columns), tuple(key), frozenset(texts)) for name, columns, key, texts in cursor
        }


def write_rows(
    connection: Connection, table: Table, file: IO[bytes] | None = None, columns: Sequence[str] | None = None
) -> Rows:
    """Write a table as CSV, in the order of its primary key; without a file only its hash is made."""
    from psycopg2 import sql

    order = [
        sql.SQL('{} COLLATE "C"' if name in table.texts else "{}").format(sql.Identifier(name)) for name in table.key
    ] or [sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(table.name))]
    statement = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT WITH (FORMAT csv, HEADER)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns or table.columns)), sql.Identifier(table.name),
        sql.SQL(", ").join(order),
    )  # fmt: skip
    hashed = _Hashed(file)
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, hashed)
        return Rows(cursor.rowcount, hashed.hash.hexdigest())


class _Hashed:
    """A file that remembers the hash of what was written to it."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def write(self, content: str | bytes) -> int:
        """Write on."""
        raw = content.encode() if isinstance(content, str) else content
        self.hash.update(raw)
        return len(raw) if self._file is None else self._file.write(raw)
