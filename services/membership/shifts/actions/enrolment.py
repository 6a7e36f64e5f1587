"""Enrolment: places are taken under the lock of their shift, so the last one is given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.membership.register.contract.refusals import NotAMember, NotInRegister
from services.membership.register.leaving import clears
from services.membership.register.rules import Period
from services.membership.register.tables import Membership, Party

from .. import contract
from ..contract.refusals import AlreadyEnrolled, LinkedOrganisationNeeded, SlotFull, UnknownRole, UnknownShift
from ..tables import Enrolment, Shift
from .calendar import places_taken


@dataclass
class Desk:
    """All that decides on places, read once and held until the end of the transaction."""

    shifts: dict[str, Shift]
    taken: dict[str, dict[str, int]]
    roles: dict[tuple[str, str], tuple[str, str]]
    periods: dict[str, list[Period]]
    linked_until: dict[str, date | None]

    @classmethod
    def opened(cls, unit: Unit, member_ids: Sequence[str], shift_ids: Sequence[str]) -> Desk:
        """Lock the members, then the shifts, each in the order of their ids (no deadlock), and read what counts."""
        people = select(Party.id, Party.linked_organisation_until).where(Party.id.in_(member_ids))
        linked = dict(unit.session.execute(people.order_by(Party.id).with_for_update()).all())
        slots = select(Shift).where(Shift.id.in_(shift_ids)).order_by(Shift.id).with_for_update()
        shifts = {shift.id: shift for shift in unit.session.scalars(slots)}
        enrolled = select(Enrolment).where(Enrolment.shift_id.in_(shift_ids), Enrolment.member_id.in_(member_ids))
        roles = {(one.shift_id, one.member_id): (one.role, one.attendance) for one in unit.session.scalars(enrolled)}
        periods: dict[str, list[Period]] = {}
        for row in unit.session.execute(
            select(Membership.member_id, Membership.starts_on, Membership.ends_on)
            .where(Membership.member_id.in_(member_ids))
        ):  # fmt: skip
            periods.setdefault(row.member_id, []).append(Period(row.starts_on, row.ends_on))
        return cls(shifts, places_taken(unit, shift_ids), roles, periods, linked)

    def take(self, unit: Unit, shift_id: str, member_id: str, role: str) -> bool:
        """Take a place, or refuse; return False when the member holds this very place already."""
        shift = self.shifts.get(shift_id)
        if shift is None:
            raise UnknownShift(shift_id=shift_id)
        if role not in shift.places:
            raise UnknownRole(role=role, roles=", ".join(sorted(shift.places)))
        held_role, attendance = self.roles.get((shift_id, member_id), (None, "withdrawn"))
        if attendance != "withdrawn":
            if (held_role, attendance) == (role, "enrolled"):
                return False
            raise AlreadyEnrolled(member_id=member_id)
        self._check_member(unit, member_id, shift.day)
        self._check_linked(unit, member_id, shift.day)
        taken = self.taken.setdefault(shift_id, {})
        if taken.get(role, 0) >= shift.places[role]:
            raise SlotFull(article=unit.rules.bylaws("shifts", None).article, role=role, capacity=shift.places[role])
        taken[role] = taken.get(role, 0) + 1
        self.roles[shift_id, member_id] = (role, "enrolled")
        return True

    def _check_member(self, unit: Unit, member_id: str, day: date) -> None:
        if member_id not in self.linked_until:
            raise NotInRegister(member_id=member_id)
        if not any(period.covers(day) for period in self.periods.get(member_id, ())):
            raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=day)

    def _check_linked(self, unit: Unit, member_id: str, day: date) -> None:
        rule = unit.rules.bylaws("shifts.requires_linked_organisation", None)
        until = self.linked_until[member_id]
        if rule.value is not None and (until is None or until < day):
            raise LinkedOrganisationNeeded(
                article=rule.article, member_id=member_id, organisation=rule.value, on=day, until=until or "never"
            )


@answers(contract.enrol)
def enrol(unit: Unit, shift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Enrol one member in one shift."""
    member_id, role = body["member_id"], body["role"]
    if not Desk.opened(unit, [member_id], [shift_id]).take(unit, shift_id, member_id, role):
        raise AlreadyEnrolled(member_id=member_id)
    _write(unit, [(shift_id, member_id, role)])
    return {"shift_id": shift_id, "member_id": member_id, "role": role, "attendance": "enrolled"}


@answers(contract.enrol_batch)
def enrol_batch(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Enrol many, in the order given; who is refused does not hold up the others."""
    asked = [(one["shift_id"], one["member_id"], one["role"]) for one in body["enrolments"]]
    desk = Desk.opened(unit, sorted({one[1] for one in asked}), sorted({one[0] for one in asked}))
    results: list[dict[str, Any]] = []
    taken = []
    for index, (shift_id, member_id, role) in enumerate(asked):
        outcome, problem = "enrolled", None
        try:
            if desk.take(unit, shift_id, member_id, role):
                taken.append((shift_id, member_id, role))
            else:
                outcome = "skipped"
        except Refusal as refusal:
            outcome, problem = "refused", refusal.problem()
        results.append({"index": index, "shift_id": shift_id, "member_id": member_id, "outcome": outcome,
                        "problem": problem})  # fmt: skip
    _write(unit, taken)
    counts = Counter(one["outcome"] for one in results)
    return {**{outcome: counts[outcome] for outcome in ("enrolled", "skipped", "refused")}, "results": results}


@clears("enrolments")
def clear_enrolments(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Withdraw a leaver from every shift after the last day of the membership."""
    later = select(Shift.id).where(Shift.day > left_on)
    withdrawn = unit.session.execute(
        update(Enrolment)
        .where(Enrolment.member_id == member_id, Enrolment.attendance == "enrolled", Enrolment.shift_id.in_(later))
        .values(attendance="withdrawn", marked_at=unit.now)
        .returning(Enrolment.shift_id)
    )
    return len(withdrawn.all())


def _write(unit: Unit, places: Sequence[tuple[str, str, str]]) -> None:
    """Write places; who had withdrawn from a shift takes the old row again."""
    if not places:
        return
    rows = [{"shift_id": shift_id, "member_id": member_id, "role": role, "attendance": "enrolled", "replaced_by": None,
             "recorded_at": unit.now, "marked_at": None} for shift_id, member_id, role in places]  # fmt: skip
    statement = insert(Enrolment).values(rows)
    renewed = {name: statement.excluded[name] for name in ("role", "attendance", "recorded_at", "marked_at")}
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["shift_id", "member_id"], set_=renewed)
    )
