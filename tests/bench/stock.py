"""The stock nameko service: what one writes after reading nameko's documentation, doing the same work as ours.

Plain ``@rpc`` methods in a container as ``nameko run`` makes it: monkey-patched, ten workers, psycopg2 as it is (its
queries are short and local, so not yielding to the hub costs nothing here; the wait callback would cost it time).
The methods call the very ``perform`` that our own server calls, on the same database.

``python -m tests.bench.stock`` with BENCH_AMQP, BENCH_DATABASE and BENCH_COOP in the environment, and BENCH_READS=1
for ``get_member``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402 – after the patch, as `nameko run` does it
from typing import Any  # noqa: E402

from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from services.commons.clock import system_clock  # noqa: E402
from services.commons.registry import load_service  # noqa: E402
from services.commons.requests import Request, perform  # noqa: E402
from services.commons.storage import Actor, Database  # noqa: E402
from tests.bench.echo import ECHO, echo_contract  # noqa: E402

COOP = os.environ["BENCH_COOP"]
OPERATIONS = {ECHO: echo_contract.operations["echo"]}


def perform_one(database: Database, operation: str, message: dict[str, str], request: dict[str, Any]) -> dict[str, Any]:
    """Run an operation for a call as it came over the bus and return what the gateway expects."""
    actor = Actor("key", message["rochdale.actor"], frozenset(message["rochdale.scopes"].split(",")))
    answered = perform(
        database, system_clock, OPERATIONS[operation],
        Request(actor, path=request["path"], query=request["query"], body=request["body"],
                deadline=float(message["rochdale.deadline"]), trace=message["traceparent"]),
    )  # fmt: skip
    return {"status": answered.status, "body": answered.body, "events": answered.events, "replayed": answered.replayed,
            "headers": answered.headers}  # fmt: skip


class Stock:
    """The service."""

    name = "stock"
    database = Database(os.environ["BENCH_DATABASE"], service="membership", coop=COOP, pool=10)

    @rpc
    def get_member(self, message: dict[str, str], **request: Any) -> dict[str, Any]:
        """Look at one member."""
        return perform_one(self.database, "membership.get_member", message, request)

    @rpc
    def echo(self, message: dict[str, str], **request: Any) -> dict[str, Any]:
        """Answer at once."""
        return perform_one(self.database, ECHO, message, request)


def main() -> None:
    """Serve until the process is ended."""
    if os.environ.get("BENCH_READS"):
        OPERATIONS["membership.get_member"] = load_service("membership").contract.operations["get_member"]
    runner = ServiceRunner({"AMQP_URI": os.environ["BENCH_AMQP"]})
    runner.add_service(Stock)
    runner.start()
    print("serving", flush=True)
    runner.wait()


if __name__ == "__main__":
    main()
