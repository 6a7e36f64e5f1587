"""Suspensions: a membership rests; the vote does not."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit

from .. import contract, parties
from ..as_of import check_is_member
from ..contract.refusals import MembershipBackwards
from ..rules import Period
from ..tables import Suspension


@answers(contract.suspend_member)
def suspend_member(unit: Unit, member_id: str, body: dict[str, Any]) -> Suspension:
    """Record a suspension of somebody who is a member on its first day."""
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, body["starts_on"])
    if Period(body["starts_on"], body["ends_on"]).is_backwards:
        raise MembershipBackwards(starts_on=body["starts_on"], ends_on=body["ends_on"])
    suspension = Suspension(id=new_id("sus"), member_id=member_id, recorded_at=unit.now, **body)
    unit.session.add(suspension)
    return suspension
