"""Takes shifts in: slots are found by their day and hours, places by role and member; what is there already stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.sheets.folding import folded
from services.commons.storage import Unit
from services.membership.imports.who import known_as
from services.membership.register.contract.refusals import NotAMember
from services.membership.shifts.contract.refusals import AlreadyEnrolled, ShiftNotStarted, UnknownRole
from services.membership.shifts.desk import Desk, Place, write_places
from services.membership.shifts.hours import check_hours, check_slot_hours, moments_of
from services.membership.shifts.marking import Change, change, trail, wake
from services.membership.shifts.tables import Shift

from . import contract
from .contract import AttendanceUnsaid
from .sheets import read_shifts

Hours = tuple[datetime, datetime]
Row = Mapping[str, Any]


def import_shifts(unit: Unit, rows: Sequence[Row], dry_run: bool, legacy: bool) -> list[Verdict]:
    """Take in many lines: make the slots that are missing, then settle each place."""
    rows = [{**row, "role": _role(unit, row["role"])} for row in rows]
    for row in rows:
        check_slot_hours(unit, row["starts_at"], row["ends_at"])
        check_hours(unit, *_hours(row))
        if not legacy:
            check_not_before_founding(unit, row["day"])
    members = known_as(unit, {row["member"] for row in rows if row.get("member")})
    shifts, made = _slots(unit, rows)
    desk = Desk.opened(unit, sorted(members.values()), sorted({one.id for one in shifts.values()}))
    verdicts = []
    for row in rows:
        shift = desk.shift(shifts[_hours(row)].id)
        grown = _grown(shift, row)
        if not row.get("member"):
            verdicts.append(Verdict("created" if shift.id in made else "updated" if grown else "skipped", shift.id))
            made.discard(shift.id)
        else:
            verdicts.append(_place(unit, desk, shift, members[row["member"]], row))
    unit.session.flush()
    wake(unit)
    return verdicts


@answers(contract.import_shifts, items=read_shifts, chunk=200, together=import_shifts)
def import_shift(unit: Unit, row: Row, dry_run: bool, legacy: bool) -> Verdict:
    """Take in one line."""
    return import_shifts(unit, [row], dry_run, legacy)[0]


def _place(unit: Unit, desk: Desk, shift: Shift, member_id: str, row: Row) -> Verdict:
    """Enrol a member in a slot to come, or record what became of it; sent again, it is skipped or corrected.

    A line without a mark says nothing against what is recorded here, be it a miss or a place given back.
    """
    over = shift.starts_at <= unit.now
    said = row.get("attendance") or ("attended" if over else "enrolled")
    held_role, held = desk.held.get((shift.id, member_id), (row["role"], None))
    if held_role != row["role"] and held != "withdrawn":
        raise AlreadyEnrolled(member_id=member_id)
    if held == said or (held is not None and not row.get("attendance")):
        return Verdict("skipped", shift.id)
    if over and not row.get("attendance") and row["marked"]:
        raise AttendanceUnsaid(member=row["member"], day=shift.day)
    if said != "enrolled" and not over:
        raise ShiftNotStarted(starts_at=shift.starts_at)
    if held in (None, "withdrawn"):
        _enter(unit, desk, shift, member_id, row["role"], said, was=held)
        return Verdict("created", shift.id)
    change(unit, [Change(shift.id, member_id, held, said)])
    desk.held[shift.id, member_id] = (row["role"], said)
    return Verdict("updated", shift.id)


def _enter(
    unit: Unit, desk: Desk, shift: Shift, member_id: str, role: str, said: str, *, was: str | None
) -> None:
    """Take a place: one to come by all the rules; one that is over is a fact, of whoever was a member on that day."""
    if said == "enrolled":
        desk.take(shift.id, member_id, role)
    else:
        if not any(period.covers(shift.day) for period in desk.periods.get(member_id, ())):
            article = unit.rules.statutes("membership").article
            raise NotAMember(article=article, member_id=member_id, on=shift.day)
        taken = desk.taken.setdefault(shift.id, {})
        taken[role] = taken.get(role, 0) + (said != "replaced")
        if taken[role] > shift.places.get(role, 0):
            shift.places = {**shift.places, role: taken[role]}
        desk.held[shift.id, member_id] = (role, said)
    unit.session.flush()
    write_places(unit, [Place(shift.id, member_id, role, attendance=said)])
    if said != "enrolled":
        trail(unit, [Change(shift.id, member_id, was or "enrolled", said)])


def _slots(unit: Unit, rows: Sequence[Row]) -> tuple[dict[Hours, Shift], set[str]]:
    """Return the shifts of these lines by their hours, and the ids of those that were made."""
    known = _held(unit, rows)
    missing: dict[Hours, dict[str, Any]] = {}
    for row in rows:
        if _hours(row) not in known:
            starts_at, ends_at = _hours(row)
            slot = f"{row['day']} {row['starts_at']:%H:%M}-{row['ends_at']:%H:%M}"
            missing.setdefault(_hours(row), {
                "id": new_id("shf"), "starts_at": starts_at, "ends_at": ends_at, "day": row["day"], "places": {},
                "slot": slot, "recorded_at": unit.now,
            })  # fmt: skip
    if missing:
        made = insert(Shift).values(list(missing.values())).on_conflict_do_nothing(index_elements=["slot"])
        fresh = set(unit.session.scalars(made.returning(Shift.id)))
        return _held(unit, rows), fresh
    return known, set()


def _held(unit: Unit, rows: Sequence[Row]) -> dict[Hours, Shift]:
    days = sorted({row["day"] for row in rows})
    found = unit.session.scalars(select(Shift).where(Shift.day.in_(days)).order_by(Shift.recorded_at.desc(), Shift.id))
    return {(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)): one for one in found}


def _grown(shift: Shift, row: Row) -> bool:
    """Give a role the places that a line says, or one where it has none; never fewer than there are."""
    wanted = max(row.get("places") or (0 if row.get("member") else 1), shift.places.get(row["role"], 0))
    if wanted == shift.places.get(row["role"], 0):
        return False
    shift.places = {**shift.places, row["role"]: wanted}
    return True


def _role(unit: Unit, said: str) -> str:
    """Return the role of the bylaws that a line names, however it writes it."""
    rule = unit.rules.bylaws("shifts.roles", [])
    roles = {folded(one): str(one) for one in rule.value}
    if folded(said) not in roles:
        raise UnknownRole(article=rule.article, role=said, roles=", ".join(rule.value) or "none")
    return roles[folded(said)]


def _hours(row: Row) -> Hours:
    """Return the moments that a line means, by which its slot is found: the clock on the wall may be put meanwhile."""
    starts_at, ends_at = moments_of(row["day"], row["starts_at"], row["ends_at"])
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
