"""Values as they are written for strangers."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.commons.contract import Instant, Schema


class Meeting(Schema):
    """Something that happens at a moment."""

    at = Instant()


@pytest.mark.parametrize(("at", "written"), [
    (datetime(2026, 3, 2, 11, 0, tzinfo=UTC), "2026-03-02T11:00:00+00:00"),
    (datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Paris")), "2026-03-02T12:00:00+01:00"),
    (datetime(1844, 12, 21, 20, 0, tzinfo=ZoneInfo("Europe/Paris")), "1844-12-21T19:50:39+00:00"),
])  # fmt: skip
def test_a_moment_is_written_with_an_offset_that_every_reader_knows(at: datetime, written: str) -> None:
    """RFC 3339 has no seconds in an offset, and the local mean time of a century ago had some."""
    assert Meeting().dump({"at": at}) == {"at": written}
