"""Clears once more when the last day is over: what a leaver took up during the notice ends with the membership too.

Whoever gives notice is a member until the last day, and may join a group or a household meanwhile. Few rooms know
that day when they take somebody in; so nobody is left behind whatever room they went to.
"""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.membership.register import parties
from services.membership.register.leaving import clear_all
from services.membership.register.tables import Departure, Membership

PORTION = 20


def clear_again(database: Database, clock: Clock) -> bool:
    """Clear what some leavers hold whose last day is over; return whether there may be more."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        due = select(Departure.id, Membership.member_id).join(Membership, Membership.id == Departure.membership_id)
        due = due.where(Departure.clear_again_on <= unit.today).order_by(Departure.clear_again_on, Departure.id)
        found = session.execute(due.limit(PORTION)).all()
        parties.lock_all(unit, [one.member_id for one in found])
        for one in found:
            _clear(unit, session.get_one(Departure, one.id, populate_existing=True), one.member_id)
    return len(found) == PORTION


def _clear(unit: Unit, departure: Departure, member_id: str) -> None:
    """Clear once, unless the departure was taken back, or the member came back: then all that runs is of today."""
    ended, later = aliased(Membership), aliased(Membership)
    again = select(exists().where(
        ended.id == departure.membership_id, later.member_id == member_id, later.starts_on > ended.starts_on
    ))  # fmt: skip
    departure.clear_again_on = None
    if departure.annulled_on is None and not unit.session.scalar(again):
        more = clear_all(unit, member_id, departure.left_on, departure.reason)
        before = departure.cleared or {}
        departure.cleared = {what: count + before.get(what, 0) for what, count in more.items()}


clearing_again = Task("clearing-again", clear_again, sweep=3600.0)
