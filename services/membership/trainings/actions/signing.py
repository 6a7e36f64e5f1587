"""People sign up, wait, move up and withdraw, one after the other under the lock of the session."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.register.leaving import clears

from .. import contract
from ..contract.refusals import NotSignedUp, SignedUpAlready, TrainingFull, TrainingOver
from ..rules import moving_up
from ..sessions import HELD_PLACES, check_concerned, place_shown, places_of, planned
from ..tables import Training, TrainingPlace


@answers(contract.sign_up)
def sign_up(unit: Unit, training_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a place, or the next one in the queue where that was asked for."""
    training, member_id = _open(unit, training_id), body["member_id"]
    check_concerned(unit, member_id, training.day)
    places = places_of(unit, training_id)
    taken = sum(one.state in HELD_PLACES for one in places)
    queue = [one.member_id for one in places if one.state == "waiting"]
    held = next((one for one in places if one.member_id == member_id), None)
    if held is not None and held.state != "withdrawn":
        raise SignedUpAlready(member_id=member_id, state=held.state, training_id=training_id)
    full = training.capacity is not None and taken >= training.capacity
    if full and not body["or_wait"]:
        raise TrainingFull(training_id=training_id, capacity=training.capacity, waiting=len(queue))
    place = held or TrainingPlace(training_id=training_id, member_id=member_id, recorded_at=unit.now)
    place.turn = max((one.turn for one in places), default=0) + 1  # who comes back queues up again
    unit.session.add(place)
    _change(unit, place, "waiting" if full else "enrolled")
    return place_shown(place, [*queue, member_id])


@answers(contract.withdraw_from_training)
def withdraw(unit: Unit, training_id: str, member_id: str) -> dict[str, Any]:
    """Give up a place or a turn in the queue; the first who waits takes a place that is free."""
    training = _open(unit, training_id)
    place = unit.session.get(TrainingPlace, (training_id, member_id))
    if place is None or place.state == "withdrawn":
        raise NotSignedUp(member_id=member_id, training_id=training_id)
    _give_up(unit, training, place)
    return place_shown(place, [])


@clears("training_places")
def clear_places(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Give up every place of a leaver in a session after the last day; those who wait move up."""
    found = unit.session.execute(
        select(Training.id, TrainingPlace)
        .join(TrainingPlace, TrainingPlace.training_id == Training.id)
        .where(TrainingPlace.member_id == member_id, TrainingPlace.state.in_(["enrolled", "waiting"]),
               Training.state == "planned", Training.day > left_on)
        .order_by(Training.id)
    ).all()  # fmt: skip
    for training_id, place in found:
        _give_up(unit, planned(unit, training_id), place)
    return len(found)


def _open(unit: Unit, training_id: str) -> Training:
    training = planned(unit, training_id)
    if training.starts_at <= unit.now:
        raise TrainingOver(training_id=training_id, starts_at=training.starts_at)
    return training


def _give_up(unit: Unit, training: Training, place: TrainingPlace) -> None:
    _change(unit, place, "withdrawn")
    places = places_of(unit, training.id)
    taken = sum(one.state in HELD_PLACES for one in places)
    waiting = {one.member_id: one for one in places if one.state == "waiting"}
    for member_id in moving_up(training.capacity, taken, waiting):
        _change(unit, waiting[member_id], "enrolled")


def _change(unit: Unit, place: TrainingPlace, state: str) -> None:
    place.state = state
    unit.session.flush()
    unit.emit(contract.training_place_changed, f"trainings/{place.training_id}", {
        "training_id": place.training_id, "member_id": place.member_id, "state": state,
    })  # fmt: skip
