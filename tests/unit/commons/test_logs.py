"""Logs: JSON by cooperative and trace, without what an error quotes."""

from __future__ import annotations

import json
import logging

from services.commons.observability.logs import PlainTraceback


def test_a_logged_exception_shows_its_place_and_not_its_message() -> None:
    """An error's text may quote a member's data; its frames do not."""
    formatter = PlainTraceback("%(levelname)s %(message)s")
    try:
        raise ValueError("born 1815-12-10")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), (type(error), error, error.__traceback__))
    record.coop, record.traceparent = "alpar", "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    said = json.loads(formatter.format(record))
    assert said["coop"] == "alpar" and said["trace_id"] == "a" * 32
    assert "test_logs.py" in said["exc_info"] and "1815" not in json.dumps(said)
