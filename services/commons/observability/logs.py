"""Logs as JSON, one line each, by cooperative and trace; never bodies, never the values an error carries."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from .traces import frames_of

_QUIET = ("amqp", "kombu", "nameko", "sqlalchemy", "eventlet")


class PlainTraceback(JsonFormatter):
    """Writes an exception as its type and frames: its message may quote a member's data."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 – logging's name
        """Return the frames of the error."""
        return "\n".join(frames_of(ei[1]))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Name the trace id of a ``traceparent`` (W3C Trace Context) beside it."""
        parent = log_data.pop("traceparent", "")
        if isinstance(parent, str) and parent.count("-") == 3:
            log_data["trace_id"] = parent.split("-")[1]
        return log_data


def configure_logs(service: str) -> None:
    """Send every log of this process to standard error; ``ROCHDALE_LOG`` sets the level (default INFO)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        PlainTraceback("%(asctime)s %(levelname)s %(name)s %(message)s", static_fields={"process": service},
                       rename_fields={"asctime": "time", "levelname": "level", "name": "logger"})
    )  # fmt: skip
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(os.environ.get("ROCHDALE_LOG", "INFO").upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
