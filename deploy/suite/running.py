"""The note that a running suite leaves in its folder, for the commands that work on it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.embedded.secret import write_private
from deploy.provisioning import Administration, NotConfigured


@dataclass(frozen=True)
class Running:
    """Where a suite answers, and its servers as their administrator reaches them (so the note has mode 600)."""

    url: str
    pid: int
    # process → the URL of its /live, /ready and /metrics
    listen: dict[str, str]
    administration: Administration = field(repr=False)


def note_of(var: Path) -> Path:
    """Name the note of a suite."""
    return var / "run" / "suite.json"


@contextlib.contextmanager
def noted(var: Path, running: Running) -> Iterator[None]:
    """Keep the note for as long as the suite runs."""
    write_private(note_of(var), json.dumps(asdict(running), indent=1) + "\n")
    try:
        yield
    finally:
        note_of(var).unlink(missing_ok=True)


def running_suite(var: Path) -> Running | None:
    """Return the suite that runs in a folder, or None."""
    try:
        note = json.loads(note_of(var).read_text())
        os.kill(note["pid"], 0)
    except PermissionError:
        pass
    except (OSError, ValueError, KeyError):
        return None
    return Running(note["url"], note["pid"], note["listen"], Administration(**note["administration"]))


def administration(var: Path, environment: Mapping[str, str] = os.environ) -> Administration:
    """Return the servers that the environment names, or else those of the suite that runs in ``var``."""
    if environment.get("ROCHDALE_AMQP") or environment.get("ROCHDALE_DATABASE"):
        running = running_suite(var)
        if running is not None and not (environment.get("ROCHDALE_AMQP") and environment.get("ROCHDALE_DATABASE")):
            return running.administration
        return Administration.of_environment(environment)
    if (running := running_suite(var)) is not None:
        return running.administration
    raise NotConfigured(
        f"no suite runs in {var}: start it with rochdale up, or name servers by ROCHDALE_AMQP and ROCHDALE_DATABASE"
    )
