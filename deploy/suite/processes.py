"""The processes of the suite: four hosts of services, and the HTTP side."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import services.gateway
from deploy.provisioning.credentials import KINDS, credentials_file

# Process → the service that it hosts. The gateway's own service runs apart from the HTTP side, as the courier.
HOSTS = {"membership": "membership", "ledger": "ledger", "voting": "voting", "courier": "gateway"}
PROCESSES = (*HOSTS, "gateway")

# How administrators reach the servers is nothing that a process needs to know.
_ADMINISTRATORS = ("ROCHDALE_AMQP", "ROCHDALE_MANAGEMENT", "ROCHDALE_DATABASE")
_GUNICORN_SETTINGS = Path(services.gateway.__path__[0]) / "gunicorn.conf.py"


@dataclass(frozen=True)
class Address:
    """Where a process listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def credentials_kind(process: str) -> str:
    """Name the kind of credentials that a process holds."""
    kind = HOSTS.get(process, "http")
    assert kind in KINDS
    return kind


def command_of(process: str, credentials: Path, listen: Address, coops: Sequence[str] = ()) -> list[str]:
    """Return the command line of a process."""
    if process not in HOSTS:
        return [sys.executable, "-m", "gunicorn", "--config", str(_GUNICORN_SETTINGS), "--bind", str(listen),
                "--no-control-socket", "services.gateway.app:app"]  # fmt: skip
    command = [sys.executable, "-m", "services.commons.host", HOSTS[process], "--credentials", str(credentials),
               "--listen", str(listen.port), "--address", listen.host]  # fmt: skip
    return command + [word for coop in coops for word in ("--coop", coop)]


def environment_of(process: str, credentials: Path, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of a process: ours, less what only the operator may know."""
    kept = {name: value for name, value in inherited.items() if not name.startswith(_ADMINISTRATORS)}
    return kept | {"ROCHDALE_CREDENTIALS": str(credentials), "PYTHONUNBUFFERED": "1"}


def credentials_of(process: str, folder: Path, *, apart: bool = False) -> Path:
    """Name the credentials file of a process in the credentials folder."""
    return credentials_file(folder, credentials_kind(process), apart=apart)
