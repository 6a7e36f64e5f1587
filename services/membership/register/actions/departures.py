"""Departures: a membership ends on its day, and all that hung on it ends with it at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import reconsider
from services.commons.storage import Unit

from .. import contract, parties
from ..contract import member_left
from ..contract.refusals import (
    AlreadyLeaving,
    ExclusionNeedsResolution,
    MembershipBackwards,
    NotAMember,
    WithdrawalNoticeTooShort,
)
from ..days import check_not_in_the_future
from ..leaving import clear_all
from ..rules import earliest_end
from ..tables import Departure, Membership


@answers(contract.record_departure)
def record_departure(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End the running membership of a member on its last day, clear what hangs on it, and tell it."""
    parties.locked(unit, member_id)
    noticed_on = body["noticed_on"] or unit.today
    check_not_in_the_future(unit, noticed_on)
    left_on = _last_day(unit, body["reason"], noticed_on, body["left_on"])
    if body["reason"] == "exclusion":
        raise ExclusionNeedsResolution(article=unit.rules.statutes("membership.exclusion", {}).article)
    membership = running_membership(unit, member_id)
    cleared = end_membership(unit, membership, left_on, noticed_on, body["reason"], body["resolution_id"])
    # An exclusion of who leaves is without object, and a seat that falls vacant changes an election.
    reconsider(unit, "exclude_member", "seat_mandates")
    return {"member_id": member_id, **body, "noticed_on": noticed_on, "left_on": left_on, "cleared": cleared}


def end_membership(
    unit: Unit, membership: Membership, left_on: date, noticed_on: date, reason: str, resolution_id: str | None = None
) -> dict[str, int]:
    """Write the end of a membership, clear seats, groups and shifts after it, and tell ``member.left``."""
    if left_on < membership.starts_on:
        raise MembershipBackwards(starts_on=membership.starts_on, ends_on=left_on)
    membership.ends_on, membership.noticed_on = left_on, noticed_on
    unit.session.add(
        Departure(id=new_id("dep"), membership_id=membership.id, reason=reason, noticed_on=noticed_on, left_on=left_on,
                  resolution_id=resolution_id, recorded_at=unit.now)
    )  # fmt: skip
    unit.session.flush()
    cleared = clear_all(unit, membership.member_id, left_on, reason)
    unit.emit(member_left, f"members/{membership.member_id}", {
        "member_id": membership.member_id, "left_on": left_on, "reason": reason,
    })  # fmt: skip
    return cleared


def _last_day(unit: Unit, reason: str, noticed_on: date, asked: date | None) -> date:
    """Return the day asked for, or the earliest that the notice of the statutes allows."""
    notice = unit.rules.statutes("membership.withdrawal.notice_days", 0)
    earliest = earliest_end(noticed_on, reason, int(notice.value))
    if asked is None:
        return earliest
    if reason == "resignation" and asked < earliest:
        raise WithdrawalNoticeTooShort(article=notice.article, noticed_on=noticed_on, earliest=earliest, left_on=asked)
    return asked


def running_membership(unit: Unit, member_id: str) -> Membership:
    """Return the membership of somebody that no departure ends yet; refuse when there is none."""
    membership: Membership | None = unit.session.scalar(
        select(Membership).where(Membership.member_id == member_id).order_by(Membership.starts_on.desc()).limit(1)
    )
    if membership is None:
        raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=unit.today)
    if membership.ends_on is not None:
        raise AlreadyLeaving(member_id=member_id, left_on=membership.ends_on)
    return membership
