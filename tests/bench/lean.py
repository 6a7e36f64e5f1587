"""Our own RPC server before the echo service, in a process as the host makes it.

``python -m tests.bench.lean`` with BENCH_AMQP, BENCH_DATABASE and BENCH_COOP in the environment.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402 – after the patch, as the host does it

from services.commons.clock import system_clock  # noqa: E402
from services.commons.host.calls import calls_container  # noqa: E402
from services.commons.rpc.answering import Answering  # noqa: E402
from services.commons.storage import Database  # noqa: E402
from tests.bench.echo import echo_contract  # noqa: E402


def main() -> None:
    """Serve until the process is ended."""
    coop = os.environ["BENCH_COOP"]
    # Never connected to: the echo touches no table.
    database = Database(os.environ["BENCH_DATABASE"], service="echo", coop=coop)
    answering = Answering(database, system_clock, echo_contract, sleep=eventlet.sleep)
    container, (link,) = calls_container(os.environ["BENCH_AMQP"], answering, coop, "echo")
    container.start()
    while not link.ready:
        eventlet.sleep(0.05)
    print("serving", flush=True)
    container.wait()


if __name__ == "__main__":
    main()
