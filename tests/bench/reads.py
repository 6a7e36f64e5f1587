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

from functools import partial

from .load import Demand, Load, generator, load
from .members import some_member
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
        found = _rounds(places, f"/v1/coops/{COOP}/members/{member}", running.keys[COOP], quick)
    _tell(report, found)


def _rounds(places: dict[str, str], path: str, key: str, quick: bool) -> dict[str, list[Load]]:
    seconds, rounds = (2, 2) if quick else (5, 5)
    say(f"reads: {rounds} rounds of {seconds} s each by {generator()}, {CONNECTIONS} connections")
    found: dict[str, list[Load]] = {name: [] for name in places}
    for url in places.values():
        load(Demand(url + path, key, CONNECTIONS, 2))  # warm
    for name in in_turn(list(places), rounds):
        found[name].append(load(Demand(places[name] + path, key, CONNECTIONS, seconds)))
    return found


def _tell(report: Report, found: dict[str, list[Load]]) -> None:
    rate = {name: middle([one.rate for one in loads]) for name, loads in found.items()}

    def shown(name: str) -> str:
        p50, p99 = (middle([getattr(one, at) for one in found[name]]) for at in ("p50", "p99"))
        return f"{rate[name]:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms"

    ours = rate["ours"]
    for name, target in (("proxy-per-request", PER_REQUEST), ("proxy-per-thread", PER_THREAD)):
        ratio = ours / rate[name]
        report.add("reads", f"one member, to stock nameko by a {name.replace('-', ' ')}", shown("ours"),
                   against=shown(name), ratio=f"{ratio:.2f}×", target=f"≥ {target:g}×",
                   met=ratio >= target)  # fmt: skip
    report.add("reads", "one member, as a share of a monolith", shown("ours"), against=shown("monolith"),
               ratio=f"{100 * ours / rate['monolith']:.0f} %")  # fmt: skip
