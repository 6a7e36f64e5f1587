"""Keeps the members that voting knows, from what the membership service tells."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.merges.contract import member_merged
from services.membership.register.contract import member_admitted, member_left, member_moved
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


@follows(member_moved, projection=(Elector,))
def move_elector(unit: Unit, event: Event) -> None:
    """End the membership in one category or college the day before, and begin the next; told again, nothing changes."""
    told = event.data
    moved_on = date.fromisoformat(told["moved_on"])
    before = unit.session.scalar(
        select(Elector).where(Elector.member_id == told["member_id"], Elector.admitted_on < moved_on)
        .order_by(Elector.admitted_on.desc()).limit(1).with_for_update()
    )  # fmt: skip
    if before is None:
        return
    if before.left_on is None:
        before.left_on = moved_on - timedelta(days=1)
    facts = {"category": told["category"], "college": told["college"], "voting": told["voting"]}
    row = insert(Elector).values(
        member_id=before.member_id, admitted_on=moved_on, left_on=None, number=before.number,
        joined_on=before.joined_on or before.admitted_on, **facts,
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_update(index_elements=["member_id", "admitted_on"], set_=facts))


@follows(member_merged, projection=(Elector,))
def merge_electors(unit: Unit, event: Event) -> None:
    """Give the survivor the memberships of the one who was merged; rolls that were made keep whom they named."""
    told = event.data
    survivor = aliased(Elector)
    free = ~exists().where(survivor.member_id == told["member_id"], survivor.admitted_on == Elector.admitted_on)
    moved = update(Elector).where(Elector.member_id == told["merged_id"], free)
    unit.session.execute(moved.values(member_id=told["member_id"]).execution_options(synchronize_session=False))
    if told["number"] is not None:
        numbered = update(Elector).where(Elector.member_id == told["member_id"])
        unit.session.execute(numbered.values(number=told["number"]))
