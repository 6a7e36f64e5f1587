"""Tells a death; what ended with it is told where it ended."""

from __future__ import annotations

from collections.abc import Iterator

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.register.deaths import Death
from services.membership.timeline.telling import Entry, tells


@tells("deaths")
def deaths(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell the day of a death."""
    death = unit.session.get(Death, member_id)
    if death is not None and death.voided_at is not None:
        what = "The record of a death was void: it was not this person who died."
        yield Entry(legal_day(death.voided_at), "death_voided", what, {}, death.voided_at, (("deaths", member_id),))
    elif death is not None:
        yield Entry(death.died_on, "died", "Died.", {}, death.recorded_at, (("deaths", member_id),))
