"""What trainings tell of a member's life: each one attended, and the roles held."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import GrantedRole, Training, TrainingPlace


@tells("trainings")
def trainings(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each training that was attended, and each that was missed."""
    found = unit.session.execute(
        select(TrainingPlace, Training.title, Training.day)
        .join(Training, Training.id == TrainingPlace.training_id)
        .where(TrainingPlace.member_id == member_id, TrainingPlace.state.in_(["attended", "absent"]))
    )
    for place, title, day in found:
        values = {"title": title, "training_id": place.training_id, "minutes": place.minutes or 0,
                  "certificate": place.certificate or ""}  # fmt: skip
        rows = (("training_places", f"{place.training_id}/{member_id}"),)
        recorded_at = place.marked_at or place.recorded_at
        if place.state == "attended":
            yield Entry(day, "training_attended", "Attended the training “{title}”: {minutes} minutes, certificate "
                        "{certificate}.", values, recorded_at, rows)  # fmt: skip
        else:
            yield Entry(day, "training_missed", "Did not come to the training “{title}”.", values, recorded_at, rows)


@tells("roles")
def roles(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each role: granted, and its last day where it has one; one that was taken back at once was never held."""
    for one in unit.session.scalars(select(GrantedRole).where(GrantedRole.member_id == member_id)):
        if one.ended_on is not None and one.ended_on < one.since:
            continue
        values, rows = {"role": one.role, "training_id": one.training_id}, (("granted_roles", one.id),)
        yield Entry(one.since, "role_granted", "Holds the role {role} from now on.", values, one.recorded_at, rows)
        if last := one.ended_on or one.until:
            yield Entry(last, "role_ended", "Last day of the role {role}.", values, one.recorded_at, rows)
