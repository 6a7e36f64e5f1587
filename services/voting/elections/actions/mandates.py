"""Keeps the mandates that membership tells of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.governance.contract import mandate_ended, mandate_seated
from services.voting.elections.rules import Seat
from services.voting.elections.tables import KnownMandate


@follows(mandate_seated, projection=(KnownMandate,))
def keep_mandate(unit: Unit, event: Event) -> None:
    """Keep a mandate."""
    told = event.data
    row = insert(KnownMandate).values(
        mandate_id=told["mandate_id"], body=told["body"], member_id=told["member_id"],
        started_on=date.fromisoformat(told["started_on"]), ends_on=date.fromisoformat(told["ends_on"]),
        resolution_id=told["resolution_id"],
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_nothing())


@follows(mandate_ended, projection=(KnownMandate,))
def end_known_mandate(unit: Unit, event: Event) -> None:
    """Keep that a mandate ends early."""
    known = update(KnownMandate).where(KnownMandate.mandate_id == event.data["mandate_id"])
    unit.session.execute(known.values(ended_on=date.fromisoformat(event.data["ended_on"])))


def seats_of(unit: Unit, member_id: str) -> list[Seat]:
    """Return the seats that a member held, holds or will hold; one revoked before it began is none."""
    rows = unit.session.scalars(select(KnownMandate).where(KnownMandate.member_id == member_id))
    seats = [Seat(one.body, one.started_on, min(one.ends_on, one.ended_on or one.ends_on)) for one in rows]
    return [seat for seat in seats if seat.ends_on >= seat.starts_on]
