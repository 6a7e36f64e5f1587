"""Engagements recorded one by one or from a sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.events.outbox import Told
from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.refusals import NotFound
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.rules import Period, overlapped_by

from .. import contract
from ..contract import (
    FORMS,
    EngagementBackwards,
    EngagementDiffers,
    EngagementEnded,
    EngagementsOverlap,
    FormDoesNotFit,
    UnknownExternalId,
    engagement_recorded,
)
from ..people import members_among, persons_known_as
from ..sheets import read_engagements
from ..tables import Engagement
from ..terms import check_length, check_renewals, limits_of, renewals_before, said_before, said_on


@answers(contract.record_engagement)
def record_engagement(unit: Unit, body: dict[str, Any]) -> Engagement:
    """Record the engagement of a person who is known."""
    person_id = body["person_id"]
    parties.locked(unit, person_id)
    return open_engagement(unit, person_id, body)


@answers(contract.end_engagement)
def end_engagement(unit: Unit, engagement_id: str, body: dict[str, Any]) -> Engagement:
    """Record the last day of a running engagement."""
    engagement = unit.session.get(Engagement, engagement_id, with_for_update=True)
    if engagement is None:
        raise NotFound(what="engagement", id=engagement_id)
    if engagement.ended_on is not None:
        raise EngagementEnded(engagement_id=engagement_id, ended_on=engagement.ended_on)
    close_engagement(unit, engagement, body["ended_on"], body["reason"])
    return engagement


def open_engagement(unit: Unit, person_id: str, asked: Mapping[str, Any]) -> Engagement:
    """Write and tell a new engagement of a person whom the caller holds; refuses one that cannot be."""
    engagement = _allowed(unit, person_id, asked, _held(unit, [person_id])[person_id])
    unit.session.add(engagement)
    unit.session.flush()
    unit.emit(*told(engagement, members_among(unit, [person_id])))
    return engagement


def close_engagement(unit: Unit, engagement: Engagement, ended_on: date, reason: str) -> None:
    """Write and tell the last day of an engagement that runs, and why it ends."""
    _end(unit, engagement, ended_on, reason)
    unit.emit(*told(engagement, members_among(unit, [engagement.person_id])))


@answers(contract.list_engagements)
def list_engagements(unit: Unit, as_of: date | None, person_id: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of engagements in the order in which they were recorded."""
    statement = select(Engagement)
    if as_of is not None:
        runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on >= as_of)
        statement = statement.where(Engagement.started_on <= as_of, runs)
    if person_id is not None:
        statement = statement.where(Engagement.person_id == person_id)
    page = page_of(unit.session, statement, key=[Engagement.id], limit=limit, cursor=cursor)
    return Listed(said_on(unit, page.data, as_of or unit.today), page.next_cursor)


def import_engagements(unit: Unit, rows: Sequence[dict[str, Any]], dry_run: bool) -> list[Verdict]:
    """Take in many engagements; by person and first day, so that the same sheet sent twice changes nothing."""
    persons = _persons(unit, rows)
    parties.lock_all(unit, persons.values())
    held = _held(unit, persons.values())
    amended = said_before(unit, [one.id for every in held.values() for one in every])
    settled: list[tuple[Any, Engagement]] = []
    for row in rows:
        person_id = persons[row["external_id"]]
        same = next((one for one in held[person_id] if one.started_on == row["started_on"]), None)
        if same is None:
            fresh = _allowed(unit, person_id, row, held[person_id])
            unit.session.add(fresh)
            held[person_id].append(fresh)
            settled.append(("created", fresh))
        else:
            settled.append(("updated" if _ended(unit, same, row, amended.get(same.id, ())) else "skipped", same))
    unit.session.flush()
    members = members_among(unit, persons.values())
    unit.emit_all([told(engagement, members) for outcome, engagement in settled if outcome != "skipped"])
    return [Verdict(outcome, engagement.id) for outcome, engagement in settled]


@answers(contract.import_engagements, items=read_engagements, chunk=200, together=import_engagements)
def import_engagement(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one engagement."""
    return import_engagements(unit, [row], dry_run)[0]


def _persons(unit: Unit, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return who has these external ids; who is new is entered, if the line says who it is."""
    known = persons_known_as(unit, {row["external_id"] for row in rows})
    for row in rows:
        external_id = row["external_id"]
        if external_id not in known:
            if not (row.get("first_name") and row.get("last_name")):
                raise UnknownExternalId(external_id=external_id)
            known[external_id] = parties.insert_party(unit, "per", "natural_person", external_id, row)
    return known


def _held(unit: Unit, person_ids: Collection[str]) -> dict[str, list[Engagement]]:
    """Return the engagements of each person; the caller holds the locks on the persons."""
    held: dict[str, list[Engagement]] = {person_id: [] for person_id in person_ids}
    for engagement in unit.session.scalars(select(Engagement).where(Engagement.person_id.in_(held))):
        held[engagement.person_id].append(engagement)
    return held


def _ended(
    unit: Unit, held: Engagement, row: Mapping[str, Any], before: Sequence[Mapping[str, Any]]
) -> bool:  # fmt: skip
    """End an engagement that a line knows the end of, and return whether it did; refuse any other difference.

    ``before`` is what the contract said before its amendments: a sheet that is older than those is no correction.
    """
    if (held.kind, held.form) != (row["kind"], row["form"]) or held.ended_on not in (None, row.get("ended_on")):
        raise EngagementsOverlap(person_id=held.person_id, started_on=held.started_on, ended_on=held.ended_on)
    for name in ("term_on", "weekly_minutes"):
        given = row.get(name)
        if given is not None and given not in (getattr(held, name), *(one[name] for one in before)):
            raise _differs(held, name, given)
    if held.ended_on == row.get("ended_on"):
        if held.ended_on is not None and row.get("end_reason") not in (None, held.end_reason):
            raise _differs(held, "end_reason", row["end_reason"])
        return False
    _end(unit, held, row["ended_on"], row.get("end_reason"))
    return True


def _differs(held: Engagement, name: str, given: Any) -> EngagementDiffers:
    known = getattr(held, name)
    return EngagementDiffers(person_id=held.person_id, started_on=held.started_on, field=name, given=given,
                             held="nothing" if known is None else known)  # fmt: skip


def _allowed(unit: Unit, person_id: str, asked: Mapping[str, Any], held: Sequence[Engagement]) -> Engagement:
    """Return a new engagement, not yet written, that overlaps none of those held."""
    check_form(asked["kind"], asked["form"])
    period = Period(asked["started_on"], asked.get("ended_on"))
    if period.is_backwards:
        raise EngagementBackwards(started_on=period.starts_on, ended_on=period.ends_on)
    check_not_before_founding(unit, period.starts_on)
    overlapped = overlapped_by(period, [Period(one.started_on, one.ended_on) for one in held])
    if overlapped is not None:
        raise EngagementsOverlap(
            person_id=person_id, started_on=overlapped.starts_on, ended_on=overlapped.ends_on or "further notice"
        )
    if (asked.get("term_on") or period.starts_on) < period.starts_on:
        raise EngagementBackwards(started_on=period.starts_on, ended_on=asked["term_on"])
    limits = limits_of(unit, asked["form"])
    check_length(asked["form"], limits, period.starts_on, asked.get("term_on"))
    check_length(asked["form"], limits, period.starts_on, period.ends_on, in_all=True)
    if limits.renewals is not None and (renewals := renewals_before(unit, asked["form"], period.starts_on, held)):
        check_renewals(asked["form"], limits, renewals - 1)
    return Engagement(
        id=new_id("eng"), person_id=person_id, kind=asked["kind"], form=asked["form"], started_on=period.starts_on,
        ended_on=period.ends_on, end_reason=asked.get("end_reason") if period.ends_on else None,
        term_on=asked.get("term_on"), weekly_minutes=asked.get("weekly_minutes"), recorded_at=unit.now,
    )  # fmt: skip


def check_form(kind: str, form: str) -> None:
    """Refuse a form of contract that belongs to another kind of engagement."""
    if FORMS[form] != kind:
        raise FormDoesNotFit(
            article="Commercial Code, article L127-1" if "support" in (kind, FORMS[form]) else None,
            form=form, expected=FORMS[form], kind=kind,
        )  # fmt: skip


def _end(unit: Unit, engagement: Engagement, ended_on: date, reason: str | None) -> None:
    if ended_on < engagement.started_on:
        raise EngagementBackwards(started_on=engagement.started_on, ended_on=ended_on)
    # The term was agreed upon when the rules allowed it; they may have become stricter since.
    if engagement.term_on is None or ended_on > engagement.term_on:
        limits = limits_of(unit, engagement.form)
        check_length(engagement.form, limits, engagement.started_on, ended_on, in_all=True)
    engagement.ended_on, engagement.end_reason = ended_on, reason
    # At once: the next engagement of the same person, which may run on, must find this one ended.
    unit.session.flush()


def told(engagement: Engagement, members: Collection[str]) -> Told:
    """Return what is told of an engagement as it stands."""
    person_id = engagement.person_id
    return engagement_recorded, f"persons/{person_id}", {
        "engagement_id": engagement.id, "person_id": person_id,
        "member_id": person_id if person_id in members else None, "kind": engagement.kind, "form": engagement.form,
        "started_on": engagement.started_on, "ended_on": engagement.ended_on,
        "end_reason": engagement.end_reason,
    }  # fmt: skip
