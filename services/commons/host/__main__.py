"""``python -m services.commons.host <service>``: serves one service for the cooperatives of its credentials file."""

# ruff: noqa: E402 – everything below must be imported after the patch, or it keeps the blocking sockets and locks
import warnings

warnings.filterwarnings("ignore", message=".*[Ee]ventlet.*")

import eventlet

eventlet.monkey_patch()
from psycogreen.eventlet import patch_psycopg

patch_psycopg()

import argparse
import gc
import logging
import os
import signal
import sys
from pathlib import Path

import eventlet.wsgi

from services.commons.clock import system_clock
from services.commons.credentials import Credentials
from services.commons.host.hosting import Hosting
from services.commons.host.http import http_app
from services.commons.observability.logs import configure_logs
from services.commons.registry import load_service
from services.commons.workers.offload import use_pool
from services.commons.workers.pool import WorkerPool

log = logging.getLogger("services.host")


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; what is under way then is finished."""
    asked = _parser().parse_args(arguments)
    configure_logs(asked.service)
    service = load_service(asked.service, asked.package)
    # What is loaded by now stays: the collector going through all of it again would stop every cooperative's requests.
    gc.collect()
    gc.freeze()
    workers = WorkerPool()
    use_pool(workers)
    hosting = Hosting(service, Credentials(Path(asked.credentials)), system_clock, workers, asked.coop,
                      check_schemas=not asked.unchecked_schemas)  # fmt: skip
    hub = eventlet.hubs.get_hub()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *about: hub.schedule_call_global(0, hosting.stop))
    listener = eventlet.listen((asked.address, asked.listen))
    eventlet.spawn(eventlet.wsgi.server, listener, http_app(hosting.status), log_output=False)
    log.info("host listens", extra={"service": service.name, "port": listener.getsockname()[1]})
    hosting.run()
    workers.close()
    log.info("host ends", extra={"service": service.name})
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.commons.host", description=__doc__)
    parser.add_argument("service", help="membership, ledger, voting or gateway (the courier)")
    parser.add_argument("--coop", action="append", default=[], metavar="SLUG", help="serve only this one (repeatable)")
    held = os.environ.get("ROCHDALE_CREDENTIALS")
    parser.add_argument("--credentials", default=held, required=not held, help="default: $ROCHDALE_CREDENTIALS")
    parser.add_argument("--listen", type=int, default=0, metavar="PORT", help="for /live, /ready and /metrics")
    parser.add_argument("--address", default="127.0.0.1", metavar="HOST", help="where to listen (default %(default)s)")
    parser.add_argument("--package", default="services", help="where the service stands (tests have their own)")
    parser.add_argument("--unchecked-schemas", action="store_true", help="serve unmigrated databases (tests)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
