"""What households tell of a person's life."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Household, HouseholdPlace


@tells("households")
def households(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when a person joined a household, and when that ended."""
    mine = select(HouseholdPlace, Household.kind).join(Household, Household.id == HouseholdPlace.household_id)
    rows = unit.session.execute(mine.where(HouseholdPlace.person_id == member_id).order_by(HouseholdPlace.id))
    for place, kind in rows:
        values, told_from = {"household_id": place.household_id, "kind": kind}, (("household_places", place.id),)
        yield Entry(place.since, "household_joined", "Joined a {kind}.", values, place.recorded_at, told_from)
        if place.until is not None and place.until >= place.since:
            yield Entry(place.until, "household_left", "Last day in the {kind}.", values, place.recorded_at, told_from)
