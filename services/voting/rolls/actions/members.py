"""Keeps the members that voting knows, from what the membership service tells."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.register.contract import member_admitted, member_left
from services.voting.rolls.tables import Elector


def entitled_on(day: date) -> ColumnElement[bool]:
    """Return the condition of being a voting member on a day; first and last day included."""
    return Elector.voting & (Elector.admitted_on <= day) & or_(Elector.left_on.is_(None), Elector.left_on >= day)


@follows(member_admitted, projection=(Elector,))
def keep_elector(unit: Unit, event: Event) -> None:
    """Keep a membership that began; one that began anew on the same day runs on."""
    told = event.data
    facts = {"left_on": None, "number": told["number"], "category": told["category"], "college": told.get("college"),
             "voting": told["voting"]}  # fmt: skip
    row = insert(Elector).values(
        member_id=told["member_id"], admitted_on=date.fromisoformat(told["admitted_on"]), **facts
    )
    unit.session.execute(row.on_conflict_do_update(index_elements=["member_id", "admitted_on"], set_=facts))


@follows(member_left, projection=(Elector,))
def end_elector(unit: Unit, event: Event) -> None:
    """End the membership that was running; rolls made before keep the member."""
    told = event.data
    running = (Elector.member_id == told["member_id"]) & Elector.left_on.is_(None)
    unit.session.execute(update(Elector).where(running).values(left_on=date.fromisoformat(told["left_on"])))
