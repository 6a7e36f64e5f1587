"""Does the private broker really answer yet?"""

from __future__ import annotations

import base64
import http.client
import socket

_AMQP_0_9_1 = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = 1


def listens(port: int) -> bool:
    """Tell whether something accepts connections on this port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0):
            return True
    except OSError:
        return False


def speaks_amqp(port: int) -> bool:
    """Tell whether the broker greets: a protocol header is answered by connection.start (AMQP 0-9-1, 4.2.2)."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
            connection.sendall(_AMQP_0_9_1)
            greeting = connection.recv(1)
    except OSError:
        return False
    return greeting[:1] == bytes([_METHOD_FRAME])


def management_answers(port: int, user: str, password: str) -> bool:
    """Tell whether the management API knows this account."""
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2.0)
    try:
        connection.request("GET", "/api/whoami", headers={"Authorization": f"Basic {credentials}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
