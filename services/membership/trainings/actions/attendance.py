"""Who attended is recorded when a session has begun: minutes, roles and the number of the certificate follow."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.tables import NumberSequence

from .. import contract
from ..contract.refusals import TooManyMinutes, TrainingNotBegun, TrainingState
from ..granting import settle
from ..rules import serial
from ..sessions import check_concerned, places_of, training_named, with_places
from ..tables import Training, TrainingPlace


@answers(contract.record_training_attendances)
def record_attendances(unit: Unit, training_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record what the trainer saw, or correct it; who came without a place is entered too."""
    training = training_named(unit, training_id, lock=True)
    if training.state == "cancelled":
        raise TrainingState(training_id=training_id, state=training.state)
    if training.starts_at > unit.now:
        raise TrainingNotBegun(training_id=training_id, starts_at=training.starts_at)
    marks = {mark["member_id"]: mark for mark in body["marks"]}  # the last word of each counts
    parties.lock_all(unit, marks.keys())
    known = {one.member_id: one for one in places_of(unit, training_id)}
    for member_id in marks:
        _mark(unit, training, known, marks[member_id])
    training.state = "held"
    unit.session.flush()
    came = [one.minutes for one in places_of(unit, training_id) if one.minutes is not None]
    unit.emit(contract.training_held, f"trainings/{training_id}", {
        "training_id": training_id, "attended": len(came), "minutes": sum(came),
    })  # fmt: skip
    return with_places(unit, training)


def _mark(unit: Unit, training: Training, known: dict[str, TrainingPlace], mark: dict[str, Any]) -> None:
    member_id, attended = mark["member_id"], mark["attended"]
    minutes = (mark["minutes"] or training.minutes) if attended else None
    if minutes is not None and minutes > training.minutes:
        raise TooManyMinutes(training_id=training.id, most=training.minutes, member_id=member_id, minutes=minutes)
    place = known.get(member_id)
    if place is None:
        check_concerned(unit, member_id, training.day)
        turn = max((one.turn for one in known.values()), default=0) + 1
        place = known[member_id] = TrainingPlace(
            training_id=training.id, member_id=member_id, turn=turn, recorded_at=unit.now
        )
        unit.session.add(place)
    place.state, place.minutes, place.marked_at = "attended" if attended else "absent", minutes, unit.now
    if attended and place.certificate is None:
        place.certificate = serial(training.day.year, _next_number(unit, training.day.year))
    unit.session.flush()
    settle(unit, training, member_id, attended=attended)


def _next_number(unit: Unit, year: int) -> int:
    """Return the next number of a year's certificates; its row is locked until the transaction ends."""
    row = insert(NumberSequence).values(name=f"training-certificates-{year}", next=2)
    moved = row.on_conflict_do_update(index_elements=["name"], set_={"next": NumberSequence.next + 1})
    return int(unit.session.scalars(moved.returning(NumberSequence.next)).one()) - 1
