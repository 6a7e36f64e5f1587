"""Rows into empty tables as they are: no trigger speaks up, and every reference is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import IO, TYPE_CHECKING

from .archive import REVISION_TABLE
from .tables import Table

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

RULEBOOK = "rulebook_versions"
# What provisioning writes into a database that nobody has used.
FOUNDED = frozenset({REVISION_TABLE, RULEBOOK})
_REFERENCES = """
    SELECT DISTINCT holder.relname, referred.relname FROM pg_constraint c
      JOIN pg_class holder ON holder.oid = c.conrelid JOIN pg_class referred ON referred.oid = c.confrelid
     WHERE c.contype = 'f' AND c.conrelid <> c.confrelid"""
_COUNTED = """
    SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
       AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL"""


def lock(connection: Connection, tables: Iterable[str]) -> None:
    """Hold all tables against writers and readers until the end of the transaction."""
    from psycopg2 import sql

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        named = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(named))


def is_empty(connection: Connection, tables: Iterable[str]) -> bool:
    """Say whether nothing but the founding texts is there, in their first version; the law may have had several."""
    from psycopg2 import sql

    with connection.cursor() as cursor:
        for name in tables:
            beyond = sql.SQL("WHERE version > 1 AND layer <> 'law'" if name == RULEBOOK else "")
            if name != REVISION_TABLE:
                cursor.execute(sql.SQL("SELECT FROM {} {} LIMIT 1").format(sql.Identifier(name), beyond))
                if cursor.fetchone() is not None:
                    return False
    return True


def founding_digests(connection: Connection) -> dict[str, str]:
    """Return the digests of the statutes and bylaws that the cooperative was founded with."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT layer, digest FROM {RULEBOOK} WHERE version = 1 AND layer <> 'law'")
        return dict(cursor.fetchall())


def make_room(connection: Connection, tables: Iterable[str]) -> None:
    """Silence our own triggers and take the founding texts away: those that arrive hold them, and what followed.

    The guards against change and the trail of changes would refuse the rows, or write of each that it is new. The
    checks of the database itself, its references included, stay.
    """
    _switch(connection, tables, "DISABLE")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {RULEBOOK}")


def load(connection: Connection, table: str, columns: Sequence[str], file: IO[bytes]) -> None:
    """Copy the rows of a file into a table."""
    from psycopg2 import sql

    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv, HEADER)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, file)


def tables_by_reference(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Order tables so that each comes after those that it refers to."""
    graph: dict[str, set[str]] = {name: set() for name in tables}
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES)
        for holder, referred in cursor.fetchall():
            graph[holder].add(referred)
    return list(TopologicalSorter(graph).static_order())


def set_counters(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Let each counter go on after the highest number that arrived, and let the triggers speak again."""
    from psycopg2 import sql

    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        for table, column, counter in cursor.fetchall():
            highest = sql.SQL("SELECT setval({}, max({column})) FROM {table} HAVING max({column}) IS NOT NULL")
            cursor.execute(highest.format(sql.Literal(counter), column=sql.Identifier(column),
                                          table=sql.Identifier(table)))  # fmt: skip
    _switch(connection, tables, "ENABLE")


def _switch(connection: Connection, tables: Iterable[str], how: str) -> None:
    from psycopg2 import sql

    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(name), sql.SQL(how)))
