"""The figures of the fifth principle: what a year's trainings came to, and the one that statutes may disclose."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import extract, func, select

from services.commons.storage import Unit
from services.membership.federation.figures import figure
from services.membership.register.as_of import count_members, covering
from services.membership.register.tables import Membership

from .rules import share
from .tables import GrantedRole, Training, TrainingPlace


def education(unit: Unit, year: int, as_of: date) -> dict[str, Any]:
    """Return what a year's trainings came to, by themes, and the share of the members of a day whom they reached."""
    came = (TrainingPlace.state == "attended") & (extract("year", Training.day) == year) & (Training.day <= as_of)
    attended = select(
        func.count(Training.id.distinct()).label("sessions"),
        func.count(TrainingPlace.member_id.distinct()).label("people"),
        func.coalesce(func.sum(TrainingPlace.minutes), 0).label("minutes"),
        func.count(TrainingPlace.certificate).label("certificates"),
    ).join(TrainingPlace, TrainingPlace.training_id == Training.id).where(came)
    whole = unit.session.execute(attended).one()
    by_theme = attended.add_columns(Training.theme).group_by(Training.theme).order_by(Training.theme)
    trained = select(func.count(TrainingPlace.member_id.distinct())).join(
        Training, Training.id == TrainingPlace.training_id
    ).join(Membership, Membership.member_id == TrainingPlace.member_id).where(came, covering(as_of))  # fmt: skip
    roles = select(func.count()).select_from(GrantedRole).where(
        extract("year", GrantedRole.since) == year, GrantedRole.since <= as_of,
        GrantedRole.ended_on.is_(None) | (GrantedRole.ended_on >= GrantedRole.since),
    )  # fmt: skip
    reached, members = int(unit.session.scalar(trained) or 0), count_members(unit.session, as_of)
    return {
        "year": year, "as_of": as_of, "sessions": whole.sessions, "minutes": int(whole.minutes),
        "hours": int(whole.minutes) // 60, "people": whole.people, "members_trained": reached, "members": members,
        "share": share(reached, members), "roles_granted": int(unit.session.scalar(roles) or 0),
        "certificates": whole.certificates,
        "themes": [{"theme": one.theme, "sessions": one.sessions, "people": one.people, "minutes": int(one.minutes)}
                   for one in unit.session.execute(by_theme)],
    }  # fmt: skip


@figure("education.hours", "hours")
def education_hours(unit: Unit) -> int:
    """Count the hours that people were trained this year so far, all together."""
    return int(education(unit, unit.today.year, unit.today)["hours"])
