"""Sessions are planned, listed and cancelled."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties

from .. import contract
from ..contract.refusals import OneTrainer, TrainingBackwards
from ..contract.schemas import LONGEST
from ..sessions import planned, shown, training_named, with_places
from ..tables import Training


@answers(contract.plan_training)
def plan_training(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Plan a session; it counts the minutes from its beginning to its end unless fewer are said."""
    day = legal_day(body["starts_at"])
    check_not_before_founding(unit, day)
    if body["trainer_id"] and body["trainer"]:
        raise OneTrainer()
    if body["trainer_id"]:
        parties.locked(unit, body["trainer_id"])
    lasts = int((body["ends_at"] - body["starts_at"]).total_seconds()) // 60
    minutes = lasts if body["minutes"] is None else body["minutes"]
    if not 0 < minutes <= min(lasts, LONGEST):
        raise TrainingBackwards(starts_at=body["starts_at"], ends_at=body["ends_at"], minutes=minutes)
    training = Training(
        **{**body, "grants": sorted(set(body["grants"])), "minutes": minutes}, id=new_id("trn"), state="planned",
        day=day, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(training)
    unit.session.flush()
    unit.emit(contract.training_planned, f"trainings/{training.id}", {
        "training_id": training.id, "theme": training.theme, "starts_at": training.starts_at,
        "ends_at": training.ends_at,
    })  # fmt: skip
    return shown(unit, [training])[0]


@answers(contract.list_trainings)
def list_trainings(
    unit: Unit, from_: date | None, to: date | None, theme: str | None, state: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """List sessions by time."""
    asked = [Training.day >= from_] if from_ else []
    asked += [Training.day <= to] if to else []
    asked += [Training.theme == theme] if theme else []
    asked += [Training.state == state] if state else []
    page = page_of(unit.session, select(Training).where(*asked), key=[Training.starts_at, Training.id], limit=limit,
                   cursor=cursor)  # fmt: skip
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.get_training)
def get_training(unit: Unit, training_id: str) -> dict[str, Any]:
    """Return one session with its places."""
    return with_places(unit, training_named(unit, training_id))


@answers(contract.cancel_training)
def cancel_training(unit: Unit, training_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a session that is planned; the places stay as they were, so that all can be told."""
    training = planned(unit, training_id)
    training.state, training.cancelled_for = "cancelled", body["reason"]
    unit.session.flush()
    unit.emit(contract.training_cancelled, f"trainings/{training_id}", {"training_id": training_id})
    return shown(unit, [training])[0]
