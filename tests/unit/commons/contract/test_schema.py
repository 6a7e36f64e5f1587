"""Values as they are written for strangers."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import marshmallow as ma
import pytest

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema


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


class Term(Schema):
    """From a day until a moment."""

    on = Day()
    at = Instant()


@pytest.mark.parametrize("given", [
    {"on": "0001-01-01"}, {"on": "1799-12-31"}, {"on": "2201-01-01"}, {"on": "9999-12-31"}, {"on": "2026-02-30"},
    {"at": "0001-01-01T00:00:00+14:00"}, {"at": "9999-12-31T23:59:00-10:00"},
])  # fmt: skip
def test_a_day_that_nobody_can_mean_is_refused(given: dict[str, str]) -> None:
    """Terms are counted from days: what is counted from one between 1800 and 2200 is a day as well."""
    with pytest.raises(ma.ValidationError):
        Term().load(given)


def test_the_days_of_four_centuries_are_taken() -> None:
    """The first and the last of them among them."""
    for day in ("1800-01-01", "1844-12-21", "2200-12-31"):
        assert str(Term().load({"on": day, "at": f"{day}T12:00:00+01:00"})["on"]) == day


class Wish(Schema):
    """Whether something is wished, in a body."""

    yes = Flag(allow_none=True)


class Asked(QuerySchema):
    """Whether something is asked, in a query string."""

    yes = Flag()


def test_true_and_false_are_written_in_one_way() -> None:
    """In a body they are the two of JSON, in a query their two words; a number or another word is neither."""
    assert [Wish().load({"yes": one})["yes"] for one in (True, False, None)] == [True, False, None]
    assert [Asked().load({"yes": one})["yes"] for one in ("true", "false")] == [True, False]
    for shape, given in [(Wish, (0, 1, 1.0, "true", "yes", "", [], {})), (Asked, ("1", "0", "yes", "on", "", "TRUE"))]:
        for one in given:
            with pytest.raises(ma.ValidationError):
                shape().load({"yes": one})
