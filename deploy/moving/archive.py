"""The file that a cooperative leaves with: a ZIP of every table as CSV, its founding file, and a manifest of all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from services.commons.contract import SERVICES

from .tables import Rows

MANIFEST = "manifest.json"
REVISION_TABLE = "alembic_version"
# (service, table, how many are done, of how many)
Told = Callable[[str, str, int, int], None]
_PIECE = 1 << 20


class MoveRefused(Exception):
    """A cooperative cannot leave or arrive like this: nothing was changed."""


class Archive:
    """An export, opened for reading. Raises MoveRefused when the file is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            raw = self._zip.read(MANIFEST)
            said = json.loads(raw)
            self.coop: str = str(said["coop"])
            self.tables: dict[str, dict[str, Rows]] = {
                service: {name: _rows(one) for name, one in told.items()} for service, told in said["databases"].items()
            }
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as problem:
            said_so = "no ZIP" if isinstance(problem, zipfile.BadZipFile) else f"{MANIFEST} cannot be read"
            raise MoveRefused(f"{path} is no export of a cooperative: {said_so}") from None
        # Kept apart from the file, it shows that nobody wrote the manifest anew.
        self.sha256 = hashlib.sha256(raw).hexdigest()
        if set(self.tables) != set(SERVICES):
            raise MoveRefused(f"{path} holds {_listed(self.tables)}; a cooperative has {_listed(SERVICES)}")

    def check(self, told: Told = lambda service, table, done, of: None) -> None:
        """Compare every table with its hash in the manifest; raises MoveRefused for the first that differs."""
        wanted = [(service, table) for service, tables in self.tables.items() for table in tables]
        held = [name for name in self._zip.namelist() if name not in (MANIFEST, f"{self.coop}.yml")]
        named = {self._place(service, table) for service, table in wanted}
        if len(held) != len(set(held)) or set(held) != named:
            odd = sorted(set(held) ^ named) or ["a table twice"]
            raise MoveRefused(f"{self.path} and its manifest name different tables: {_listed(odd)}")
        for number, (service, table) in enumerate(wanted):
            told(service, table, number, len(wanted))
            if self._hash(self._place(service, table)) != self.tables[service][table].sha256:
                raise MoveRefused(
                    f"{self.path}: {table} of the {service} service is not what the manifest says: the file was "
                    "changed or cut off"
                )

    def opened(self, service: str, table: str) -> IO[bytes]:
        """Open the rows of a table."""
        return self._zip.open(self._place(service, table))

    def columns(self, service: str, table: str) -> list[str]:
        """Return the columns of a table, in the order of its file."""
        return self._lines(service, table, 1)[0]

    def revision(self, service: str) -> str:
        """Return the revision of the schema that a service's tables were written from."""
        if REVISION_TABLE not in self.tables[service]:
            raise MoveRefused(f"{self.path} does not say which schema its {service} tables have")
        return self._lines(service, REVISION_TABLE, 2)[-1][0]

    def founding(self) -> bytes:
        """Return the cooperative's file: its facts, and the texts that it was founded with."""
        try:
            return self._zip.read(f"{self.coop}.yml")
        except KeyError:
            raise MoveRefused(f"{self.path} does not hold {self.coop}.yml") from None

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @staticmethod
    def _place(service: str, table: str) -> str:
        return f"{service}/{table}.csv"

    def _hash(self, name: str) -> str:
        hashed = hashlib.sha256()
        try:
            with self._zip.open(name) as file:
                while piece := file.read(_PIECE):
                    hashed.update(piece)
        except (zipfile.BadZipFile, EOFError, OSError):
            return ""
        return hashed.hexdigest()

    def _lines(self, service: str, table: str, count: int) -> list[list[str]]:
        with self.opened(service, table) as file:
            lines = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
            return [line for line, _ in zip(lines, range(count), strict=False)]


def _rows(said: dict[str, Any]) -> Rows:
    return Rows(int(said["rows"]), str(said["sha256"]))


def _listed(names: Any) -> str:
    found = sorted(names)
    return ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "") or "nothing"
