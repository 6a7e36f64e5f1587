"""Sessions as they are shown, and held under lock while their places change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.membership.engagements.tables import Engagement
from services.membership.register import parties
from services.membership.register.as_of import are_members

from .contract.refusals import NotConcerned, TrainingState, UnknownTraining
from .tables import Training, TrainingPlace

HELD_PLACES = ("enrolled", "attended", "absent")


def training_named(unit: Unit, training_id: str, *, lock: bool = False) -> Training:
    """Return a session, perhaps held until the end of the transaction; refuse an unknown one."""
    found: Training | None = unit.session.get(Training, training_id, with_for_update=lock or None)
    if found is None:
        raise UnknownTraining(training_id=training_id)
    return found


def planned(unit: Unit, training_id: str) -> Training:
    """Return a session that is planned, held until the end of the transaction."""
    training = training_named(unit, training_id, lock=True)
    if training.state != "planned":
        raise TrainingState(training_id=training_id, state=training.state)
    return training


def check_concerned(unit: Unit, member_id: str, day: date) -> None:
    """Refuse who is neither a member nor engaged on a day."""
    parties.locked(unit, member_id)
    if are_members(unit.session, [member_id], day):
        return
    runs = (Engagement.ended_on.is_(None)) | (Engagement.ended_on >= day)
    engaged = select(Engagement.id).where(Engagement.person_id == member_id, Engagement.started_on <= day, runs)
    if unit.session.scalar(engaged.limit(1)) is None:
        raise NotConcerned(member_id=member_id, on=day, article=unit.rules.statutes("membership").article)


def places_of(unit: Unit, training_id: str) -> list[TrainingPlace]:
    """Return every place of a session, in the order of asking."""
    places = select(TrainingPlace).where(TrainingPlace.training_id == training_id)
    return list(unit.session.scalars(places.order_by(TrainingPlace.turn, TrainingPlace.member_id)))


def shown(unit: Unit, trainings: Sequence[Training]) -> list[dict[str, Any]]:
    """Return sessions as the API shows them, their places counted by one statement."""
    counted = (
        select(TrainingPlace.training_id, TrainingPlace.state, func.count())
        .where(TrainingPlace.training_id.in_([one.id for one in trainings]))
        .group_by(TrainingPlace.training_id, TrainingPlace.state)
    )
    counts: dict[str, dict[str, int]] = {one.id: {} for one in trainings}
    for training_id, state, count in unit.session.execute(counted):
        counts[training_id][state] = count
    return [_shown(one, counts[one.id]) for one in trainings]


def with_places(unit: Unit, training: Training) -> dict[str, Any]:
    """Return one session with its places, those who wait by their position in the queue."""
    places = places_of(unit, training.id)
    queue = [one.member_id for one in places if one.state == "waiting"]
    return {**shown(unit, [training])[0], "places": [place_shown(one, queue) for one in places]}


def place_shown(place: TrainingPlace, queue: Sequence[str]) -> dict[str, Any]:
    """Return a place as the API shows it; ``queue`` holds who waits, first come first."""
    return {
        "training_id": place.training_id, "member_id": place.member_id, "state": place.state,
        "position": queue.index(place.member_id) + 1 if place.state == "waiting" else None, "minutes": place.minutes,
        "certificate": place.certificate,
    }  # fmt: skip


def _shown(training: Training, counts: dict[str, int]) -> dict[str, Any]:
    columns = {column.key: getattr(training, column.key) for column in Training.__table__.columns}
    taken = sum(counts.get(state, 0) for state in HELD_PLACES)
    free = None if training.capacity is None else max(0, training.capacity - taken)
    return {**columns, "free": free, "enrolled": taken, "waiting": counts.get("waiting", 0),
            "attended": counts.get("attended", 0)}  # fmt: skip
