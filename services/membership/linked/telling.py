"""Tells which dues to linked organisations somebody paid."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import LinkedMembership


@tells("linked_memberships")
def linked_memberships(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell dues on the day from which they count, and what was voided."""
    found = select(LinkedMembership).where(LinkedMembership.member_id == member_id).order_by(LinkedMembership.id)
    for one in unit.session.scalars(found):
        values = {"organisation": one.organisation, "paid_until": one.paid_until, "reference": one.reference}
        rows = (("linked_memberships", one.id),)
        on = one.paid_from or legal_day(one.recorded_at)
        yield Entry(on, "dues_paid", "Dues to {organisation} paid until {paid_until}", values, one.recorded_at, rows)
        if one.voided_at is not None:
            said = "Record of dues to {organisation} until {paid_until} voided"
            yield Entry(legal_day(one.voided_at), "dues_voided", said, values, one.voided_at, rows)
