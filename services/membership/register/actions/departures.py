"""Departures: a membership ends on its day, and all that hung on it ends with it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import reconsider
from services.commons.storage import Unit

from .. import contract, parties
from ..contract import departure_annulled, member_left
from ..contract.refusals import (
    AlreadyLeaving,
    DeathRecorded,
    ExclusionNeedsResolution,
    MembershipBackwards,
    NotAMember,
    NotByEmployment,
    ReasonDoesNotFit,
    WithdrawalNoticeTooShort,
)
from ..days import check_not_in_the_future
from ..deaths import died_on, enter_death
from ..leaving import clear_all
from ..readmitting import readmit
from ..rules import BY_VOTE, REASONS_OF_KIND, SUDDEN, category_named, earliest_end
from ..tables import Departure, Membership, Party


@answers(contract.record_departure)
def record_departure(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End the running membership of a member on its last day, clear what hangs on it, and tell it.

    Who dies, or loses the quality of a member, while a notice runs leaves on that day, not at the end of the notice.
    """
    party = parties.locked(unit, member_id)
    check_reason(unit, party, body["reason"])
    return {"member_id": member_id, **body, **depart(unit, party, **body)}


def depart(
    unit: Unit, party: Party, reason: str, noticed_on: date | None, left_on: date | None, resolution_id: str | None
) -> dict[str, Any]:  # fmt: skip
    """Let a party that the caller holds leave; return the days and what was cleared."""
    noticed_on = noticed_on or unit.today
    check_not_in_the_future(unit, noticed_on)
    left_on = last_day(unit, reason, noticed_on, left_on)
    cleared: dict[str, int] = {}
    if reason == "end_of_employment":
        _check_rests_on_employment(unit, party.id)
    if reason == "death":
        cleared = record_death(unit, party, left_on)
    if reason != "death" or _runs_after(unit, party.id, left_on):
        cleared |= leave(unit, party.id, left_on, noticed_on, reason, resolution_id)
    return {"noticed_on": noticed_on, "left_on": left_on, "cleared": cleared}


def leave(
    unit: Unit, member_id: str, left_on: date, noticed_on: date, reason: str, resolution_id: str | None = None
) -> dict[str, int]:
    """End the membership of somebody whom the caller holds; return what was cleared."""
    membership = _ending(unit, member_id, left_on, reason)
    cleared = end_membership(unit, membership, left_on, noticed_on, reason, resolution_id)
    # An exclusion of who leaves is without object, and a seat that falls vacant changes an election.
    reconsider(unit, "exclude_member", "seat_mandates")
    return cleared


def end_membership(
    unit: Unit, membership: Membership, left_on: date, noticed_on: date, reason: str, resolution_id: str | None = None
) -> dict[str, int]:
    """Write the end of a membership, clear seats, groups and shifts after it, and tell ``member.left``."""
    if left_on < membership.starts_on:
        article = unit.rules.statutes("membership").article
        raise MembershipBackwards(article=article, starts_on=membership.starts_on, ends_on=left_on)
    membership.ends_on, membership.noticed_on = left_on, noticed_on
    departure = Departure(
        id=new_id("dep"), membership_id=membership.id, reason=reason, noticed_on=noticed_on, left_on=left_on,
        resolution_id=resolution_id, recorded_at=unit.now,
        clear_again_on=left_on + timedelta(days=1) if left_on >= unit.today else None,
    )  # fmt: skip
    unit.session.add(departure)
    unit.session.flush()
    departure.cleared = clear_all(unit, membership.member_id, left_on, reason)
    unit.session.flush()
    unit.emit(member_left, f"members/{membership.member_id}", {
        "member_id": membership.member_id, "left_on": left_on, "reason": reason,
    })  # fmt: skip
    return dict(departure.cleared)


def annul(unit: Unit, membership: Membership, departure: Departure, on: date) -> int:
    """Take an end back, so that the membership runs on; tell it, and return the member's number.

    What was cleared with the departure is not restored: others may hold it by now.
    """
    departure.annulled_on = on
    unit.emit(departure_annulled, f"members/{membership.member_id}", {
        "member_id": membership.member_id, "left_on": departure.left_on, "resolution_id": departure.resolution_id,
    })  # fmt: skip
    return readmit(unit, membership)


def last_day(unit: Unit, reason: str, noticed_on: date, asked: date | None) -> date:
    """Return the day asked for, or the earliest that the notice of the statutes allows."""
    notice = unit.rules.statutes("membership.withdrawal.notice_days", 0)
    earliest = earliest_end(noticed_on, reason, int(notice.value))
    if asked is None:
        return earliest
    if reason == "resignation" and asked < earliest:
        raise WithdrawalNoticeTooShort(article=notice.article, noticed_on=noticed_on, earliest=earliest, left_on=asked)
    return asked


def latest_membership(unit: Unit, member_id: str) -> Membership | None:
    """Return the membership of somebody that began last, whether it runs or not."""
    latest = select(Membership).where(Membership.member_id == member_id).order_by(Membership.starts_on.desc()).limit(1)
    return unit.session.scalar(latest)


def standing_departure(unit: Unit, membership: Membership) -> Departure | None:
    """Return the departure that ends a membership, unless it was annulled."""
    standing = select(Departure).where(Departure.membership_id == membership.id, Departure.annulled_on.is_(None))
    return unit.session.scalar(standing)


def running_membership(unit: Unit, member_id: str) -> Membership:
    """Return the membership of somebody that no departure ends yet; refuse when there is none."""
    membership = latest_membership(unit, member_id)
    if membership is None:
        raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=unit.today)
    if membership.ends_on is not None:
        article = unit.rules.statutes("membership.withdrawal", {}).article
        raise AlreadyLeaving(article=article, member_id=member_id, left_on=membership.ends_on)
    return membership


def record_death(unit: Unit, party: Party, day: date) -> dict[str, int]:
    """Write that a party which the caller holds died, once, and end what does not hang on a membership."""
    check_not_in_the_future(unit, day)
    if (known := died_on(unit, party.id)) is not None:
        raise DeathRecorded(member_id=party.id, died_on=known)
    return enter_death(unit, party.id, day)


def check_reason(unit: Unit, party: Party, reason: str) -> None:
    """Refuse to end a membership for what a vote decides, or for what does not befall this kind of party."""
    if reason in BY_VOTE:
        raise ExclusionNeedsResolution(article=unit.rules.statutes("membership.exclusion", {}).article)
    check_befalls(party.id, party.kind, reason)


def check_befalls(name: str, kind: str, reason: str) -> None:
    """Refuse that an organisation dies or a person is dissolved; ``name`` is the id by which the asker knows it."""
    befallen = REASONS_OF_KIND.get(reason)
    if befallen is not None and kind != befallen:
        raise ReasonDoesNotFit(member_id=name, reason=reason, kind=befallen)


def _ending(unit: Unit, member_id: str, left_on: date, reason: str) -> Membership:
    """Return the membership to end; an end still to come gives way to a sudden one before it."""
    membership = latest_membership(unit, member_id)
    if membership is not None and reason in SUDDEN and membership.ends_on is not None and left_on < membership.ends_on:
        departure = standing_departure(unit, membership)
        if departure is not None and departure.reason not in BY_VOTE:
            annul(unit, membership, departure, unit.today)
    return running_membership(unit, member_id)


def as_employee(unit: Unit, membership: Membership) -> bool:
    """Say whether the category of a membership is one of employees."""
    category = category_named(unit.rules.statutes("membership.categories").value, membership.category)
    return category is not None and bool(category.get("employee"))


def _check_rests_on_employment(unit: Unit, member_id: str) -> None:
    membership = latest_membership(unit, member_id)
    if membership is not None and not as_employee(unit, membership):
        article = unit.rules.statutes("membership.categories").article
        raise NotByEmployment(article=article, member_id=member_id, category=membership.category)


def _runs_after(unit: Unit, member_id: str, day: date) -> bool:
    membership = latest_membership(unit, member_id)
    return membership is not None and (membership.ends_on is None or day < membership.ends_on)
