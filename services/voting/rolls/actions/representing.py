"""Keeps who acts for the organisations that are members, from what the membership service tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.merges.contract import member_merged
from services.membership.representatives.contract import representative_ended, representative_named
from services.voting.rolls.tables import Elector, Representation

ORGANISATION = "organisation"


@follows(representative_named, projection=(Representation,))
def keep_representation(unit: Unit, event: Event) -> None:
    """Keep that somebody acts for an organisation from a day on."""
    told = event.data
    facts = {
        "member_id": told["member_id"], "person_id": told["person_id"], "assembly_id": told["assembly_id"],
        "since": date.fromisoformat(told["since"]), "until": _day(told["until"]),
    }  # fmt: skip
    row = insert(Representation).values(id=told["representative_id"], **facts)
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=facts))


@follows(representative_ended, projection=(Representation,))
def end_representation(unit: Unit, event: Event) -> None:
    """Keep the last day of a representation."""
    ended = update(Representation).where(Representation.id == event.data["representative_id"])
    unit.session.execute(ended.values(until=_day(event.data["until"])))


@follows(member_merged, projection=(Representation,))
def merge_representations(unit: Unit, event: Event) -> None:
    """Let the survivor act, and be acted for, in place of who was merged."""
    told = event.data
    for column in (Representation.member_id, Representation.person_id):
        moved = update(Representation).where(column == told["merged_id"])
        unit.session.execute(moved.values({column: told["member_id"]}))


def representations_of(unit: Unit, member_ids: Iterable[str]) -> dict[str, list[Representation]]:
    """Return every representation of those among these members that are organisations, the latest first."""
    wanted = sorted(set(member_ids))
    kinds = select(Elector.member_id).where(Elector.member_id.in_(wanted), Elector.kind == ORGANISATION)
    found: dict[str, list[Representation]] = {member_id: [] for member_id in unit.session.scalars(kinds)}
    rows = select(Representation).where(Representation.member_id.in_(wanted))
    for row in unit.session.scalars(rows.order_by(Representation.since.desc(), Representation.id.desc())):
        found.setdefault(row.member_id, []).append(row)
    return found


def in_force(named: Iterable[Representation], assembly_id: str, day: date) -> Representation | None:
    """Return who acts at an assembly on a day: whoever was named for it, or else whoever was named for good."""
    running = [row for row in named if row.since <= day and (row.until is None or row.until >= day)]
    own = [row for row in running if row.assembly_id == assembly_id]
    return next(iter(own or [row for row in running if row.assembly_id is None]), None)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
