"""Puts households together."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.capital.tables import Member
from services.ledger.sales import contract
from services.ledger.sales.tables import Household
from services.membership.households.contract import household_changed


@answers(contract.put_household)
def put_household(unit: Unit, household_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say who buys as one household from now on; the same members again change nothing."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", household_id):
        raise NotFound(what="household", id=household_id[:60])
    members: list[str] = body["members"]
    known = set(unit.session.scalars(select(Member.id).where(Member.id.in_(members))))
    for place, member in enumerate(members):
        if member not in known:
            raise contract.UnknownBuyer(member=member)
        if member in members[:place]:
            raise contract.MemberTwiceInHousehold(household=household_id, member=member)
    # Two changes at once both count from the same version: the second waits for the first.
    held = _latest(unit, household_id, lock=True)
    if held is not None and held.members == members:
        return _shown(held)
    version = held.version + 1 if held else 1
    row = Household(id=household_id, version=version, members=members, recorded_at=unit.now)
    unit.session.add(row)
    unit.session.flush()
    return _shown(row)


@answers(contract.get_household)
def get_household(unit: Unit, household_id: str) -> dict[str, Any]:
    """Show a household as it is made up now."""
    held = _latest(unit, household_id)
    if held is None:
        raise NotFound(what="household", id=household_id[:60])
    return _shown(held)


@follows(household_changed)
def on_household_changed(unit: Unit, event: Event) -> None:
    """Let the members of a household of the register buy as one, where the statutes let them share purchases.

    A household that has ended keeps the version of its last day: sales of before are shared out by it.
    """
    told = event.data
    if "purchases" not in told["shares_benefits"]:
        return
    known = set(unit.session.scalars(select(Member.id).where(Member.id.in_(told["members"]))))
    members = [member for member in told["members"] if member in known]
    held = _latest(unit, told["household_id"], lock=True)
    if members and (held is None or held.members != members):
        version = held.version + 1 if held else 1
        unit.session.add(Household(id=told["household_id"], version=version, members=members, recorded_at=unit.now))
        unit.session.flush()


def _latest(unit: Unit, household_id: str, *, lock: bool = False) -> Household | None:
    if lock:
        unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"household {household_id}", 0))))
    found = select(Household).where(Household.id == household_id).order_by(Household.version.desc()).limit(1)
    return unit.session.scalar(found)


def _shown(row: Household) -> dict[str, Any]:
    return {"id": row.id, "version": row.version, "members": row.members}
