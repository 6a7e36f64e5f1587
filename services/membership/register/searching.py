"""One box that finds a member by anything that somebody knows of it; each way has an index of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, cast, func, select, union
from sqlalchemy.dialects.postgresql import TSQUERY

from .tables import Member, Party
from .wording import asked

_PARTY = Party.__table__.c
Way = Callable[[str], "Select[Any] | None"]
_WAYS: list[Way] = []


def finds(way: Way) -> Way:
    """Register a way to find: a text to the statement that reads the ids of parties, or None when it cannot apply."""
    _WAYS.append(way)
    return way


def found(q: str) -> Any:
    """Return the statement that reads the ids of all parties that a text may mean."""
    ways = [statement for way in _WAYS if (statement := way(q)) is not None]
    return union(*ways)


@finds
def by_external_id(q: str) -> Select[Any]:
    """Find by the very id in the system that a sheet came from."""
    return select(_PARTY.id).where(_PARTY.external_id == q)


@finds
def by_words(q: str) -> Select[Any] | None:
    """Find by parts of names, the beginning of the e-mail address, or digits of the phone number."""
    words = asked(q)
    if words is None:
        return None
    held = func.register_words(_PARTY.first_name, _PARTY.last_name, _PARTY.name, _PARTY.email, _PARTY.phone)
    return select(_PARTY.id).where(held.op("@@")(cast(words, TSQUERY)))


@finds
def by_number(q: str) -> Select[Any] | None:
    """Find by the very number; that of a row which was merged leads to the survivor."""
    if not (q.isascii() and q.isdigit() and len(q) < 18):
        return None
    numbered = Member.__table__.join(Party.__table__, _PARTY.id == Member.__table__.c.id)
    survivor = func.coalesce(_PARTY.merged_into, _PARTY.id)
    return select(survivor).select_from(numbered).where(Member.__table__.c.number == int(q))
