"""Passwords, made once; and the credentials files, of which each process gets only its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from deploy.embedded.secret import write_private
from services.commons.contract import SERVICES

# The HTTP side is no service: it has the bus, and no database.
KINDS = (*SERVICES, "http")

Access = dict[str, dict[str, str]]


class KeptPasswords:
    """The passwords of every account that provisioning made, in one file that only the operator reads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        self._new = False
        self._asking = Lock()

    def of(self, account: str) -> str:
        """Return an account's password, 256 random bits, made the first time it is asked for."""
        # The plans of the two servers are made side by side, and both ask for the passwords of databases.
        with self._asking:
            if account not in self._kept:
                self._kept[account] = secrets.token_urlsafe(32)
                self._new = True
            return self._kept[account]

    def save(self) -> None:
        """Write the file, before a server is told any of it."""
        if self._new:
            write_private(self._file, json.dumps(self._kept, indent=1, sort_keys=True) + "\n")
            self._new = False


def credentials_file(folder: Path, kind: str, *, apart: bool = False) -> Path:
    """Name the credentials file of a kind of process; ``apart`` gives each a folder of its own, to be mounted alone."""
    return folder / kind / f"{kind}.json" if apart else folder / f"{kind}.json"


def changed_credentials(folder: Path, wanted: Mapping[str, Access], *, apart: bool) -> list[str]:
    """List the kinds of process whose file is not as wanted."""
    return [kind for kind in KINDS if _read(credentials_file(folder, kind, apart=apart)) != wanted[kind]]


def write_credentials(folder: Path, wanted: Mapping[str, Access], kinds: list[str], *, apart: bool) -> None:
    """Replace the files of these kinds in one step each, mode 600; running processes notice by themselves."""
    for kind in kinds:
        write_private(credentials_file(folder, kind, apart=apart), json.dumps(wanted[kind], indent=1) + "\n")


def read_credentials(folder: Path, kind: str) -> Access:
    """Read a kind's file, wherever in the folder it lies; nothing when it was never written."""
    for apart in (False, True):
        found = _read(credentials_file(folder, kind, apart=apart))
        if found is not None:
            return found
    return {}


def _read(file: Path) -> Access | None:
    try:
        found: Access = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return found
