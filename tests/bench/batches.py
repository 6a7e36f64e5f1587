"""Batches through the gateway against the same rows by raw SQL, and what a neighbour feels of it.

Four batches at a time, each from a client and into a journal of its own, over and over. Raw: four connections insert
the same rows by ``unnest`` statements (entries, lines, numbers, balances; a batch tells no event, so neither has a row
in the outbox) into a database of the same schema, triggers included. Meanwhile somebody reads a member of another
cooperative at a steady pace; the 99th percentile of these reads is compared with what it is when nothing else happens,
and told for the raw statements too: that much is the machine's and not ours.

Single entries: over 8 connections, beside ``pgbench`` with the statements that one entry takes.
"""

from __future__ import annotations

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg2
from sqlalchemy import create_engine

from services.commons.clock import legal_day, system_clock
from services.commons.registry import load_service
from services.commons.storage import tables_of

from .entries import JOURNALS, Rows, as_json, batch_body, entries
from .load import Demand, Load, begin, finish, load
from .members import some_member
from .raw import Raw, pgbench
from .report import Report, in_turn, middle, say
from .suite import Servers, Suite

COOP, NEIGHBOUR = "alpar", "coopaname"
SHARE, SLOWER = 0.50, 2.0
PACE = 50  # a neighbour's reads a second, over 4 connections
SINGLE_CONNECTIONS = 8


def measure(report: Report, servers: Servers, running: Suite, quick: bool) -> None:
    """Measure batches, the neighbour, and single entries."""
    today = legal_day(system_clock())
    size, turns, rounds = (1000, 2, 2) if quick else (2500, 3, 3)
    member = running.of(NEIGHBOUR, f"/members/{some_member(running, NEIGHBOUR)}")
    neighbour = Demand(member, running.keys[NEIGHBOUR], connections=4, pace=PACE)
    raw = Raw(_fresh_database(servers))
    made = [entries(journal, size, today, seed) for seed, journal in enumerate(JOURNALS)]
    bodies = [batch_body(batch) for batch in made]
    rows = [Rows.of(batch) for batch in made]
    say(f"batches: {rounds} rounds of {turns} times 4 batches of {size:,} entries ({len(bodies[0]) / 1e6:.2f} MB each)")
    _through_gateway(running, bodies, size, 1)  # warm
    raw.post(rows, 1)
    rates: dict[str, list[float]] = {"gateway": [], "raw": []}
    felt: dict[str, list[Load]] = {"idle": [], "gateway": [], "raw": []}
    for name in in_turn(["gateway", "raw", "idle"], rounds):
        if name == "idle":
            felt[name].append(load(replace(neighbour, seconds=6)))
            continue
        reading = begin(replace(neighbour, seconds=5 if quick else 12))
        time.sleep(1)  # until it has connected
        found, ends_at = [], time.monotonic() + (3 if quick else 9)
        while time.monotonic() < ends_at:
            ours = name == "gateway"
            found.append(_through_gateway(running, bodies, size, turns) if ours else raw.post(rows, turns))
        rates[name].append(middle(found))
        felt[name].append(finish(reading))
    _tell(report, rates, felt, size)
    _singles(report, running, raw, today, quick)


def _tell(report: Report, rates: dict[str, list[float]], felt: dict[str, list[Load]], size: int) -> None:
    ours, raw = middle(rates["gateway"]), middle(rates["raw"])
    report.add("batches", f"4 batches of {size:,} entries at once", f"{ours:.0f} entries/s",
               against=f"raw unnest {raw:.0f} entries/s", ratio=f"{100 * ours / raw:.0f} %",
               target=f"≥ {100 * SHARE:.0f} %", met=ours / raw >= SHARE)  # fmt: skip
    p99 = {name: middle([one.p99 for one in loads]) for name, loads in felt.items()}
    ratio = p99["gateway"] / p99["idle"]
    report.add("batches", "p99 of a neighbour's reads meanwhile", f"{p99['gateway']:.1f} ms",
               against=f"{p99['idle']:.1f} ms idle ({p99['raw']:.1f} ms beside raw statements)",
               ratio=f"{ratio:.2f}×", target=f"≤ {SLOWER:g}×", met=ratio <= SLOWER)  # fmt: skip


def _singles(report: Report, running: Suite, raw: Raw, today: date, quick: bool) -> None:
    body = json.dumps(as_json(entries("payroll", 1, today, 9)[0]))
    seconds, rounds = (2, 1) if quick else (5, 3)
    demand = Demand(running.of(COOP, "/entries"), running.keys[COOP], SINGLE_CONNECTIONS, seconds, body)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(load(demand))
        rate = pgbench(raw.url, SINGLE_CONNECTIONS, seconds, today.isoformat())
        theirs += [] if rate is None else [rate]
    rate, p99 = middle([one.rate for one in ours]), middle([one.p99 for one in ours])
    against = f"pgbench {middle(theirs):.0f}/s" if theirs else "pgbench is not installed"
    report.add("batches", "single entries", f"{rate:.0f}/s, p99 {p99:.1f} ms", against=against,
               ratio=f"{100 * rate / middle(theirs):.0f} %" if theirs else "")  # fmt: skip


def _through_gateway(running: Suite, bodies: list[bytes], size: int, turns: int) -> float:
    """Post each batch ``turns`` times, every batch by a client of its own; return entries a second."""

    def post(body: bytes) -> None:
        with httpx.Client(timeout=120, headers={"Authorization": f"Bearer {running.keys[COOP]}"}) as http:
            for _ in range(turns):
                answer = http.post(
                    running.of(COOP, "/entry-batches"), content=body,
                    headers={"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex},
                )  # fmt: skip
                if answer.status_code != 201 or b'"posted":%d' % size not in answer.content.replace(b" ", b""):
                    raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")

    began = time.perf_counter()
    with ThreadPoolExecutor(len(bodies)) as clients:
        list(clients.map(post, bodies))
    return len(bodies) * size * turns / (time.perf_counter() - began)


def _fresh_database(servers: Servers) -> str:
    """Make a database with the ledger's tables and triggers; return its URL."""
    load_service("ledger")
    parts = urlsplit(servers.database_admin)
    admin = psycopg2.connect(servers.database_admin)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bench_raw")
        cursor.execute("CREATE DATABASE bench_raw")
    admin.close()
    url = urlunsplit((parts.scheme, parts.netloc, "/bench_raw", "", ""))
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg2://", 1))
    for base in ("commons", "ledger"):
        tables_of(base).metadata.create_all(engine)
    engine.dispose()
    return url
