"""Ends a membership together with the employment that it rests on, where law or statutes tie the two.

In a worker cooperative the end of the contract ends the membership, unless the employee retires, is dismissed for
economic reasons or becomes unable to work (law 78-763, article 15), or the statutes keep the member.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.refusals import StatutesSilent
from services.commons.storage import Unit
from services.membership.engagements.contract import engagement_recorded
from services.membership.engagements.tables import Engagement
from services.membership.register import parties
from services.membership.register.actions.departures import as_employee, leave, standing_departure
from services.membership.register.deaths import died_on, enter_death
from services.membership.register.rules import BY_VOTE
from services.membership.register.tables import Membership


@follows(engagement_recorded)
def end_with_the_employment(unit: Unit, event: Event) -> None:
    """End the membership on the last day of the contract; told again, or after the member left, nothing happens.

    What the contract says by now counts: its end may have been taken back while the event was on its way.
    """
    engagement = unit.session.get(Engagement, event.data["engagement_id"])
    if engagement is None:
        return
    person_id = engagement.person_id
    parties.locked(unit, person_id)
    unit.session.refresh(engagement)
    ended_on, end_reason = engagement.ended_on, engagement.end_reason
    if engagement.kind != "employment" or ended_on is None or end_reason is None:
        return
    if end_reason == "death":
        if died_on(unit, person_id) is None and ended_on <= unit.today:
            enter_death(unit, person_id, ended_on)
            _end(unit, person_id, ended_on, "death")
    elif _is_tied(unit, end_reason) and not _is_employed_after(unit, person_id, ended_on):
        _end(unit, person_id, ended_on, "end_of_employment")


def _end(unit: Unit, person_id: str, ended_on: date, reason: str) -> None:
    covering = select(Membership).where(
        Membership.member_id == person_id, Membership.starts_on <= ended_on,
        or_(Membership.ends_on.is_(None), Membership.ends_on > ended_on),
    )  # fmt: skip
    membership = unit.session.scalar(covering.order_by(Membership.starts_on.desc()).limit(1))
    if membership is None or (reason != "death" and not as_employee(unit, membership)):
        return
    if membership.ends_on is not None and not _may_end_sooner(unit, membership):
        return
    leave(unit, person_id, ended_on, min(unit.today, ended_on), reason)


def _may_end_sooner(unit: Unit, membership: Membership) -> bool:
    """Say whether the end of a membership may give way: not to a vote's, nor where the member moved or came back."""
    departure = standing_departure(unit, membership)
    later = select(Membership.id).where(
        Membership.member_id == membership.member_id, Membership.starts_on > membership.starts_on
    )
    return departure is not None and departure.reason not in BY_VOTE and unit.session.scalar(later.limit(1)) is None


def _is_tied(unit: Unit, end_reason: str) -> bool:
    if unit.rules.statutes("identity.regime").value != "scop":
        return False
    try:
        unit.rules.law("membership.scop.ends_with_employment")
        spared = str(unit.rules.law("membership.scop.keeps_membership").value).split()
    except StatutesSilent:
        # A text of the law that is older than this rule; a fact is not refused for it.
        return False
    kept: list[Any] = unit.rules.statutes("membership.withdrawal.keeps_membership", []).value
    return end_reason not in (*spared, *kept)


def _is_employed_after(unit: Unit, person_id: str, ended_on: date) -> bool:
    """Say whether another contract of employment runs on: then the member has not lost the work."""
    other = select(Engagement.id).where(
        Engagement.person_id == person_id, Engagement.kind == "employment",
        Engagement.started_on <= ended_on + timedelta(days=1),
        or_(Engagement.ended_on.is_(None), Engagement.ended_on > ended_on),
    )  # fmt: skip
    return unit.session.scalar(other.limit(1)) is not None
