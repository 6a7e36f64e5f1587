"""Ten thousand voters: credentials issued and secret ballots cast through the gateway, beside reads in the same run.

A cooperative gets the members, convenes them for today, and opens a secret poll. Credentials are issued two thousand a
request; then each is used once, over as many connections as read a member before and after, and asked by the same
generator. As a program (``python -m tests.bench.ballots``) this is that generator, in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.e2e.seeded import admissions_heard, hold_assembly, import_members

from .load import Demand, Load, begin, finish
from .report import Report, middle, say
from .suite import Suite

COOP = "alpar"
BATCH = 1_000
CONNECTIONS = 16
SHARE = 0.5
PATIENCE = 240.0


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Measure issuing and casting, and what a member-read comes to before and after."""
    voters = 2_000 if quick else 10_000
    with running.client(COOP) as http:
        say(f"ballots: {voters} members are imported and come")
        poll, member = _open_poll(http, voters)
        began = time.perf_counter()
        credentials = _issued(http, poll)
        issuing = len(credentials) / (time.perf_counter() - began)
        reads = [_read(running, member, quick)]
        say(f"ballots: {len(credentials)} ballots over {CONNECTIONS} connections")
        ballots = cast(running.of(COOP, f"/polls/{poll}/ballots"), credentials)
        reads.append(_read(running, member, quick))
        _check(http, poll, len(credentials))
    read = middle([one.rate for one in reads])
    whole = 1 / (1 / issuing + 1 / ballots.rate)
    ratio = whole / read
    report.add("ballots", "secret ballots sealed and cast", f"{ballots.rate:.0f}/s, p50 {ballots.p50:.1f} ms, "
               f"p99 {ballots.p99:.1f} ms")  # fmt: skip
    report.add("ballots", f"{len(credentials)} credentials issued and ballots cast",
               f"{whole:.0f} voters/s (issuing {issuing:.0f}/s)", against=f"member reads {read:.0f}/s",
               ratio=f"{ratio:.2f}×", target=f"≥ {SHARE:g}×", met=ratio >= SHARE)  # fmt: skip


def cast(url: str, credentials: list[str]) -> Load:
    """Cast a ballot with each credential, in another process, and return how fast."""
    chance = random.Random(4)
    bodies = (json.dumps({"credential": one, "choice": chance.choice(("for", "against", "blank"))})
              for one in credentials)  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(bodies))
        file.flush()
        command = [sys.executable, "-m", "tests.bench.ballots", url, file.name]
        told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stdout.strip())
    return Load(**json.loads(told.stdout.splitlines()[-1]))


def _read(running: Suite, member: str, quick: bool) -> Load:
    demand = Demand(running.of(COOP, f"/members/{member}"), running.keys[COOP], CONNECTIONS, 2 if quick else 5)
    return finish(begin(demand))


def _open_poll(http: httpx.Client, voters: int) -> tuple[str, str]:
    """Import members, hold an assembly with all of them and open a secret poll; return it and some member."""
    for _ in range(voters // BATCH):
        member = import_members(http, BATCH)[0]
    http.headers["Rochdale-After"] = admissions_heard(http, voters)  # until the voting service has heard of them
    poll = hold_assembly(http)
    _done(lambda: http.post(f"/polls/{poll}/open"))
    return poll, member


def _issued(http: httpx.Client, poll: str) -> list[str]:
    found: list[str] = []
    remaining = 1
    while remaining:
        answer = _done(lambda: http.post(f"/polls/{poll}/credentials", json={"all_present": True}))
        found += [one["credential"] for one in answer["credentials"]]
        remaining = answer["remaining"]
    return found


def _check(http: httpx.Client, poll: str, voters: int) -> None:
    """Close and tally: every ballot is in, once."""
    _done(lambda: http.post(f"/polls/{poll}/close"))
    counted = _done(lambda: http.post(f"/polls/{poll}/tally"))["counts"]["cast"]
    if counted != voters:
        raise RuntimeError(f"{voters} ballots were acknowledged and {counted} counted")


def _done(ask: Callable[[], httpx.Response]) -> Any:
    """Ask until there is an answer: on a busy machine some take longer than a call may, or are still in the making."""
    ends_at = time.monotonic() + PATIENCE
    while (answer := ask()).status_code in (409, 503, 504) and time.monotonic() < ends_at:
        time.sleep(0.5)
    if answer.is_error:
        raise RuntimeError(f"{answer.request.url.path}: {answer.text[:500]}")
    return answer.json()


class _Casting:
    """Some connections that cast one ballot after the other, until none is left."""

    def __init__(self, url: str, bodies: list[bytes]) -> None:
        self._parts, self._left = urlsplit(url), bodies
        self._head = (
            f"POST {self._parts.path} HTTP/1.1\r\nHost: {self._parts.netloc}\r\nContent-Type: application/json\r\n"
        ).encode()
        self.times: list[float] = []
        self.refused = 0

    async def run(self) -> None:
        """Cast everything."""
        await asyncio.gather(*(self._one() for _ in range(CONNECTIONS)))

    async def _one(self) -> None:
        reader, writer = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        while self._left:
            body = self._left.pop()
            began = time.perf_counter()
            writer.write(self._head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            self.times.append((time.perf_counter() - began) * 1000)
            self.refused += not head.startswith(b"HTTP/1.1 201")
        writer.close()


def _main(url: str, file: str) -> None:
    bodies = Path(file).read_bytes().splitlines()
    casting, count = _Casting(url, bodies), len(bodies)
    began = time.perf_counter()
    asyncio.run(casting.run())
    spent, cuts = time.perf_counter() - began, quantiles(casting.times, n=100)
    if casting.refused:
        sys.exit(f"{casting.refused} ballots were refused")
    print(json.dumps({"rate": count / spent, "p50": cuts[49], "p99": cuts[98]}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
