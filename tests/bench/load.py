"""Load on one URL: `wrk` where it is installed, else a generator of our own; and a probe that asks at a steady pace.

As a program (``python -m tests.bench.load``) this is the generator and the probe, so that both run in a process of
their own: what they spend does not delay what they measure.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """Answers a second, and the time that half, and 99 of 100, stayed below (milliseconds)."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Demand:
    """What is asked for: a GET, or with a body a POST of JSON; over how many connections, for how many seconds.

    ``pace`` is the number of requests a second; 0 asks for the next as soon as the last is answered.
    """

    url: str
    key: str
    connections: int = 16
    seconds: float = 4
    body: str = ""
    pace: float = 0


class LoadFailed(Exception):
    """Answers were not 2xx, or none came."""


def generator() -> str:
    """Name the generator in use."""
    return "wrk" if shutil.which("wrk") else "an asyncio generator (wrk is not installed)"


def load(demand: Demand) -> Load:
    """Ask until the time is over."""
    wrk = shutil.which("wrk")
    if wrk is None or demand.pace:
        return finish(begin(demand))
    with tempfile.TemporaryDirectory() as folder:
        command = [wrk, "-t1", f"-c{demand.connections}", f"-d{demand.seconds:.0f}s", "--timeout", "10s", "--latency",
                   "-H", f"Authorization: Bearer {demand.key}", demand.url]  # fmt: skip
        if demand.body:
            script = Path(folder) / "post.lua"
            script.write_text(
                'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                f"wrk.body = {json.dumps(demand.body)}\n"
            )
            command += ["-s", str(script)]
        return _read(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False))


def begin(demand: Demand) -> subprocess.Popen[str]:
    """Begin to ask in another process, beside what the bench does meanwhile."""
    command = [sys.executable, "-m", "tests.bench.load", json.dumps(asdict(demand))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process: subprocess.Popen[str]) -> Load:
    """Wait until the time is over and return the figures; raise LoadFailed."""
    told, _ = process.communicate()
    return _read(subprocess.CompletedProcess(process.args, process.returncode, told))


def _read(done: subprocess.CompletedProcess[str]) -> Load:
    told: str = done.stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if done.returncode or refused or rate is None or float(rate[1]) == 0:
        raise LoadFailed(told.strip())
    return Load(float(rate[1]), _latency(told, "50"), _latency(told, "99"))


def _latency(told: str, percent: str) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", told, re.MULTILINE)
    if found is None:
        raise LoadFailed(told.strip())
    return float(found[1]) * UNITS[found[2]]


class _Asking:
    """Some connections that ask, each one request at a time."""

    def __init__(self, demand: Demand) -> None:
        self._demand, self._parts = demand, urlsplit(demand.url)
        method, body = ("POST", demand.body.encode()) if demand.body else ("GET", b"")
        target = self._parts.path + (f"?{self._parts.query}" if self._parts.query else "")
        self._request = (
            f"{method} {target} HTTP/1.1\r\nHost: {self._parts.netloc}\r\nAuthorization: Bearer {demand.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        self.times: list[float] = []
        self.refused = 0

    async def run(self) -> None:
        """Ask until the time is over."""
        ends_at = time.perf_counter() + self._demand.seconds
        await asyncio.gather(*(self._one(number, ends_at) for number in range(self._demand.connections)))

    async def _one(self, number: int, ends_at: float) -> None:
        reader, writer = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        gap = self._demand.connections / self._demand.pace if self._demand.pace else 0.0
        # With a pace, a request is due at its time whatever became of the one before: its wait counts.
        due = time.perf_counter() + gap * number / self._demand.connections
        while time.perf_counter() < ends_at:
            if gap:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            began = due if gap else time.perf_counter()
            due += gap
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            self.times.append((time.perf_counter() - began) * 1000)
            self.refused += not head.startswith(b"HTTP/1.1 2")
        writer.close()


def _main(demand: Demand) -> None:
    asking = _Asking(demand)
    asyncio.run(asking.run())
    cuts = quantiles(asking.times, n=100)
    # In wrk's own words, so that there is one reader for both.
    print(f"    50% {cuts[49]:.3f}ms\n    99% {cuts[98]:.3f}ms\nRequests/sec: {len(asking.times) / demand.seconds:.2f}")
    if asking.refused:
        print(f"Non-2xx or 3xx responses: {asking.refused}")


if __name__ == "__main__":
    _main(Demand(**json.loads(sys.argv[1])))
