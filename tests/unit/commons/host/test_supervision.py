"""A container whose thread fails ends, and is begun again."""

from __future__ import annotations

import subprocess
import sys

# Run apart: eventlet's patches must not reach the other tests.
SCRIPT = """
import warnings; warnings.simplefilter("ignore")
import eventlet; eventlet.monkey_patch()
import logging; logging.disable()
from nameko.containers import ServiceContainer
from services.commons.host.background import Background
from services.commons.host.supervision import Supervised
from services.commons.rpc.link import Link

begun = []

def make():
    begun.append(1)
    stopped = eventlet.event.Event()
    def fail():
        eventlet.sleep(0.05)
        if len(begun) < 3:
            raise RuntimeError("a mistake of ours")
        stopped.wait()
    def end():
        if not stopped.ready():
            stopped.send()
    body = {"name": "probe", "failing": Background(fail, end), "other": Background(stopped.wait, end)}
    return ServiceContainer(type("Probe", (), body), {"max_workers": 1}), []

one = Supervised("probe", make)
one.start()
with eventlet.Timeout(20):
    while len(begun) < 3:
        eventlet.sleep(0.05)
    eventlet.sleep(0.2)
    assert one.state == "ready", one.state
    one.stop()
print(len(begun))
"""


def test_a_container_whose_thread_fails_is_begun_again() -> None:
    """A mistake in a thread ends the whole container, and the supervisor makes a new one; it also stops."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "3\n", done.stderr[-2000:]
