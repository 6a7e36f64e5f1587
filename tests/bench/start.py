"""From `rochdale up` in an empty folder to the first answered request.

Servers, vhosts, databases and schemas are made from nothing; what `make demo` takes, the demonstration prints itself.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx

from deploy.embedded.ports import free_ports

from .processes import Processes, answers
from .report import Report, middle, say
from .suite import PATIENCE, ROCHDALE, UNLIMITED

MOST = 20.0


def measure(report: Report, var: Path, quick: bool) -> None:
    """Measure once, or the median of three."""
    times = []
    for number in range(1 if quick else 3):
        say(f"start: from nothing ({number + 1})")
        times.append(_first_answer(var / f"start-{number}"))
    seconds = middle(times)
    report.add("start", "`rochdale up` in an empty folder, to the first answer", f"{seconds:.1f} s",
               target=f"≤ {MOST:g} s", met=seconds <= MOST)  # fmt: skip


def _first_answer(var: Path) -> float:
    (port,) = free_ports(1)
    var.mkdir(parents=True)
    keys, url = var / "keys.json", f"http://127.0.0.1:{port}"
    with Processes(var / "bench") as processes:
        began = time.monotonic()
        command = [ROCHDALE, "up", "--var", str(var), "--port", str(port), "--demo-keys", str(keys)]
        child = processes.run("rochdale-up", command, UNLIMITED)
        child.wait_until(lambda: keys.exists() and answers(f"{url}/ready"), PATIENCE)
        key = json.loads(keys.read_text())["alpar"]
        httpx.get(f"{url}/v1/coops/alpar/members", headers={"Authorization": f"Bearer {key}"}).raise_for_status()
        return time.monotonic() - began
