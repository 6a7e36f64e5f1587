"""What members do in their own names: each is the office's own use case, of nobody but who signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit

from ..bylaws import article
from ..contract import own
from ..contract.refusals import ShiftStarted
from ..desk import Desk
from ..marking import enrolled_before
from ..standing_in import check_wanted, wish
from ..tables import Enrolment
from . import attendance, counter, enrolment, standings, swaps


@answers(own.get_own_standing)
def get_own_standing(unit: Unit, as_of: date | None) -> Any:
    """Return one's own standing."""
    return standings.get_standing(unit, unit.actor.id, as_of)


@answers(own.get_own_counter)
def get_own_counter(unit: Unit, as_of: date | None) -> Any:
    """Return one's own counter."""
    return counter.get_counter(unit, unit.actor.id, as_of)


@answers(own.enrol_oneself)
def enrol_oneself(unit: Unit, shift_id: str, body: dict[str, Any]) -> Any:
    """Take a place in a shift that has not begun; what is under way or over is entered by the office alone."""
    shift = Desk.opened(unit, [unit.actor.id], [shift_id]).shift(shift_id)
    if shift.starts_at <= unit.now < shift.ends_at:
        raise ShiftStarted(article=article(unit), starts_at=shift.starts_at)
    return enrolment.enrol(unit, shift_id, {**body, "member_id": unit.actor.id, "afterwards": False})


@answers(own.withdraw_oneself)
def withdraw_oneself(unit: Unit, shift_id: str) -> Any:
    """Give one's own place back."""
    return enrolment.withdraw(unit, shift_id, {"member_id": unit.actor.id})


@answers(own.excuse_oneself)
def excuse_oneself(unit: Unit, shift_id: str, body: dict[str, Any]) -> Any:
    """Excuse oneself."""
    return enrolment.excuse(unit, shift_id, {**body, "member_id": unit.actor.id})


@answers(own.want_stand_in)
def want_stand_in(unit: Unit, shift_id: str) -> Enrolment:
    """Ask for somebody to come instead; until somebody does, one is expected."""
    return wish(unit, _own_place(unit, shift_id), unit.now)


@answers(own.want_no_stand_in)
def want_no_stand_in(unit: Unit, shift_id: str) -> Enrolment:
    """Come oneself after all."""
    return wish(unit, _own_place(unit, shift_id), None)


@answers(own.stand_in_oneself)
def stand_in_oneself(unit: Unit, shift_id: str, body: dict[str, Any]) -> Enrolment:
    """Come in the place of a member who asked for it: both have said so."""
    check_wanted(unit, shift_id, body["member_id"], unit.actor.id)
    swaps.stand_in(unit, shift_id, {"member_id": body["member_id"], "stand_in_id": unit.actor.id})
    return unit.session.get_one(Enrolment, (shift_id, unit.actor.id), populate_existing=True)


@answers(own.lead_attendances)
def lead_attendances(unit: Unit, shift_id: str, body: dict[str, Any]) -> Any:
    """Record the marks of the shift that one leads."""
    return attendance.record_led(unit, shift_id, body["marks"], unit.actor.id)


@answers(own.list_own_swaps)
def list_own_swaps(unit: Unit, state: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the swaps that one offered or was offered."""
    listed: Listed = swaps.list_swaps(unit, unit.actor.id, state, limit, cursor)
    return listed


@answers(own.offer_own_swap)
def offer_own_swap(unit: Unit, body: dict[str, Any]) -> Any:
    """Offer one's own place."""
    return swaps.offer_swap(unit, {**body, "member_id": unit.actor.id})


@answers(own.accept_own_swap)
def accept_own_swap(unit: Unit, swap_id: str) -> Any:
    """Accept what one was offered."""
    return swaps.accept_swap(unit, swap_id, {"member_id": unit.actor.id})


@answers(own.decline_own_swap)
def decline_own_swap(unit: Unit, swap_id: str) -> Any:
    """Decline what one was offered."""
    return swaps.decline_swap(unit, swap_id, {"member_id": unit.actor.id})


@answers(own.withdraw_own_swap)
def withdraw_own_swap(unit: Unit, swap_id: str) -> Any:
    """Take back what one offered."""
    return swaps.withdraw_swap(unit, swap_id, {"member_id": unit.actor.id})


def _own_place(unit: Unit, shift_id: str) -> Enrolment:
    """Return one's own place in a shift that has not begun, held until the end of the transaction."""
    return enrolled_before(unit, Desk.opened(unit, [unit.actor.id], [shift_id]).shift(shift_id), unit.actor.id)
