"""Follows the payroll that membership tells of."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.surplus.tables import Payroll
from services.membership.engagements.contract import payroll_recorded


@follows(payroll_recorded, projection=(Payroll,))
def on_payroll_recorded(unit: Unit, event: Event) -> None:
    """Know what a person earned and worked in a year; told again, the later word counts."""
    told = event.data
    known = {
        "member_id": told["member_id"], "wages": Money.parse(told["wages"]["amount"], told["wages"]["currency"]).minor,
        "hours": told["hours"], "months_present": told["months_present"], "seniority_months": told["seniority_months"],
    }  # fmt: skip
    row = insert(Payroll).values(year=told["year"], person_id=told["person_id"], **known)
    unit.session.execute(row.on_conflict_do_update(index_elements=["year", "person_id"], set_=known))
    # It weighs in allocations that are proposed; a whole sheet of them is looked at once, when it is in.
    unit.session.info.setdefault("wakes", set()).add("proposals")
