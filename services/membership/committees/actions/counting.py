"""Counts a year's meetings, set-based: all together, by union and by committee."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from services.commons.bindings import answers
from services.commons.storage import Unit

from .. import contract
from ..tables import Committee, CommitteeMeeting, CommitteePresence


@answers(contract.figures)
def figures(unit: Unit, year: int) -> dict[str, Any]:
    """Count the meetings that were held in a year; what was taken back does not count."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = and_(
        CommitteeMeeting.committee_id == Committee.id, CommitteeMeeting.voided_on.is_(None),
        CommitteeMeeting.held_on.between(first, last),
    )  # fmt: skip
    there = (
        select(CommitteePresence.meeting_id, func.count().label("present"))
        .group_by(CommitteePresence.meeting_id).subquery()
    )  # fmt: skip

    def counted(*group: Any) -> dict[Any, dict[str, int]]:
        sums = (
            select(*group, func.count(CommitteeMeeting.id), func.coalesce(func.sum(there.c.present), 0),
                   func.coalesce(func.sum(CommitteeMeeting.guests), 0), func.count(Committee.id.distinct()))
            .select_from(Committee).outerjoin(CommitteeMeeting, held)
            .outerjoin(there, there.c.meeting_id == CommitteeMeeting.id).group_by(*group)
        )  # fmt: skip
        came = (
            select(*group, func.count(CommitteePresence.cooperative.distinct()))
            .select_from(Committee).join(CommitteeMeeting, held)
            .join(CommitteePresence, CommitteePresence.meeting_id == CommitteeMeeting.id).group_by(*group)
        )  # fmt: skip
        distinct = {row[0]: row[1] for row in unit.session.execute(came)}
        return {
            row[0]: {"meetings": row[1], "presences": int(row[2]), "guests": int(row[3]), "committees": row[4],
                     "cooperatives": distinct.get(row[0], 0)}
            for row in unit.session.execute(sums)
        }  # fmt: skip

    by_committee, by_union = counted(Committee.id), counted(Committee.union)
    committees = [
        {"committee_id": row.id, "title": row.title, "union": row.union, **by_committee[row.id]}
        for row in unit.session.scalars(select(Committee).order_by(Committee.union, Committee.id))
        if row.id in by_committee
    ]  # fmt: skip
    unions = [{"union": union, **by_union[union]} for union in sorted(by_union)]
    return {"year": year, "meetings": sum(one["meetings"] for one in unions), "unions": unions,
            "committees": committees}  # fmt: skip
