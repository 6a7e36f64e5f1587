"""Taking places: under the lock of their shift, so that the last one is given once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import PERSON, Unit
from services.membership.register.contract.refusals import NotAMember, NotInRegister
from services.membership.register.rules import Period
from services.membership.register.tables import Membership, Party
from services.membership.trainings.roles import holders_of

from .bylaws import LEADER_ROLES, article, setting
from .contract.refusals import (
    AlreadyEnrolled,
    BusyThen,
    LinkedOrganisationNeeded,
    ShiftCancelled,
    ShiftOver,
    SlotFull,
    TrainingNeeded,
    UnknownRole,
    UnknownShift,
)
from .rules import FREES_PLACE
from .tables import Enrolment, Shift

Hours = tuple[datetime, datetime]


class Place(NamedTuple):
    """A place to be written."""

    shift_id: str
    member_id: str
    role: str
    make_up: bool = False
    standing_id: str | None = None
    stands_in_for: str | None = None
    attendance: str = "enrolled"


@dataclass
class Desk:
    """All that decides on places, read once and held until the end of the transaction."""

    unit: Unit
    shifts: dict[str, Shift]
    taken: dict[str, dict[str, int]]
    held: dict[tuple[str, str], tuple[str, str]]
    periods: dict[str, list[Period]]
    linked_until: dict[str, date | None]
    # When members are expected, by the shift: those of the time in which the shifts held here lie.
    expected: defaultdict[str, dict[str, Hours]]
    _holders: dict[tuple[str, date], set[str]] = field(default_factory=dict)

    @classmethod
    def opened(cls, unit: Unit, member_ids: Collection[str], shift_ids: Collection[str]) -> Desk:
        """Lock the members, then the shifts, each in the order of their ids (no deadlock), and read what counts."""
        people = select(Party.id, Party.linked_organisation_until).where(Party.id.in_(member_ids))
        linked: dict[str, date | None] = {
            row.id: row.linked_organisation_until
            for row in unit.session.execute(people.order_by(Party.id).with_for_update())
        }
        slots = select(Shift).where(Shift.id.in_(shift_ids)).order_by(Shift.id).with_for_update()
        shifts = {one.id: one for one in unit.session.scalars(slots.execution_options(populate_existing=True))}
        held = {(row.shift_id, row.member_id): (row.role, row.attendance) for row in unit.session.execute(
            select(Enrolment.shift_id, Enrolment.member_id, Enrolment.role, Enrolment.attendance)
            .where(Enrolment.shift_id.in_(shift_ids), Enrolment.member_id.in_(member_ids))
        )}  # fmt: skip
        periods: dict[str, list[Period]] = {}
        for row in unit.session.execute(
            select(Membership.member_id, Membership.starts_on, Membership.ends_on)
            .where(Membership.member_id.in_(member_ids))
        ):  # fmt: skip
            periods.setdefault(row.member_id, []).append(Period(row.starts_on, row.ends_on))
        expected = _expected(unit, member_ids, shifts.values())
        return cls(unit, shifts, places_taken(unit, shift_ids), held, periods, linked, expected)

    def shift(self, shift_id: str) -> Shift:
        """Return a shift that takes place, or refuse."""
        shift = self.shifts.get(shift_id)
        if shift is None:
            raise UnknownShift(shift_id=shift_id)
        if shift.cancelled_at is not None:
            raise ShiftCancelled(article=article(self.unit), shift_id=shift_id)
        return shift

    def take(self, shift_id: str, member_id: str, role: str, *, afterwards: bool = False) -> bool:
        """Take a place, or refuse; return False when the member holds this very place already."""
        shift = self.shift(shift_id)
        if role not in shift.places:
            raise UnknownRole(article=article(self.unit), role=role, roles=", ".join(sorted(shift.places)))
        if self.held.get((shift_id, member_id)) == (role, "enrolled"):
            return False
        if shift.ends_at <= self.unit.now and not afterwards:
            raise ShiftOver(article=article(self.unit), ends_at=shift.ends_at)
        self.check_free_to_come(shift, member_id)
        if not afterwards:  # what was kept on paper is as it was
            self.check_not_elsewhere(shift, member_id)
        self.check_person(member_id, role, shift.day)
        taken = self.taken.setdefault(shift_id, {})
        if taken.get(role, 0) >= shift.places[role]:
            raise SlotFull(article=article(self.unit), role=role, capacity=shift.places[role])
        taken[role] = taken.get(role, 0) + 1
        self.held[shift_id, member_id] = (role, "enrolled")
        self.expected[member_id][shift_id] = (shift.starts_at, shift.ends_at)
        return True

    def give_back(self, shift_id: str, member_id: str, role: str, former: tuple[str, str] | None) -> None:
        """Give back a place just taken; ``former`` is how the member stood in the shift before."""
        self.taken[shift_id][role] -= 1
        del self.expected[member_id][shift_id]
        if former is None:
            del self.held[shift_id, member_id]
        else:
            self.held[shift_id, member_id] = former

    def check_free_to_come(self, shift: Shift, member_id: str) -> None:
        """Refuse whoever stands in the shift already; who gave the place back, or was excused, may come again."""
        held = self.held.get((shift.id, member_id), ("", "withdrawn"))[1]
        again = ("withdrawn", "excused") if self.unit.now < shift.starts_at else ("withdrawn",)
        if held not in again:
            raise AlreadyEnrolled(article=article(self.unit), member_id=member_id)

    def check_not_elsewhere(self, shift: Shift, member_id: str, giving: str | None = None) -> None:
        """Refuse whoever is expected in another shift at that time, but the one that they give for this."""
        for other, (starts_at, ends_at) in self.expected[member_id].items():
            if other not in (shift.id, giving) and starts_at < shift.ends_at and shift.starts_at < ends_at:
                raise BusyThen(article=article(self.unit), member_id=member_id, shift_id=other, starts_at=starts_at,
                               ends_at=ends_at)  # fmt: skip

    def check_person(self, member_id: str, role: str, day: date) -> None:
        """Refuse who is no member on a day, is not insured for it, or has no training for the role.

        Nobody makes a leader of themselves or of another member: signed in, a place of who leads is taken by those who
        hold that role. The office enrols whom it appoints.
        """
        if member_id not in self.linked_until:
            raise NotInRegister(member_id=member_id)
        if not any(period.covers(day) for period in self.periods.get(member_id, ())):
            raise NotAMember(article=self.unit.rules.statutes("membership").article, member_id=member_id, on=day)
        rule = self.unit.rules.bylaws("shifts.requires_linked_organisation", None)
        until = self.linked_until[member_id]
        if rule.value is not None and (until is None or until < day):
            raise LinkedOrganisationNeeded(
                article=rule.article, member_id=member_id, organisation=rule.value, on=day, until=until or "never"
            )
        needs = dict.fromkeys(setting(self.unit, "roles_need_training", ()), "roles_need_training")
        if self.unit.actor.kind == PERSON:
            needs = dict.fromkeys(setting(self.unit, "leader_roles", LEADER_ROLES), "leader_roles") | needs
        if role in needs:
            if (role, day) not in self._holders:
                self._holders[role, day] = holders_of(self.unit, role, day, among=self.linked_until)
            if member_id not in self._holders[role, day]:
                raise TrainingNeeded(article=article(self.unit, f"shifts.{needs[role]}"), member_id=member_id,
                                     role=role, on=day)  # fmt: skip


def _expected(
    unit: Unit, member_ids: Collection[str], shifts: Collection[Shift]
) -> defaultdict[str, dict[str, Hours]]:
    """Return when members are expected while some shifts take place."""
    found: defaultdict[str, dict[str, Hours]] = defaultdict(dict)
    if shifts:
        rows = unit.session.execute(
            select(Enrolment.member_id, Shift.id, Shift.starts_at, Shift.ends_at)
            .join(Shift, Shift.id == Enrolment.shift_id)
            .where(Enrolment.member_id.in_(member_ids), Enrolment.attendance.in_(("enrolled", "attended")),
                   Shift.starts_at < max(one.ends_at for one in shifts),
                   Shift.ends_at > min(one.starts_at for one in shifts))
        )  # fmt: skip
        for member_id, shift_id, starts_at, ends_at in rows:
            found[member_id][shift_id] = (starts_at, ends_at)
    return found


def write_places(unit: Unit, places: Sequence[Place]) -> None:
    """Write places; who had withdrawn from a shift takes the old row again."""
    if not places:
        return
    rows = [{**place._asdict(), "replaced_by": None, "reason_code": None, "stand_in_wanted_at": None,
             "recorded_at": unit.now, "marked_at": None if place.attendance == "enrolled" else unit.now}
            for place in places]  # fmt: skip
    for start in range(0, len(rows), 1000):
        statement = insert(Enrolment).values(rows[start : start + 1000])
        renewed = {name: statement.excluded[name] for name in rows[0] if name not in ("shift_id", "member_id")}
        unit.session.execute(
            statement.on_conflict_do_update(index_elements=["shift_id", "member_id"], set_=renewed)
        )


def places_taken(unit: Unit, shift_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Return how many places of each role are taken in each shift."""
    rows = unit.session.execute(
        select(Enrolment.shift_id, Enrolment.role, func.count())
        .where(Enrolment.shift_id.in_(shift_ids), Enrolment.attendance.not_in(FREES_PLACE))
        .group_by(Enrolment.shift_id, Enrolment.role)
    )
    taken: dict[str, dict[str, int]] = {}
    for shift_id, role, count in rows:
        taken.setdefault(shift_id, {})[role] = count
    return taken


__all__ = ["Desk", "Place", "places_taken", "write_places"]
