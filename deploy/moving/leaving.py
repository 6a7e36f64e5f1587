"""A cooperative leaves: every table of its databases, all at one instant, into one file."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .archive import MANIFEST
from .tables import SETTINGS, tables_of, write_rows

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection


def leave(out: Path, coop: str, name: str, founding: bytes, databases: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Write the export of a cooperative; ``databases`` maps each service to its URL.

    Returns the manifest and its SHA-256. A file that was there before is replaced only by a whole one, and only its
    owner may read it.
    """
    manifest: dict[str, Any] = {"coop": coop, "name": name, "databases": {}}
    partial = out.with_name(f"{out.name}.partial")
    try:
        partial.touch(mode=0o600)
        with ExitStack() as stack:
            archive = stack.enter_context(zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED))
            # All four are held at their instant before the first is written, which may take long.
            held = {service: stack.enter_context(_snapshot(url)) for service, url in databases.items()}
            for service, connection in held.items():
                told = manifest["databases"][service] = {}
                for table in tables_of(connection).values():
                    with archive.open(f"{service}/{table.name}.csv", "w", force_zip64=True) as file:
                        told[table.name] = asdict(write_rows(connection, table, file))
            archive.writestr(f"{coop}.yml", founding)
            written = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
            archive.writestr(MANIFEST, written)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return manifest, hashlib.sha256(written).hexdigest()


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    import psycopg2

    with closing(psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1))) as connected:
        connected.autocommit = True
        with connected.cursor() as cursor:
            cursor.execute(SETTINGS)
        connected.autocommit = False
        connected.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connected.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class")
        yield connected
