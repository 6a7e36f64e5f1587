"""Whether bodies met as often as the statutes ask."""

from __future__ import annotations

from datetime import date, timedelta

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit

from .. import contract
from ..rhythm import kept, rhythms

BACK, AHEAD, MOST = timedelta(days=365), timedelta(days=92), timedelta(days=3660)


@answers(contract.list_rhythm)
def list_rhythm(unit: Unit, from_: date | None, to: date | None, limit: int, cursor: str | None) -> Listed:
    """Return every regular meeting of the statutes with its periods, over ten years at most."""
    last = to or unit.today + AHEAD
    first = max(from_ or unit.today - BACK, last - MOST)
    return Listed([kept(unit, one, first, last) for one in rhythms(unit)])
