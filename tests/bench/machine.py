"""The machine on which this was measured."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import httpx
import psycopg2

from deploy.embedded import EmbeddedServers


def machine(servers: EmbeddedServers) -> str:
    """Return one line: cores, memory, Python, PostgreSQL and RabbitMQ."""
    connection = psycopg2.connect(servers.database_admin)
    try:
        version = connection.info.server_version
    finally:
        connection.close()
    broker = httpx.get(f"{servers.management}/api/overview", timeout=10).json()["rabbitmq_version"]
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) // 1024**2  # type: ignore[index]
    return (
        f"{len(os.sched_getaffinity(0))} cores ({_model()}), {memory} GiB, Python {platform.python_version()}, "
        f"PostgreSQL {version // 10_000}.{version % 10_000}, RabbitMQ {broker}, load {os.getloadavg()[0]:.1f} before"
    )


def _model() -> str:
    found = re.search(r"model name\s+: (.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()
