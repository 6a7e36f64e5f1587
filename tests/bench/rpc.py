"""RPC alone: no HTTP, no database; our server and a stock nameko service, driven by the same client.

64 calls are kept in flight over one connection. Both servers are one process and call the same ``perform`` for an
operation that answers at once, so what differs is only how a message becomes a call and an answer a message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.commons.rpc.client import RpcClient

from .processes import Processes, serves
from .report import Report, in_turn, middle, say
from .suite import PYTHON, Servers
from .vhost import bench_vhost

IN_FLIGHT = 64
TARGET = 1.5
REQUEST = {"path": {"text": "one for all"}, "query": {}, "body": None, "upload": None}


@dataclass(frozen=True)
class Contender:
    """A server under the bench: its routing key and how a call is put to it."""

    name: str
    key: str
    call: Callable[[dict[str, str]], tuple[dict[str, Any], dict[str, str]]]


OURS = Contender("our server", "echo.echo", lambda message: (REQUEST, message))
STOCK = Contender("stock nameko", "stock.echo", lambda message: ({**REQUEST, "message": message}, {}))


def measure(report: Report, servers: Servers, quick: bool) -> None:
    """Measure both and compare."""
    amqp = bench_vhost(servers)
    environment = {
        "BENCH_AMQP": amqp, "BENCH_COOP": "bench",
        "BENCH_DATABASE": servers.database_admin.replace("postgresql://", "postgresql+psycopg2://", 1),
    }  # fmt: skip
    with Processes(servers.var / "rpc") as processes:
        for name in ("lean", "stock"):
            child = processes.run(name, [PYTHON, "-m", f"tests.bench.{name}"], environment)
            child.wait_until(partial(serves, child.log), 30)
        seconds, rounds = (1.5, 2) if quick else (4, 5)
        say(f"rpc alone: {rounds} rounds of {seconds:g} s each, {IN_FLIGHT} calls in flight")
        rates: dict[str, list[float]] = {OURS.name: [], STOCK.name: []}
        for contender in (OURS, STOCK):
            asyncio.run(_drive(amqp, contender, 1))  # warm
        for contender in in_turn([OURS, STOCK], rounds):
            rates[contender.name].append(asyncio.run(_drive(amqp, contender, seconds)))
    ours, stock = (middle(rates[one.name]) for one in (OURS, STOCK))
    report.add("rpc", "calls alone, pipelined", f"{ours:.0f}/s", against=f"stock nameko service {stock:.0f}/s",
               ratio=f"{ours / stock:.2f}×", target=f"≥ {TARGET}×", met=ours / stock >= TARGET)  # fmt: skip


async def _drive(amqp: str, contender: Contender, seconds: float) -> float:
    """Return the calls answered a second."""
    client = RpcClient(amqp, "bench")
    message = {"rochdale.actor": "key_bench", "rochdale.scopes": "*",
               "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}  # fmt: skip
    answered = 0

    async def ask_until(ends_at: float) -> None:
        nonlocal answered
        while time.perf_counter() < ends_at:
            message["rochdale.deadline"] = f"{time.time() + 5:.3f}"
            kwargs, headers = contender.call(message)
            result = await client.call(contender.key, kwargs, headers, 10)
            assert result["status"] == 200, result
            answered += 1

    kwargs, headers = contender.call({**message, "rochdale.deadline": f"{time.time() + 5:.3f}"})
    await client.call(contender.key, kwargs, headers, 10)  # connects
    began = time.perf_counter()
    await asyncio.gather(*(ask_until(began + seconds) for _ in range(IN_FLIGHT)))
    rate = answered / (time.perf_counter() - began)
    client.close()
    return rate
