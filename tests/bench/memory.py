"""Memory: proportional set sizes (PSS: shared pages divided among those who share them) of the embedded suite.

The suite stands with its four cooperatives, at rest for longer than idle connections are kept. Then some more are added
as an operator would, and once their connections have been closed too, the difference in all our processes together,
divided by their number, is the cost of one (the interpreter takes memory from the system by the MiB: one cooperative
alone would show steps and not its cost). The broker's and PostgreSQL's shares are told apart: they are servers of their
own.
"""

from __future__ import annotations

import re
import subprocess
import time

import httpx

from .proc import command_line, descendants, pss
from .report import Report, say
from .suite import ROCHDALE, Servers, Suite

AT_REST = 75.0  # seconds: idle connections are closed after 60
MOST = 4.0
MIB = 1024.0


def measure(report: Report, servers: Servers, running: Suite, quick: bool) -> None:
    """Measure the suite, then the suite with one more cooperative."""
    rest = 65.0 if quick else AT_REST
    say(f"memory: at rest for {rest:.0f} s, twice")
    time.sleep(rest)
    before, servers_before = _ours(running), _servers(servers)
    for kind, size in sorted(before.items(), key=lambda one: -one[1]):
        report.add("memory", kind, f"{size / MIB:.1f} MiB")
    report.add("memory", "all our processes, four cooperatives", f"{sum(before.values()) / MIB:.1f} MiB")
    for kind, size in servers_before.items():
        report.add("memory", kind, f"{size / MIB:.1f} MiB")
    added = 2 if quick else 4
    for number in range(added):
        _add_cooperative(running, f"another-{number}")
    time.sleep(rest)
    after, servers_after = _ours(running), _servers(servers)
    cost = (sum(after.values()) - sum(before.values())) / MIB / added
    shares = _differences(servers_before, servers_after, added)
    parts = _differences(before, after, added)
    report.add("memory", f"one more cooperative (of {added} added)", f"{cost:+.1f} MiB",
               against=f"{parts}; beside: {shares}", target=f"≤ {MOST:g} MiB", met=cost <= MOST)  # fmt: skip


def _differences(before: dict[str, float], after: dict[str, float], added: int) -> str:
    return ", ".join(f"{kind} {(after.get(kind, 0) - size) / MIB / added:+.1f}" for kind, size in before.items())


def _add_cooperative(running: Suite, slug: str) -> None:
    """Add a cooperative like alpar under another name, and wait until it is served."""
    file = running.var / f"{slug}.yml"
    like = (running.cooperatives / "alpar.yml").read_text()
    file.write_text(re.sub(r"^( *)slug: alpar$", rf"\1slug: {slug}", like, flags=re.MULTILINE))
    for command in (["coop", "add", str(file)], ["provision"]):
        subprocess.run([ROCHDALE, *command], check=True, env=running.environment, stdout=subprocess.DEVNULL)
    ends_at = time.monotonic() + 60
    while httpx.get(f"{running.url}/ready/{slug}", timeout=10).status_code != 200:
        if time.monotonic() > ends_at:
            raise TimeoutError(f"{slug} is not served")
        time.sleep(0.5)


def _ours(running: Suite) -> dict[str, float]:
    """Return the KiB of each kind of process that descends from `rochdale up`."""
    sizes: dict[str, float] = {}
    for pid in descendants(running.pid):
        kind = kind_of(pid)
        sizes[kind] = sizes.get(kind, 0) + pss(pid)
    return sizes


def _servers(servers: Servers) -> dict[str, float]:
    """Return the KiB of the servers, their sessions and worker processes included."""
    found = {}
    for name, pids in (("broker (RabbitMQ)", servers.broker.pids), ("PostgreSQL", servers.postgres.pids)):
        found[name] = sum(pss(one) for pid in pids for one in descendants(pid))
    return found


def kind_of(pid: int) -> str:
    """Say what a process of ours does, by its command line."""
    words = command_line(pid)
    line = " ".join(words)
    if "gunicorn" in line:
        return "gateway (gunicorn and its worker)"
    if found := re.search(r"services\.commons\.host (\w+)", line):
        return "courier" if found[1] == "gateway" else f"{found[1]} host"
    if "services.commons.workers" in line or "multiprocessing" in line:
        return "workers for long computations"
    if "rochdale" in line and " up" in line:
        return "the command itself"
    return words[0].rpartition("/")[2] if words else "gone"
