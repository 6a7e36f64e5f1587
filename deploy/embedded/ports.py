"""Free ports for private servers."""

from __future__ import annotations

import random
import socket
from pathlib import Path

_EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 10_240


def free_ports(count: int) -> list[int]:
    """Choose distinct TCP ports that nothing on 127.0.0.1 listens on.

    They lie below the kernel's ephemeral range: a client that reconnects while its server is down may otherwise be
    given the server's own port as source, connect to itself, and keep the server from coming back.
    """
    candidates = list(range(_LOWEST, max(_lowest_ephemeral(), _LOWEST + 1000)))
    random.shuffle(candidates)
    chosen: list[int] = []
    for port in candidates:
        if _is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise OSError(f"no {count} free ports on 127.0.0.1 between {candidates[0]} and {candidates[-1]}")


def _lowest_ephemeral() -> int:
    try:
        return int(_EPHEMERAL_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections linger in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
