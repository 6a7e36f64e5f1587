"""A tally does not block: what another cooperative's reads take while an STV of a hundred thousand ballots is counted.

A secret election of twelve seats over thirty candidates is opened and closed through the gateway; the ballots, opened
already, are put into its box by SQL, all different. While `POST /polls/{id}/tally` runs, the voting service is asked
over the bus, for another cooperative, at a steady pace: the same host process answers both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import quantiles
from typing import Any

import httpx
import psycopg2

from services.commons.clock import legal_day, system_clock
from services.commons.rpc.client import RpcClient

from .report import Report, say
from .suite import Suite

COOP, OTHER = "alpar", "coopaname"
SEATS, CANDIDATES = 12, 30
PACE = 50  # reads a second
MOST = 50.0  # milliseconds that a read's p99 may take during a tally
READ: dict[str, Any] = {"path": {}, "query": {}, "body": None, "upload": None}
_FILL = """
    WITH numbers AS (SELECT n, encode(sha256(n::text::bytea), 'hex') AS hash FROM generate_series(1, %(ballots)s) n),
    standing AS (SELECT member_id FROM candidates WHERE poll_id = %(poll)s),
    opened AS (
        INSERT INTO opened_ballots (poll_id, cell, digest, vote, ballots)
        SELECT %(poll)s, 0, hash, (SELECT to_jsonb(array_agg(member_id)) FROM (
            SELECT member_id FROM standing ORDER BY md5(member_id || n) LIMIT 6 + n %% 7) chosen), 1 FROM numbers
    ), gathered AS (
        INSERT INTO gathered_ballots (poll_id, ballot_hash, cell, sealed) SELECT %(poll)s, hash, 0, '' FROM numbers
    ), voters AS (
        INSERT INTO poll_voters (poll_id, member_id, way) SELECT %(poll)s, 'bench_' || n, 'credential' FROM numbers
    ), keys AS (
        UPDATE poll_keys SET ballots = %(ballots)s, opened = %(ballots)s WHERE poll_id = %(poll)s
    )
    UPDATE polls SET entitled = %(ballots)s, present = %(ballots)s WHERE id = %(poll)s
"""


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Measure the reads before and during the tallies."""
    rounds, ballots = (1, 20_000) if quick else (3, 100_000)
    with running.client(COOP) as http:
        say(f"tally: {rounds} election(s) of {ballots:,} ballots are filled")
        polls = _closed_polls(http, rounds)
        for poll in polls:
            _fill(running.access("voting", COOP)["database"], poll, ballots)
        spent: list[float] = []

        def tally_all() -> None:
            for poll in polls:
                began = time.perf_counter()
                result = _done(http.post(f"/polls/{poll}/tally"))
                spent.append(time.perf_counter() - began)
                assert result["counts"]["cast"] == ballots and len(result["elected"]) == SEATS, result["counts"]

        say("tally: another cooperative reads, first alone and then beside the tallies")
        idle, during = asyncio.run(_reads(running.access("http", OTHER)["amqp"], tally_all, 3 if quick else 10))
    report.add("tally", f"STV, {SEATS} seats, {ballots:,} ballots, {CANDIDATES} candidates",
               f"{sum(spent) / len(spent):.1f} s through the gateway", against=f"{rounds} tallies")  # fmt: skip
    report.add("tally", f"another cooperative's reads meanwhile ({len(during)} of them)",
               f"p50 {_p(during, 50):.1f} ms, p99 {_p(during, 99):.1f} ms",
               against=f"idle p50 {_p(idle, 50):.1f} ms, p99 {_p(idle, 99):.1f} ms", target=f"p99 ≤ {MOST:g} ms",
               met=_p(during, 99) <= MOST)  # fmt: skip


async def _reads(amqp: str, work: Callable[[], None], seconds: float) -> tuple[list[float], list[float]]:
    """Return what reads take, in milliseconds: for some seconds alone, then until the work is done."""
    client = RpcClient(amqp, OTHER)
    await _read(client)  # connects
    idle: list[float] = []
    during: list[float] = []
    await _paced(client, idle, asyncio.create_task(asyncio.sleep(seconds)))
    await _paced(client, during, asyncio.create_task(asyncio.to_thread(work)))
    client.close()
    return idle, during


async def _paced(client: RpcClient, times: list[float], until: asyncio.Task[None]) -> None:
    """Read at a steady pace, whether answers come or not, so that a long stop shows in every read it delays."""
    asked: list[asyncio.Task[float]] = []
    began = time.perf_counter()
    while not until.done():
        asked.append(asyncio.create_task(_read(client)))
        await asyncio.sleep(max(0.0, began + len(asked) / PACE - time.perf_counter()))
    times += await asyncio.gather(*asked)
    await until


async def _read(client: RpcClient) -> float:
    began = time.perf_counter()
    headers = {"rochdale.actor": "key_bench", "rochdale.scopes": "*", "rochdale.deadline": f"{time.time() + 10:.3f}"}
    answer = await client.call("voting.list_polls", READ, headers, 10)
    assert answer["status"] == 200, answer
    return (time.perf_counter() - began) * 1000


def _closed_polls(http: httpx.Client, count: int) -> list[str]:
    """Import members, hold an assembly with all of them, and close as many elections as are asked for."""
    today = legal_day(system_clock())
    rows = [f"T{number:03d},natural_person,Camille,Petit{number},member,2024-01-08" for number in range(2 * CANDIDATES)]
    job = _done(http.post("/imports/members", content="\n".join(
        ["external_id,kind,first_name,last_name,category,joined_on", *rows]
    ).encode(), headers={"Content-Type": "text/csv", "Prefer": "wait=60"}))  # fmt: skip
    assert job["state"] == "succeeded", job
    time.sleep(3)  # until the voting service has heard of them
    assembly = _done(http.post("/assemblies", json={"kind": "ordinary", "title": "A", "held_on": today.isoformat()}))
    place = f"/assemblies/{assembly['id']}"
    asked = {"assembly_id": assembly["id"], "title": "An election", "method": "scottish_stv", "seats": SEATS}
    polls = [_done(http.post("/polls", json=asked))["id"] for _ in range(count)]
    _done(http.post(f"{place}/convene", json={"convened_on": (today - timedelta(days=20)).isoformat()}))
    _done(http.post(f"{place}/roll"))
    here = [one["member_id"] for one in _every(http, f"{place}/roll/entries")]
    for at in range(0, len(here), 1000):
        entries = [{"member_id": one, "kind": "arrive"} for one in here[at : at + 1000]]
        _done(http.post(f"{place}/presences", json={"entries": entries}))
    _done(http.post(f"{place}/open", json={"chair_id": here[0]}))
    for poll in polls:
        standing = [{"member_id": one} for one in here[:CANDIDATES]]
        _done(http.post(f"/polls/{poll}/candidates", json={"candidates": standing}))
        _done(http.post(f"/polls/{poll}/open"))
        _done(http.post(f"/polls/{poll}/close"))
    return polls


def _fill(url: str, poll: str, ballots: int) -> None:
    """Put opened ballots into the box of a closed poll, once its key is published."""
    connection = psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            ends_at, state = time.monotonic() + 30, ""
            while state != "opened" and time.monotonic() < ends_at:
                cursor.execute("SELECT state FROM poll_keys WHERE poll_id = %s", (poll,))
                (state,) = cursor.fetchone()  # type: ignore[misc]
                time.sleep(0.1)
            assert state == "opened", state
            cursor.execute(_FILL, {"poll": poll, "ballots": ballots})
            cursor.execute("ANALYZE opened_ballots, gathered_ballots, poll_voters")
    finally:
        connection.close()


def _every(http: httpx.Client, place: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        page = _done(http.get(place, params={"limit": "500", **({"cursor": cursor} if cursor else {})}))
        yield from page["data"]
        cursor = page["next_cursor"]


def _done(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise RuntimeError(f"{answer.request.url.path}: {answer.text[:500]}")
    return answer.json()


def _p(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]
