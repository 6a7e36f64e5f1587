"""The processes of the bench: each ends with it, and logs to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx

from deploy.embedded.ports import free_ports
from deploy.embedded.process import Child, Program

ROOT = Path(__file__).parents[2]


class Processes(ExitStack):
    """Starts processes under a folder; leaving the block ends them in reverse order."""

    def __init__(self, var: Path) -> None:
        super().__init__()
        self.var = var

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> Child:
        """Start a process of the project."""
        whole = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(environment or {})}
        child = Child(Program(name, list(command), whole, ROOT), self.var)
        child.start()
        self.callback(child.stop)
        return child

    def gunicorn(self, name: str, app: str, environment: Mapping[str, str] | None = None) -> str:
        """Serve an application with one worker, as the gateway is served; return its URL once it answers."""
        (port,) = free_ports(1)
        command = [
            sys.executable, "-m", "gunicorn", "--config", str(ROOT / "services" / "gateway" / "gunicorn.conf.py"),
            "--workers", "1", "--bind", f"127.0.0.1:{port}", app,
        ]  # fmt: skip
        child = self.run(name, command, {"ROCHDALE_WORKERS": "1", **(environment or {})})
        url = f"http://127.0.0.1:{port}"
        child.wait_until(lambda: answers(f"{url}/live"), 30)
        return url


def serves(log: Path) -> bool:
    """Say whether a process of the bench wrote that it serves."""
    return "serving" in log.read_text(errors="replace")


def answers(url: str) -> bool:
    """Say whether a URL answers with 200."""
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False
