"""Ctrl-C and SIGTERM, which mean the same: stop in good order."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Stopped(BaseException):
    """Somebody asked us to stop."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped in the main thread at the first Ctrl-C, SIGTERM or SIGHUP; later ones do not disturb."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
