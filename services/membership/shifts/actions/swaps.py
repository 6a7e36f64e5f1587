"""Swaps and stand-ins: places change hands at once, when both have said so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.leaving import clears

from .. import contract
from ..bylaws import article
from ..contract.refusals import NotTheirSwap, SwapOffered, SwapSettled, SwapWithOneself
from ..desk import Desk, Place, write_places
from ..marking import Change, change, enrolled_before, entered_by
from ..tables import Enrolment, Swap
from .calendar import with_enrolments

_PAIR = ("shift_id", "member_id", "with_shift_id", "with_member_id")


@answers(contract.offer_swap)
def offer_swap(unit: Unit, body: dict[str, Any]) -> Swap:
    """Keep an offer, with the consent of who offers; nothing changes hands yet."""
    if body["member_id"] == body["with_member_id"] or body["shift_id"] == body["with_shift_id"]:
        raise SwapWithOneself(article=article(unit))
    _check_exchange(unit, *(body[name] for name in _PAIR))
    row = {"id": new_id("swp"), **{name: body[name] for name in _PAIR}, "state": "offered",
           "offered_by": entered_by(unit), "offered_at": unit.now}  # fmt: skip
    made = unit.session.scalar(insert(Swap).values(row).on_conflict_do_nothing().returning(Swap.id))
    if made is None:
        same = select(Swap.id).where(Swap.state == "offered", *(getattr(Swap, name) == body[name] for name in _PAIR))
        raise SwapOffered(article=article(unit), swap_id=unit.session.scalar(same))
    swap = unit.session.get_one(Swap, made)
    _tell(unit, swap)
    return swap


@answers(contract.accept_swap)
def accept_swap(unit: Unit, swap_id: str, body: dict[str, Any]) -> Swap:
    """Exchange the two places in one transaction, if both are still what was offered."""
    swap = _known(unit, swap_id)
    if body["member_id"] != swap.with_member_id:
        raise NotTheirSwap(article=article(unit), swap_id=swap_id, member_id=body["member_id"])
    _check_offered(unit, swap)
    pair = [getattr(swap, name) for name in _PAIR]
    mine, theirs = _check_exchange(unit, *pair)
    _settle(unit, swap, "accepted")
    change(unit, [Change(one.shift_id, one.member_id, "enrolled", "withdrawn") for one in (mine, theirs)])
    write_places(unit, [
        Place(theirs.shift_id, mine.member_id, theirs.role, mine.make_up),
        Place(mine.shift_id, theirs.member_id, mine.role, theirs.make_up),
    ])  # fmt: skip
    # Other offers of the same two places came to nothing.
    lapse_lost(unit, [mine.shift_id, theirs.shift_id])
    return swap


@answers(contract.decline_swap)
def decline_swap(unit: Unit, swap_id: str, body: dict[str, Any]) -> Swap:
    """Let the member asked say no."""
    return _ended(unit, swap_id, body["member_id"], "declined")


@answers(contract.withdraw_swap)
def withdraw_swap(unit: Unit, swap_id: str, body: dict[str, Any]) -> Swap:
    """Let who offered take it back."""
    return _ended(unit, swap_id, body["member_id"], "withdrawn")


@answers(contract.list_swaps)
def list_swaps(unit: Unit, member_id: str | None, state: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of swaps in the order in which they were offered."""
    statement = select(Swap)
    if member_id is not None:
        statement = statement.where(or_(Swap.member_id == member_id, Swap.with_member_id == member_id))
    if state is not None:
        statement = statement.where(Swap.state == state)
    return page_of(unit.session, statement, key=[Swap.id], limit=limit, cursor=cursor)


@answers(contract.stand_in)
def stand_in(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let somebody come in a member's place; the place stays taken, by another."""
    desk = Desk.opened(unit, [body["member_id"], body["stand_in_id"]], [shift_id])
    shift = desk.shift(shift_id)
    place = enrolled_before(unit, shift, body["member_id"])
    desk.check_free_to_come(shift, body["stand_in_id"])
    desk.check_not_elsewhere(shift, body["stand_in_id"])
    desk.check_person(body["stand_in_id"], place.role, shift.day)
    change(unit, [Change(shift_id, place.member_id, "enrolled", "replaced", replaced_by=body["stand_in_id"])])
    # Whoever comes for a stand-in comes for the member whose place it was.
    instead_of = place.stands_in_for or place.member_id
    write_places(unit, [Place(shift_id, body["stand_in_id"], place.role, stands_in_for=instead_of)])
    lapse_lost(unit, [shift_id])
    return with_enrolments(unit, shift)


@clears("swaps")
def clear_swaps(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Let the offers of a leaver lapse whose places are after the last day."""
    return lapse_lost(unit, [], member_id)


def lapse_lost(unit: Unit, shift_ids: Collection[str], member_id: str | None = None) -> int:
    """Let the offers of some shifts, or of a member, lapse of which a place is lost; return how many did."""
    mine, theirs = aliased(Enrolment), aliased(Enrolment)
    concerned = or_(Swap.shift_id.in_(shift_ids), Swap.with_shift_id.in_(shift_ids),
                    Swap.member_id == member_id, Swap.with_member_id == member_id)  # fmt: skip
    lost = unit.session.scalars(
        select(Swap)
        .join(mine, and_(mine.shift_id == Swap.shift_id, mine.member_id == Swap.member_id))
        .join(theirs, and_(theirs.shift_id == Swap.with_shift_id, theirs.member_id == Swap.with_member_id))
        .where(Swap.state == "offered", concerned, or_(mine.attendance != "enrolled", theirs.attendance != "enrolled"))
        .order_by(Swap.id).with_for_update(of=Swap).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    for swap in lost:
        _settle(unit, swap, "lapsed")
    return len(lost)


def _check_exchange(unit: Unit, shift_id: str, member_id: str, with_shift_id: str, with_member_id: str
                    ) -> tuple[Enrolment, Enrolment]:  # fmt: skip
    """Lock both members and both shifts; refuse unless each holds a place that the other may take."""
    desk = Desk.opened(unit, [member_id, with_member_id], [shift_id, with_shift_id])
    here, there = desk.shift(shift_id), desk.shift(with_shift_id)
    for who, shift in ((member_id, there), (with_member_id, here)):
        desk.check_person(who, "", shift.day)
    mine, theirs = enrolled_before(unit, here, member_id), enrolled_before(unit, there, with_member_id)
    for who, shift, place, given in ((member_id, there, theirs, here), (with_member_id, here, mine, there)):
        desk.check_free_to_come(shift, who)
        desk.check_not_elsewhere(shift, who, giving=given.id)
        desk.check_person(who, place.role, shift.day)
    return mine, theirs


def _known(unit: Unit, swap_id: str) -> Swap:
    swap = unit.session.get(Swap, swap_id)
    if swap is None:
        raise NotFound(what="swap", id=swap_id)
    return swap


def _check_offered(unit: Unit, swap: Swap) -> None:
    """Hold the swap, after members and shifts: the order in which everybody takes these locks."""
    Desk.opened(unit, [swap.member_id, swap.with_member_id], [swap.shift_id, swap.with_shift_id])
    unit.session.refresh(swap, with_for_update=True)
    if swap.state != "offered":
        raise SwapSettled(article=article(unit), swap_id=swap.id, state=swap.state)


def _ended(unit: Unit, swap_id: str, member_id: str, state: str) -> Swap:
    swap = _known(unit, swap_id)
    if member_id != (swap.with_member_id if state == "declined" else swap.member_id):
        raise NotTheirSwap(article=article(unit), swap_id=swap_id, member_id=member_id)
    _check_offered(unit, swap)
    _settle(unit, swap, state)
    return swap


def _settle(unit: Unit, swap: Swap, state: str) -> None:
    swap.state, swap.settled_by, swap.settled_at = state, entered_by(unit), unit.now
    unit.session.flush()
    _tell(unit, swap)


def _tell(unit: Unit, swap: Swap) -> None:
    told = contract.swap_offered if swap.state == "offered" else contract.swap_settled
    unit.emit(told, f"shift-swaps/{swap.id}", {
        "swap_id": swap.id, "state": swap.state, **{name: getattr(swap, name) for name in _PAIR},
    })  # fmt: skip
