"""Keeps the members that voting knows, from what the membership service tells."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
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
    """Keep a membership that began; one that began anew on the same day runs on, whatever it had become since."""
    told = event.data
    admitted_on = date.fromisoformat(told["admitted_on"])
    _forget_moves_after(unit, told["member_id"], admitted_on)
    facts = {"left_on": None, "number": told["number"], "category": told["category"], "college": told.get("college"),
             "voting": told["voting"], "kind": told.get("kind")}  # fmt: skip
    row = insert(Elector).values(
        member_id=told["member_id"], admitted_on=admitted_on, **facts
    )
    unit.session.execute(row.on_conflict_do_update(index_elements=["member_id", "admitted_on"], set_=facts))


@follows(member_left, projection=(Elector,))
def end_elector(unit: Unit, event: Event) -> None:
    """End the membership that was running, or that was to end later; rolls made before keep the member."""
    told = event.data
    left_on = date.fromisoformat(told["left_on"])
    began = func.coalesce(Elector.joined_on, Elector.admitted_on) <= left_on
    runs = or_(Elector.left_on.is_(None), began & (Elector.left_on > left_on))
    unit.session.execute(update(Elector).where(Elector.member_id == told["member_id"], runs).values(left_on=left_on))


@follows(member_moved, projection=(Elector,))
def move_elector(unit: Unit, event: Event) -> None:
    """Begin the membership in another category, college or right to vote; what ran before ends the day before.

    The membership ends when it was to end anyway: who has given notice does not stay. What was told of later days is
    overtaken by a move told after it; told again, nothing changes.
    """
    told = event.data
    member_id, moved_on = told["member_id"], date.fromisoformat(told["moved_on"])
    rows = unit.session.scalars(
        select(Elector).where(Elector.member_id == member_id).order_by(Elector.admitted_on).with_for_update()
    ).all()
    before = next((row for row in reversed(rows) if row.admitted_on <= moved_on), None)
    if before is None:
        return
    joined_on = before.joined_on or before.admitted_on
    left_on = [row.left_on for row in rows if (row.joined_on or row.admitted_on) == joined_on][-1]
    facts = {"category": told["category"], "college": told["college"], "voting": told["voting"],
             "left_on": None if left_on is None or left_on < moved_on else left_on}  # fmt: skip
    _forget_moves_after(unit, member_id, moved_on)
    if before.admitted_on < moved_on and (before.left_on is None or before.left_on >= moved_on):
        before.left_on = moved_on - timedelta(days=1)
        unit.session.flush()
    row = insert(Elector).values(
        member_id=member_id, admitted_on=moved_on, number=before.number, joined_on=joined_on, kind=before.kind, **facts
    )
    unit.session.execute(row.on_conflict_do_update(index_elements=["member_id", "admitted_on"], set_=facts))


def _forget_moves_after(unit: Unit, member_id: str, day: date) -> None:
    """Take away the rows that moves after a day made of the membership which ran on that day."""
    unit.session.execute(delete(Elector).where(
        Elector.member_id == member_id, Elector.admitted_on > day, Elector.joined_on <= day
    ).execution_options(synchronize_session="fetch"))  # fmt: skip


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
