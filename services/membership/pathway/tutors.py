"""Tutors: who may be one, and how one succeeds another."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, or_, select, update

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.engagements.contract import engagement_recorded
from services.membership.engagements.people import belongs_until, is_engaged
from services.membership.register.as_of import are_members
from services.membership.register.deaths import after_death
from services.membership.register.leaving import clears

from .contract.refusals import CannotTutor, TutorOutOfOrder
from .tables import Pathway, PathwayTutor

LEFT_COOPERATIVE, SUCCEEDED = "left_cooperative", "succeeded"


def succeed(unit: Unit, pathway: Pathway, tutor_id: str, since: date) -> None:
    """Let somebody accompany a pathway, whose person the caller holds, from a day on; the present tutor ends then.

    Who accompanies already goes on to do so. Whoever belongs to the cooperative until a day that is known accompanies
    until then.
    """
    if tutor_id == pathway.person_id or not may_tutor(unit, tutor_id, since):
        raise CannotTutor(article=unit.rules.statutes("membership.stages").article, tutor_id=tutor_id,
                          person_id=pathway.person_id, given=since)  # fmt: skip
    rows = select(PathwayTutor).where(PathwayTutor.pathway_id == pathway.id).order_by(PathwayTutor.number.desc())
    present: PathwayTutor | None = unit.session.scalar(rows.limit(1))
    number = 1
    if present is not None:
        number = present.number + 1
        if present.tutor_id == tutor_id and present.until is None and since >= present.since:
            return
        if since < present.since:
            raise TutorOutOfOrder(since=present.since, given=since)
        if present.until is None or present.until >= since:
            present.until, present.end_reason = since - timedelta(days=1), SUCCEEDED
    until = belongs_until(unit, [tutor_id])[tutor_id]
    unit.session.add(PathwayTutor(pathway_id=pathway.id, number=number, tutor_id=tutor_id, since=since, until=until,
                                  end_reason=until and LEFT_COOPERATIVE, recorded_at=unit.now))  # fmt: skip
    unit.session.flush()


def may_tutor(unit: Unit, tutor_id: str, day: date) -> bool:
    """Say whether somebody belongs to the cooperative on a day: as a member, or under a contract."""
    return bool(are_members(unit.session, [tutor_id], day)) or is_engaged(unit, tutor_id, day)


def is_tutor(unit: Unit, pathway_id: str, tutor_id: str, day: date) -> bool:
    """Say whether somebody was the tutor of a pathway on a day."""
    runs = or_(PathwayTutor.until.is_(None), PathwayTutor.until >= day)
    found = (
        select(func.count())
        .select_from(PathwayTutor)
        .where(
            PathwayTutor.pathway_id == pathway_id, PathwayTutor.tutor_id == tutor_id, PathwayTutor.since <= day, runs
        )
    )
    return bool(unit.session.scalar(found))


def end_tutoring(unit: Unit, left_on: date, reason: str, *, tutor_id: str = "", pathway_id: str = "") -> int:
    """End what somebody accompanies, or who accompanies a pathway, with a day; return how many."""
    whom = PathwayTutor.tutor_id == tutor_id if tutor_id else PathwayTutor.pathway_id == pathway_id
    ended = unit.session.execute(
        update(PathwayTutor)
        .where(whom, or_(PathwayTutor.until.is_(None), PathwayTutor.until > left_on))
        .values(until=left_on, end_reason=reason).returning(PathwayTutor.number)
    )  # fmt: skip
    return len(ended.all())


@clears("tutoring")
def clear_tutoring(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """A tutor who leaves the cooperative leaves people without one, which the board shows."""
    if reason != "death" and is_engaged(unit, member_id, left_on + timedelta(days=1)):
        return 0
    return end_tutoring(unit, left_on, LEFT_COOPERATIVE, tutor_id=member_id)


@after_death("tutoring")
def end_of_deceased(unit: Unit, party_id: str, died_on: date) -> int:
    """A tutor who died without being a member accompanies nobody any more; a member's clearing does it otherwise."""
    after = died_on + timedelta(days=1)
    return 0 if are_members(unit.session, [party_id], after) else clear_tutoring(unit, party_id, died_on, "death")


@follows(engagement_recorded)
def end_with_the_contract(unit: Unit, event: Event) -> None:
    """A tutor whose contract ends, and whom nothing else ties to the cooperative, accompanies nobody any more."""
    tutor_id = event.data["person_id"]
    if event.data["ended_on"] and (last_day := belongs_until(unit, [tutor_id])[tutor_id]) is not None:
        end_tutoring(unit, last_day, LEFT_COOPERATIVE, tutor_id=tutor_id)
