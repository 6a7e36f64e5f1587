"""What the register tells of a member's life: joining, moving, resting, leaving, coming back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import or_, select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Departure, Member, Membership, Representative, Suspension

_DAY = timedelta(days=1)


@tells("memberships")
def memberships(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each period: how it began, and how it ended unless a move followed."""
    number = unit.session.scalar(select(Member.number).where(Member.id == member_id))
    mine = select(Membership).where(Membership.member_id == member_id)
    periods = unit.session.scalars(mine.order_by(Membership.starts_on)).all()
    left = select(Departure).where(Departure.membership_id.in_(select(Membership.id).where(
        Membership.member_id == member_id)), Departure.annulled_on.is_(None))  # fmt: skip
    departed = {one.membership_id for one in unit.session.scalars(left)}
    for place, period in enumerate(periods):
        yield _began(period, number, again=place > 0)
        if period.ends_on is not None and period.id not in departed and not _moved_on(period, periods[place + 1 :]):
            yield Entry(period.ends_on, "left", "Left.", {}, period.recorded_at, (("memberships", period.id),))
    yield from _departures(unit, member_id)


def _began(period: Membership, number: int | None, *, again: bool) -> Entry:
    values = {"number": number, "category": period.category, "college": period.college}
    rows = (("memberships", period.id),)
    if period.joined_on is not None:
        kind, what = "moved", "Moved to the category {category}."
    elif again:
        kind, what = "readmitted", "Admitted again as {category}, under the number {number}."
    else:
        kind, what = "joined", "Became a member as {category}, under the number {number}."
    return Entry(period.starts_on, kind, what, values, period.recorded_at, rows)


def _moved_on(period: Membership, later: Sequence[Membership]) -> bool:
    return bool(later) and later[0].joined_on is not None and later[0].starts_on - _DAY == period.ends_on


def _departures(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when leaving was announced, when it took place, and when it was annulled with the vote."""
    mine = select(Departure).join(Membership, Membership.id == Departure.membership_id)
    for one in unit.session.scalars(mine.where(Membership.member_id == member_id).order_by(Departure.id)):
        values, rows = {"reason": one.reason, "left_on": one.left_on}, (("departures", one.id),)
        if one.noticed_on != one.left_on:
            yield Entry(one.noticed_on, "leaving_announced", "Leaving was announced for {left_on}: {reason}.", values,
                        one.recorded_at, rows)  # fmt: skip
        if one.annulled_on is None:
            yield Entry(one.left_on, "left", "Left: {reason}.", values, one.recorded_at, rows)
        else:
            what = "The departure was annulled with its vote: the membership runs on."
            if one.resolution_id is None:
                what = "The departure was taken back: the membership runs on."
            yield Entry(one.annulled_on, "departure_annulled", what, values, one.recorded_at, rows)


@tells("suspensions")
def suspensions(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when the membership rested, and from when on it did no more."""
    mine = select(Suspension).where(Suspension.member_id == member_id).order_by(Suspension.id)
    for one in unit.session.scalars(mine):
        if one.ends_on is not None and one.ends_on < one.starts_on:
            continue  # it never ran
        rows = (("suspensions", one.id),)
        yield Entry(one.starts_on, "suspended", "The membership rests.", {}, one.recorded_at, rows)
        if one.ends_on is not None:
            yield Entry(one.ends_on, "suspension_ended", "Last day of the suspension.", {}, one.recorded_at, rows)


@tells("representatives")
def representatives(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell who acted for an organisation, and for which one a person did."""
    held = or_(Representative.organisation_id == member_id, Representative.person_id == member_id)
    for one in unit.session.scalars(select(Representative).where(held).order_by(Representative.id)):
        values = {"person_id": one.person_id, "organisation_id": one.organisation_id, "assembly_id": one.assembly_id}
        rows = (("representatives", one.id),)
        if one.until is not None and one.until < one.since:
            continue  # it never ran
        yield Entry(one.since, "representative_named", "{person_id} represents {organisation_id}.", values,
                    one.recorded_at, rows)  # fmt: skip
        if one.until is not None:
            what = "Last day on which {person_id} represents {organisation_id}."
            yield Entry(one.until, "representative_ended", what, values, one.recorded_at, rows)
