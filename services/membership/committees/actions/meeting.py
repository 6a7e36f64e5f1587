"""Roles in a committee, and its meetings, each counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.participants import is_by_hand, names_of
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import BeforeCommittee, CommitteeEnded, MeetingCounted, MeetingVoided, NotAdherent
from ..tables import CharterAdhesion, CommitteeMeeting, CommitteePresence, CommitteeRole
from .chartering import adheres_on, day_before, found, running
from .leaving import adhesion_until, runs_after


@answers(contract.give_role)
def give_role(unit: Unit, committee_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give an adherent a role from today on, in the place of whoever held it; it ends with a known end of adhesion."""
    running(unit, committee_id)
    _check_adherents(unit, committee_id, [body["cooperative"]], unit.today)
    held = select(CommitteeRole).where(
        CommitteeRole.committee_id == committee_id, CommitteeRole.role == body["role"],
        runs_after(CommitteeRole.until, unit.today),
    )  # fmt: skip
    former = unit.session.scalar(held)
    if former is not None and former.cooperative == body["cooperative"]:
        return _held(unit, [former])[0]
    if former is not None:
        former.until = day_before(unit.today)
        unit.session.flush()
    last = adhesion_until(unit, committee_id, body["cooperative"])
    row = CommitteeRole(id=new_id("cro"), committee_id=committee_id, since=unit.today, until=last,
                        recorded_at=unit.now, **body)  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return _held(unit, [row])[0]


@answers(contract.list_roles)
def list_roles(unit: Unit, committee_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List who holds which role on a day."""
    found(unit, committee_id)
    day = as_of or unit.today
    rows = select(CommitteeRole).where(
        CommitteeRole.committee_id == committee_id, CommitteeRole.since <= day,
        or_(CommitteeRole.until.is_(None), CommitteeRole.until >= day),
    )  # fmt: skip
    page = page_of(unit.session, rows, key=[CommitteeRole.role, CommitteeRole.id], limit=limit, cursor=cursor)
    return Listed(_held(unit, page.data), page.next_cursor)


@answers(contract.count_meeting)
def count_meeting(unit: Unit, committee_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a meeting; one of a committee that has ended may still be recorded if it was held before."""
    committee, held_on = found(unit, committee_id), body["held_on"]
    check_not_in_the_future(unit, held_on)
    if held_on < committee.since:
        raise BeforeCommittee(committee_id=committee_id, since=committee.since)
    if committee.ended_on is not None and held_on > committee.ended_on:
        raise CommitteeEnded(committee_id=committee_id, ended_on=committee.ended_on)
    present = sorted(set(body["present"]))
    _check_adherents(unit, committee_id, present, held_on)
    row = insert(CommitteeMeeting).values(
        id=new_id("cmt"), committee_id=committee_id, recorded_at=unit.now,
        **{name: body[name] for name in ("held_on", "place", "guests", "themes", "decisions")},
    ).on_conflict_do_nothing()  # fmt: skip
    meeting = unit.session.scalar(row.returning(CommitteeMeeting))
    if meeting is None:
        raise MeetingCounted(committee_id=committee_id, held_on=held_on)
    unit.session.add_all([CommitteePresence(meeting_id=meeting.id, cooperative=one) for one in present])
    unit.session.flush()
    return _shown(unit, [meeting])[0]


@answers(contract.list_meetings)
def list_meetings(
    unit: Unit, committee_id: str, year: int | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the meetings of a committee by day."""
    found(unit, committee_id)
    rows = select(CommitteeMeeting).where(CommitteeMeeting.committee_id == committee_id)
    if year is not None:
        rows = rows.where(CommitteeMeeting.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    key = [CommitteeMeeting.held_on, CommitteeMeeting.id]
    page = page_of(unit.session, rows, key=key, limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


@answers(contract.void_meeting)
def void_meeting(unit: Unit, meeting_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a wrong record back: it stays readable and counts no more."""
    row = unit.session.get(CommitteeMeeting, meeting_id, with_for_update=True)
    if row is None:
        raise NotFound(what="meeting", id=meeting_id[:60])
    if row.voided_on is not None:
        raise MeetingVoided(meeting_id=meeting_id, voided_on=row.voided_on)
    row.voided_on, row.void_reason = unit.today, body["reason"]
    unit.session.flush()
    return _shown(unit, [row])[0]


def _check_adherents(unit: Unit, committee_id: str, cooperatives: Collection[str], on: date) -> None:
    rows = select(CharterAdhesion.cooperative).where(
        CharterAdhesion.committee_id == committee_id, CharterAdhesion.cooperative.in_(cooperatives), adheres_on(on)
    )
    missing = sorted(set(cooperatives) - set(unit.session.scalars(rows)))
    if missing:
        raise NotAdherent(cooperative=missing[0], committee_id=committee_id, on=on)


def _held(unit: Unit, rows: Sequence[CommitteeRole]) -> list[dict[str, Any]]:
    names = names_of(unit, [row.cooperative for row in rows])
    return [{**{one: getattr(row, one) for one in ("role", "cooperative", "since", "until")},
             "name": names.get(row.cooperative), "by_hand": is_by_hand(row.cooperative)} for row in rows]  # fmt: skip


def _shown(unit: Unit, rows: Sequence[CommitteeMeeting]) -> list[dict[str, Any]]:
    present = defaultdict(list)
    there = select(CommitteePresence).where(CommitteePresence.meeting_id.in_([row.id for row in rows]))
    for one in unit.session.scalars(there.order_by(CommitteePresence.cooperative)):
        present[one.meeting_id].append(one.cooperative)
    columns = [column.name for column in CommitteeMeeting.__table__.columns]
    return [{**{name: getattr(row, name) for name in columns}, "present": present[row.id]} for row in rows]
