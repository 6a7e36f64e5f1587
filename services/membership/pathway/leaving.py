"""The end of a pathway: with its last day the tutor, what was planned and what the person owned end too."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select, update

from services.commons.storage import Unit
from services.membership.activities.owners import release
from services.membership.engagements.people import is_engaged
from services.membership.register.as_of import are_members
from services.membership.register.deaths import after_death
from services.membership.register.leaving import clears

from .contract.events import pathway_left
from .reaching import present_stage, reach
from .rules import LEFT
from .tables import Pathway, PathwayAppointment
from .tutors import end_tutoring

# What leaving the cooperative means for the pathway, by the reason of the departure.
_BY_DEPARTURE = {"resignation": "resignation", "death": "death"}


def leave(unit: Unit, pathway: Pathway, left_on: date, reason: str, reference: str | None = None) -> None:
    """End a pathway whose person the caller holds with its last day, clear what hangs on it, and tell it."""
    pathway.left_on, pathway.left_reason = left_on, reason
    present = present_stage(unit, pathway.id)
    reach(unit, pathway, LEFT, left_on + timedelta(days=1), reference=reference, present=present, told=False)
    end_tutoring(unit, left_on, "pathway_left", pathway_id=pathway.id)
    unit.session.execute(
        update(PathwayAppointment)
        .where(PathwayAppointment.pathway_id == pathway.id, PathwayAppointment.state == "planned",
               PathwayAppointment.on > left_on)
        .values(state="cancelled")
    )  # fmt: skip
    after = left_on + timedelta(days=1)
    if not (are_members(unit.session, [pathway.person_id], after) or is_engaged(unit, pathway.person_id, after)):
        release(unit, pathway.person_id, left_on)
    unit.emit(pathway_left, f"pathways/{pathway.id}", {
        "pathway_id": pathway.id, "person_id": pathway.person_id, "left_on": left_on, "reason": reason,
    })  # fmt: skip


@after_death("pathway")
def clear_of_deceased(unit: Unit, party_id: str, died_on: date) -> int:
    """End the pathway of who died without being a member; a member's ends with the membership."""
    after = died_on + timedelta(days=1)
    return 0 if are_members(unit.session, [party_id], after) else clear_pathway(unit, party_id, died_on, "death")


@clears("pathway")
def clear_pathway(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End the pathway of who leaves the cooperative, unless a contract with it goes on."""
    pathway: Pathway | None = unit.session.scalar(
        select(Pathway).where(Pathway.person_id == member_id, Pathway.left_on.is_(None))
    )
    if pathway is None or (reason != "death" and is_engaged(unit, member_id, left_on + timedelta(days=1))):
        return 0
    leave(unit, pathway, max(left_on, pathway.entered_on), _BY_DEPARTURE.get(reason, "left_cooperative"))
    return 1
