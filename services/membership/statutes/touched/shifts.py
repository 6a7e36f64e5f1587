"""Members whose standing or enrolments other rules on shifts would touch."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Text, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.commons.storage import Unit
from services.membership.register.tables import Party
from services.membership.shifts.actions.what_if import what_if
from services.membership.shifts.tables import Enrolment, Shift

from ..touching import Concerned, Proposed, touches


@touches("shifts.counters", "shifts.standings", "shifts.cycle_days", layer="bylaws")
def members_with_another_standing(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members who would stand otherwise today, by what was recorded until now."""
    if proposed.was("shifts") is None or proposed.would_be("shifts") is None:
        return
    asked = {name: proposed.would_be(f"shifts.{name}") for name in ("cycle_days", "counters", "standings")}
    found = what_if(unit, {"from_": None, "to": None, **asked})
    ids = select(func.unnest(literal([one["member_id"] for one in found["changes"]], ARRAY(Text))))
    yield Concerned("shifts", "members would have another standing today", "members", ids)


@touches("shifts.requires_linked_organisation", layer="bylaws")
def members_enrolled_without_the_linked_organisation(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members enrolled in shifts on days on which they would have to belong to another organisation, and do not."""
    whom = proposed.would_be("shifts.requires_linked_organisation")
    if whom is not None:
        until = Party.linked_organisation_until
        lacking = or_(until.is_(None), until < Shift.day)
        ids = (
            select(Enrolment.member_id).distinct()
            .join(Shift, Shift.id == Enrolment.shift_id).join(Party, Party.id == Enrolment.member_id)
            .where(Shift.day >= proposed.on, Enrolment.attendance == "enrolled", lacking)
        )  # fmt: skip
        said = f"members are enrolled in shifts and do not belong to {whom}"
        yield Concerned("shifts.requires_linked_organisation", said, "members", ids)
