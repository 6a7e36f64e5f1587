"""The suite under the bench: `rochdale up` beside servers that the bench started, so that it may look into them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.cooperatives import HERE as FILES
from deploy.embedded import EmbeddedServers
from deploy.embedded.ports import free_ports

from .processes import Processes, answers
from .report import say

PYTHON = sys.executable
ROCHDALE = str(Path(sys.executable).with_name("rochdale"))
# No limits on rates: the bench is one client that asks for all there is.
UNLIMITED = {"ROCHDALE_KEY_RATE": "0", "ROCHDALE_ADDRESS_RATE": "0", "ROCHDALE_WORKERS": "1"}
PATIENCE = 120.0


class Servers(EmbeddedServers):
    """The private servers, and the folder they stand in."""

    def __init__(self, var: Path) -> None:
        super().__init__(var / "servers", say)
        self.var = var

    def __enter__(self) -> Servers:
        self.start()
        return self

    @property
    def environment(self) -> dict[str, str]:
        """How `rochdale` is told to use these."""
        return {"ROCHDALE_AMQP": self.amqp_admin, "ROCHDALE_MANAGEMENT": self.management,
                "ROCHDALE_DATABASE": self.database_admin}  # fmt: skip


@dataclass(frozen=True)
class Suite:
    """A suite that runs: where it listens, its keys, its files and the process that everything descends from."""

    url: str
    keys: dict[str, str]
    var: Path
    cooperatives: Path
    pid: int
    environment: dict[str, str]

    def of(self, coop: str, path: str) -> str:
        """Return the URL of a path of a cooperative."""
        return f"{self.url}/v1/coops/{coop}{path}"

    def client(self, coop: str) -> httpx.Client:
        """Return an HTTP client that holds the cooperative's key."""
        headers = {"Authorization": f"Bearer {self.keys[coop]}"}
        return httpx.Client(base_url=self.of(coop, ""), timeout=120, headers=headers)

    def credentials(self, kind: str) -> Path:
        """Return the credentials file of a kind of process."""
        return self.var / "credentials" / f"{kind}.json"

    def access(self, kind: str, coop: str) -> dict[str, Any]:
        """Return how that kind of process reaches a cooperative's servers."""
        return dict(json.loads(self.credentials(kind).read_text())[coop])


@contextmanager
def suite(servers: Servers, name: str = "suite") -> Iterator[Suite]:
    """Run the suite of the four cooperatives on the bench's servers until the block ends."""
    (port,) = free_ports(1)
    var = servers.var / name
    var.mkdir(parents=True, exist_ok=True)
    keys, url = var / "keys.json", f"http://127.0.0.1:{port}"
    # Files of its own, since cooperatives are added for the measure.
    files = var / "cooperatives"
    shutil.rmtree(files, ignore_errors=True)
    shutil.copytree(FILES, files, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    environment = {**servers.environment, **UNLIMITED, "ROCHDALE_COOPERATIVES": str(files), "ROCHDALE_VAR": str(var)}
    with Processes(var / "bench") as processes:
        say("starting the suite")
        command = [ROCHDALE, "up", "--port", str(port), "--demo-keys", str(keys)]
        child = processes.run("rochdale-up", command, environment)
        child.wait_until(lambda: keys.exists() and answers(f"{url}/ready"), PATIENCE)
        assert child.pid is not None
        yield Suite(url, json.loads(keys.read_text()), var, files, child.pid, {**os.environ, **environment})
