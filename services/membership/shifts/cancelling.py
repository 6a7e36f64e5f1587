"""Calls shifts off: many by a few statements; everybody enrolled is told and owes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from services.commons.storage import Unit

from .contract.events import shift_cancelled
from .marking import Change, change, wake
from .tables import Enrolment, Shift

# Who was excused in advance would not have been needed either.
OWING = ("enrolled", "excused")


def cancel_all(unit: Unit, shifts: Sequence[Shift], reason: str) -> int:
    """Cancel locked shifts that stand; return how many."""
    standing = [one for one in shifts if one.cancelled_at is None]
    rows = unit.session.execute(
        select(Enrolment.shift_id, Enrolment.member_id, Enrolment.attendance, Enrolment.reason_code)
        .where(Enrolment.shift_id.in_([one.id for one in standing]), Enrolment.attendance.in_(OWING))
        .order_by(Enrolment.shift_id, Enrolment.member_id)
    ).all()  # fmt: skip
    change(unit, [Change(row.shift_id, row.member_id, row.attendance, "cancelled", reason_code=row.reason_code)
                  for row in rows])  # fmt: skip
    told = defaultdict(list)
    for row in rows:
        told[row.shift_id].append(row.member_id)
    for one in standing:
        one.cancelled_at, one.cancel_reason = unit.now, reason
    unit.session.flush()
    unit.emit_all([
        (shift_cancelled, f"shifts/{one.id}", {
            "shift_id": one.id, "starts_at": one.starts_at, "member_ids": told[one.id],
        }) for one in standing
    ])  # fmt: skip
    wake(unit)
    return len(standing)
