"""Is it served yet?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx


class NotReady(Exception):
    """The suite is not served within the time given."""


def ask_ready(url: str, timeout: float = 6.0) -> tuple[bool, Any]:
    """Ask ``/ready`` and return whether all is served, and what the answer says of each part."""
    try:
        answer = httpx.get(f"{url}/ready", timeout=timeout, trust_env=False)
    except httpx.HTTPError as error:
        return False, type(error).__name__
    try:
        said = answer.json()
    except json.JSONDecodeError:
        said = answer.status_code
    return answer.status_code == 200, said


def wait_ready(url: str, patience: float, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until everything behind a URL is served; raises NotReady with the last answer.

    ``meanwhile`` runs between two questions, and may raise to end the waiting.
    """
    deadline = time.monotonic() + patience
    while True:
        ready, said = ask_ready(url)
        if ready:
            return
        meanwhile()
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    waited = f" after {patience:.0f} s" if patience else ""
    raise NotReady(f"{url} is not ready{waited}; it says: {json.dumps(said, indent=1)[:4000]}")
