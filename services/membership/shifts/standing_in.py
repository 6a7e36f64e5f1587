"""Whoever cannot come asks for somebody to come instead; whoever would like to, comes. Both have said so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit

from .bylaws import article
from .contract.events import stand_in_wanted
from .contract.refusals import NoStandInWanted
from .desk import Desk
from .marking import enrolled_before
from .tables import Enrolment, Shift


def wish(unit: Unit, place: Enrolment, wanted_at: datetime | None) -> Enrolment:
    """Keep since when a member asks for a stand-in, or that none is asked for any more; told when it begins."""
    if (place.stand_in_wanted_at is None) == (wanted_at is None):
        return place
    place.stand_in_wanted_at = wanted_at
    unit.session.flush()
    if wanted_at is not None:
        shift = unit.session.get_one(Shift, place.shift_id)
        unit.emit(stand_in_wanted, f"shifts/{shift.id}", {
            "shift_id": shift.id, "member_id": place.member_id, "role": place.role, "starts_at": shift.starts_at,
        })  # fmt: skip
    return place


def check_wanted(unit: Unit, shift_id: str, member_id: str, stand_in_id: str) -> None:
    """Refuse unless a member who is expected in a shift has asked for somebody to come in their place."""
    desk = Desk.opened(unit, [member_id, stand_in_id], [shift_id])
    if enrolled_before(unit, desk.shift(shift_id), member_id).stand_in_wanted_at is None:
        raise NoStandInWanted(article=article(unit), member_id=member_id, shift_id=shift_id)


def wanted() -> Any:
    """Return the statement of the places for which somebody is asked for still, with their shifts."""
    return select(Enrolment, Shift).join(Shift, Shift.id == Enrolment.shift_id).where(
        Enrolment.stand_in_wanted_at.is_not(None), Enrolment.attendance == "enrolled", Shift.cancelled_at.is_(None)
    )
