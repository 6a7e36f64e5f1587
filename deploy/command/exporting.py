"""`rochdale coop export`: everything that a cooperative owns, in one file that a person can read."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from .coop import coop
from .options import chosen, database_url, files_option, var_option
from .outcome import Refused

if TYPE_CHECKING:
    from psycopg2.extensions import connection

# Every table of the schema, with the columns of its primary key: rows come in its order, so that hashes mean something.
_TABLES = """
    SELECT c.relname, coalesce(
        (SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int[], a.attnum::int)) FROM pg_index i
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
          WHERE i.indrelid = c.oid AND i.indisprimary), '{}')::text[]
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND has_table_privilege(c.oid, 'SELECT')
     ORDER BY c.relname"""


@coop.command("export")
@click.argument("slug")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@files_option
@var_option
def export_coop(slug: str, out: Path, files: Path | None, var: Path) -> None:
    """Write everything that the cooperative SLUG owns to OUT (ZIP): every table of its databases as CSV, and its file.

    Each database is read at one instant. `manifest.json` names each table with its rows and its SHA-256. What the
    export holds of secrets are hashes; it holds personal data, and is kept accordingly.
    """
    from services.commons.contract import SERVICES

    (cooperative,) = chosen(files, (slug,))
    manifest: dict[str, Any] = {"coop": slug, "name": cooperative.name, "databases": {}}
    partial = out.with_name(f"{out.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for service in SERVICES:
                told = dict(_written(archive, service, database_url(var, service, slug)))
                manifest["databases"][service] = told
                click.echo(f"{service}: {len(told)} tables, {sum(one['rows'] for one in told.values())} rows")
            archive.writestr(f"{slug}.yml", _file(slug, files).read_bytes())
            archive.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{out}: written")


def _written(archive: zipfile.ZipFile, service: str, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Write each table of a database, all at one instant, and tell its rows and hash."""
    import psycopg2

    connected = psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1))
    try:
        connected.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connected.cursor() as cursor:
            cursor.execute(_TABLES)
            tables = cursor.fetchall()
        for table, key in tables:
            with archive.open(f"{service}/{table}.csv", "w", force_zip64=True) as file:
                yield table, _copied(connected, table, key, file)
    finally:
        connected.close()


def _copied(connected: connection, table: str, key: list[str], file: IO[bytes]) -> dict[str, Any]:
    from psycopg2 import sql

    order = sql.SQL(", ").join(map(sql.Identifier, key)) if key else sql.SQL("1")
    statement = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT WITH (FORMAT csv, HEADER)")
    counted = _Counted(file)
    with connected.cursor() as cursor:
        cursor.copy_expert(statement.format(sql.Identifier(table), order), counted)
        return {"rows": cursor.rowcount, "sha256": counted.hash.hexdigest()}


class _Counted:
    """A file that remembers the hash of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def write(self, content: str | bytes) -> int:
        """Write on."""
        raw = content.encode() if isinstance(content, str) else content
        self.hash.update(raw)
        return self._file.write(raw)


def _file(slug: str, files: Path | None) -> Path:
    from deploy.cooperatives import HERE

    found = (files or HERE) / f"{slug}.yml"
    if not found.exists():
        raise Refused(f"there is no file {found}")
    return found


__all__ = ["coop", "export_coop"]
