"""A contract ends with the person who died, member or not; and runs on if it was somebody else who died."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, or_, select

from services.commons.storage import Unit
from services.membership.register.deaths import after_death, after_voiding

from .actions.engagements import told
from .people import members_among
from .tables import Engagement


@after_death("engagements")
def end_of_deceased(unit: Unit, party_id: str, died_on: date) -> int:
    """End the contract that runs beyond the day, and tell it; a death is a fact, which no length of contract refuses.

    A contract that was to begin later is left to the office: nothing says when it should have ended.
    """
    runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on > died_on)
    found = select(Engagement).where(Engagement.person_id == party_id, Engagement.started_on <= died_on, runs)
    ended = list(unit.session.scalars(found.with_for_update()))
    for one in ended:
        one.ended_on, one.end_reason = died_on, "death"
    unit.session.flush()
    unit.emit_all([told(one, members_among(unit, [party_id])) for one in ended])
    return len(ended)


@after_voiding("engagements")
def reopen(unit: Unit, party_id: str, died_on: date) -> int:
    """Let the contract run on that ended with a death which is void, and tell it.

    It runs up to the next contract, if there is one; an end that had been announced before is recorded anew.
    """
    held = select(Engagement).where(Engagement.person_id == party_id)
    ended = held.where(Engagement.end_reason == "death", Engagement.ended_on == died_on)
    found = list(unit.session.scalars(ended.with_for_update()))
    next_on = unit.session.scalar(
        select(func.min(Engagement.started_on)).where(Engagement.person_id == party_id, Engagement.started_on > died_on)
    )
    for one in found:
        one.ended_on, one.end_reason = next_on and next_on - timedelta(days=1), None
    unit.session.flush()
    unit.emit_all([told(one, members_among(unit, [party_id])) for one in found])
    return len(found)
