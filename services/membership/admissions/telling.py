"""What admissions tell of a member's life: applications, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Application

_DECIDED = {
    "accepted": ("application_accepted", "The application was accepted."),
    "admitted": ("application_accepted", "The application was accepted."),
    "refused": ("application_refused", "The application was refused: {reason_code}."),
    "withdrawn": ("application_withdrawn", "The application was withdrawn."),
    "expired": ("application_expired", "The application expired."),
}


@tells("applications")
def applications(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each application, and how it was decided."""
    mine = select(Application).where(Application.member_id == member_id).order_by(Application.id)
    for one in unit.session.scalars(mine):
        rows = (("applications", one.id),)
        values = {"application_id": one.id, "category": one.category, "decided_by": one.decided_by,
                  "reason_code": one.reason_code}  # fmt: skip
        yield Entry(one.submitted_on, "applied", "Applied for membership as {category}.", values, one.recorded_at, rows)
        on = one.closed_on or one.decided_on
        if on is not None and one.state in _DECIDED:
            kind, what = _DECIDED[one.state]
            yield Entry(on, kind, what, values, one.recorded_at, rows)
