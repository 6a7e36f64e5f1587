"""Tells in time whose dues to a linked organisation are about to lapse, once for each day on which they do."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.membership.register.as_of import covering
from services.membership.register.tables import Membership, Party

from .contract import linked_membership_expiring
from .organisations import asked_for, organisations
from .tables import LapseTold

USUAL_DAYS = 30
PORTION = 500


def tell_lapses(database: Database, clock: Clock) -> bool:
    """Tell a portion of the members whose dues lapse within the days of the bylaws; return whether there may be more.

    What was told is written in the same transaction, so it is told once, however often this runs.
    """
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        organisation = asked_for(unit)
        if organisation is None:
            return False
        days = int(organisations(unit).value.get(organisation, {}).get("warn_days", USUAL_DAYS))
        told = exists().where(
            LapseTold.member_id == Party.id, LapseTold.organisation == organisation,
            LapseTold.paid_until == Party.linked_organisation_until,
        )  # fmt: skip
        member = exists().where(Membership.member_id == Party.id, covering(unit.today))
        due = select(Party.id, Party.linked_organisation_until).where(
            Party.linked_organisation_until >= unit.today,
            Party.linked_organisation_until <= unit.today + timedelta(days=days), member, ~told,
        )  # fmt: skip
        rows = [
            {"member_id": one.id, "organisation": organisation, "paid_until": one.linked_organisation_until}
            for one in session.execute(due.order_by(Party.id).limit(PORTION))
        ]
        if rows:
            written = insert(LapseTold).values([{**row, "told_at": unit.now} for row in rows])
            session.execute(written.on_conflict_do_nothing())
            unit.emit_all([(linked_membership_expiring, f"members/{row['member_id']}", row) for row in rows])
    return len(rows) == PORTION


lapsing = Task("lapsing-dues", tell_lapses, sweep=21600.0)
