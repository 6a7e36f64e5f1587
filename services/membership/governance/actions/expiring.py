"""Opens the next election when mandates are about to expire."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from ..bodies import BodyOfStatutes, bodies, lock_body, places_open
from ..rules import Term, end_of_term
from ..tables import Mandate, Opening
from .elections import open_seats


def open_expiring(database: Database, clock: Clock) -> bool:
    """Propose the election of every body whose mandates expire within its notice; there is never more to do.

    A day's election is opened once, however often this runs: the opening is written with the proposal, under the lock
    of the body.
    """
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        for body in bodies(unit):
            if body.elected_by == "general_assembly":
                _open(unit, body)
    return False


def _open(unit: Unit, body: BodyOfStatutes) -> None:
    if not (expiring := _expiring(unit, body)):
        return
    lock_body(unit, body.slug)
    for last_day in expiring:
        first = last_day + timedelta(days=1)
        opened = select(Opening.proposal_id).where(Opening.body == body.slug, Opening.counted_on >= first)
        starts_on = first if first > unit.today else None
        if unit.session.scalar(opened.limit(1)) is None and places_open(unit, body, starts_on or unit.today):
            open_seats(unit, body, starts_on, "expiring")


def _expiring(unit: Unit, body: BodyOfStatutes) -> list[date]:
    """Return the last days of the terms that end within the body's notice and that nobody's later term follows."""
    horizon = Term(unit.today, end_of_term(unit.today, body.months_before)).ends_on
    last = (
        select(func.max(Mandate.term_ends_on).label("day"))
        .where(Mandate.body == body.slug, Mandate.end_reason.is_distinct_from("annulled")).group_by(Mandate.series)
    ).subquery()  # fmt: skip
    return list(unit.session.scalars(select(last.c.day).where(last.c.day <= horizon).distinct().order_by(last.c.day)))


expiring = Task("expiring-mandates", open_expiring, sweep=21600.0)
