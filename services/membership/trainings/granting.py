"""Roles as they are granted and ended: by a training that somebody attended, or by hand."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from services.commons.ids import new_id
from services.commons.storage import Unit
from services.membership.register.as_of import are_members, last_day_as_member

from . import contract
from .rules import last_day
from .tables import GrantedRole, Training


def grant(
    unit: Unit, member_id: str, role: str, since: date, until: date | None, *, training_id: str | None = None,
    reference: str | None = None,
) -> GrantedRole:  # fmt: skip
    """Grant a role to who is a member on its first day, and tell it; it ends with the membership."""
    row = GrantedRole(id=new_id("rol"), member_id=member_id, role=role, since=since, until=until, ended_on=None,
                      training_id=training_id, reference=reference, recorded_at=unit.now)  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.emit(contract.role_granted, f"members/{member_id}", {
        "role_id": row.id, "member_id": member_id, "role": role, "since": since, "until": until,
        "training_id": training_id,
    })  # fmt: skip
    _end_with_membership(unit, row)
    return row


def end(unit: Unit, row: GrantedRole, ended_on: date) -> None:
    """End a role with its last day and tell it; one that ends before it began was never held."""
    row.ended_on = ended_on
    unit.session.flush()
    unit.emit(contract.role_ended, f"members/{row.member_id}", {
        "role_id": row.id, "member_id": row.member_id, "role": row.role, "ended_on": ended_on,
    })  # fmt: skip


def _end_with_membership(unit: Unit, row: GrantedRole) -> None:
    last = last_day_as_member(unit.session, row.member_id, row.since)
    if last is not None and (row.until is None or last < row.until):
        end(unit, row, last)


def settle(unit: Unit, training: Training, member_id: str, *, attended: bool) -> None:
    """Let somebody hold exactly the roles that a training grants, from its day on, if they attended; else none of it.

    Recording again what was recorded before changes nothing; a correction ends or revives what had been granted. Who
    was no member on the day has the hours, and no role.
    """
    known = {row.role: row for row in unit.session.scalars(
        select(GrantedRole).where(GrantedRole.training_id == training.id, GrantedRole.member_id == member_id)
    )}  # fmt: skip
    never, may_hold = training.day - timedelta(days=1), bool(are_members(unit.session, [member_id], training.day))
    for role, row in known.items():
        if not attended and row.ended_on != never:
            end(unit, row, never)
        elif attended and may_hold and row.ended_on == never:
            row.ended_on = None
            unit.emit(contract.role_granted, f"members/{member_id}", {
                "role_id": row.id, "member_id": member_id, "role": role, "since": row.since, "until": row.until,
                "training_id": training.id,
            })  # fmt: skip
            _end_with_membership(unit, row)
    if attended and may_hold:
        for role in sorted(set(training.grants) - set(known)):
            grant(unit, member_id, role, training.day, last_day(training.day, training.valid_months),
                  training_id=training.id)  # fmt: skip
