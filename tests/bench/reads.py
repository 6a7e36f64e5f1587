"""A read of one member through gateway, bus, service and PostgreSQL, against other ways through the same application.

Every contender is one HTTP process and, save for the monolith, one service process, on the same database; 16
connections ask for the same member. The HTTP side is the gateway's application with its middlewares throughout, and
every service runs the same ``perform`` of ``membership.get_member``:

- ours: the multiplexed client and the hardened server, over the cooperative's own vhost;
- a proxy per request: a stock nameko service called by a ``ClusterRpcProxy`` opened for each request, as nameko's
  documentation shows; in 16 threads;
- a proxy per thread: the same, each of the 16 threads keeping its proxy;
- the monolith: no bus, the query in a thread of the HTTP process.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import partial

from .load import Demand, Load, generator, load
from .members import some_member
from .proc import descendants, processor_seconds
from .processes import Processes, serves
from .report import Report, in_turn, middle, say
from .suite import PYTHON, UNLIMITED, Servers, Suite
from .vhost import bench_vhost

COOP = "alpar"
CONNECTIONS = 16
PER_REQUEST, PER_THREAD = 5.0, 1.8


def measure(report: Report, servers: Servers, running: Suite, quick: bool) -> None:
    """Measure all four and compare."""
    member = some_member(running, COOP)
    environment = {
        "BENCH_AMQP": bench_vhost(servers), "BENCH_COOP": COOP, "BENCH_READS": "1",
        "BENCH_DATABASE": running.access("membership", COOP)["database"],
        "ROCHDALE_CREDENTIALS": str(running.credentials("http")), **UNLIMITED,
    }  # fmt: skip
    with Processes(servers.var / "reads") as processes:
        stock = processes.run("stock", [PYTHON, "-m", "tests.bench.stock"], environment)
        stock.wait_until(partial(serves, stock.log), 30)
        places = {"ours": running.url}
        for caller in ("proxy-per-request", "proxy-per-thread", "monolith"):
            environment["BENCH_CALLER"] = caller
            places[caller] = processes.gunicorn(caller, "tests.bench.baseline_app:app", environment)
        roots = [os.getpid(), running.pid, *servers.broker.pids, *servers.postgres.pids]
        path = f"/v1/coops/{COOP}/members/{member}"
        found = [
            Contender(name, Demand(url + path, running.keys[COOP], CONNECTIONS), roots) for name, url in places.items()
        ]
        _take_turns(found, quick)
    _tell(report, {one.name: one for one in found})


@dataclass
class Contender:
    """One way to the member, and what its rounds came to."""

    name: str
    demand: Demand
    # The processes whose descendants do the work, the generator's included.
    roots: list[int]
    loads: list[Load] = field(default_factory=list)
    # Processor time of every process on the way, milliseconds a request: what is left of a figure on a busy machine.
    spent: list[float] = field(default_factory=list)

    def take_turn(self, seconds: float) -> None:
        """Measure for some seconds."""
        before = self._seconds()
        self.loads.append(load(replace(self.demand, seconds=seconds)))
        self.spent.append(1000 * (self._seconds() - before) / (self.loads[-1].rate * seconds))

    @property
    def rate(self) -> float:
        """Answers a second."""
        return middle([one.rate for one in self.loads])

    def __str__(self) -> str:
        p50, p99 = (middle([getattr(one, at) for one in self.loads]) for at in ("p50", "p99"))
        return f"{self.rate:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, {middle(self.spent):.2f} ms of processor each"

    def _seconds(self) -> float:
        return processor_seconds(pid for root in self.roots for pid in descendants(root))


def _take_turns(contenders: list[Contender], quick: bool) -> None:
    seconds, rounds = (2, 2) if quick else (5, 5)
    say(f"reads: {rounds} rounds of {seconds} s each by {generator()}, {CONNECTIONS} connections")
    for one in contenders:
        load(replace(one.demand, seconds=2))  # warm
    for one in in_turn(contenders, rounds):
        one.take_turn(seconds)


def _tell(report: Report, found: dict[str, Contender]) -> None:
    ours = found["ours"]
    for name, target in (("proxy-per-request", PER_REQUEST), ("proxy-per-thread", PER_THREAD)):
        ratio = ours.rate / found[name].rate
        report.add("reads", f"one member, to stock nameko by a {name.replace('-', ' ')}", str(ours),
                   against=str(found[name]), ratio=f"{ratio:.2f}×", target=f"≥ {target:g}×",
                   met=ratio >= target)  # fmt: skip
    monolith = found["monolith"]
    report.add("reads", "one member, as a share of a monolith", str(ours), against=str(monolith),
               ratio=f"{100 * ours.rate / monolith.rate:.0f} %")  # fmt: skip
