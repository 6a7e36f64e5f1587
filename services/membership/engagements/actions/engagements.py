"""Engagements recorded one by one or from a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
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
    EngagementEnded,
    EngagementsOverlap,
    FormDoesNotFit,
    UnknownExternalId,
    engagement_recorded,
)
from ..people import member_id_of, person_known_as
from ..sheets import read_engagements
from ..tables import Engagement


@answers(contract.record_engagement)
def record_engagement(unit: Unit, body: dict[str, Any]) -> Engagement:
    """Record the engagement of a person who is known."""
    parties.locked(unit, body["person_id"])
    return _record(unit, body["person_id"], body)


@answers(contract.end_engagement)
def end_engagement(unit: Unit, engagement_id: str, body: dict[str, Any]) -> Engagement:
    """Record the last day of a running engagement."""
    engagement = unit.session.get(Engagement, engagement_id, with_for_update=True)
    if engagement is None:
        raise NotFound(what="engagement", id=engagement_id)
    if engagement.ended_on is not None:
        raise EngagementEnded(engagement_id=engagement_id, ended_on=engagement.ended_on)
    _end(unit, engagement, body["ended_on"])
    return engagement


@answers(contract.list_engagements)
def list_engagements(unit: Unit, as_of: date | None, person_id: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of engagements in the order in which they were recorded."""
    statement = select(Engagement)
    if as_of is not None:
        runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on >= as_of)
        statement = statement.where(Engagement.started_on <= as_of, runs)
    if person_id is not None:
        statement = statement.where(Engagement.person_id == person_id)
    return page_of(unit.session, statement, key=[Engagement.id], limit=limit, cursor=cursor)


@answers(contract.import_engagements, items=read_engagements, chunk=200)
def import_engagement(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one engagement; by person and first day, so that the same sheet sent twice changes nothing."""
    person_id = person_known_as(unit, row["external_id"])
    if person_id is None:
        if not (row.get("first_name") and row.get("last_name")):
            raise UnknownExternalId(external_id=row["external_id"])
        person_id = parties.insert_party(unit, "per", "natural_person", row["external_id"], row)
    parties.locked(unit, person_id)
    held = unit.session.scalar(
        select(Engagement).where(Engagement.person_id == person_id, Engagement.started_on == row["started_on"])
    )
    if held is None:
        return Verdict("created", _record(unit, person_id, row).id)
    if (held.kind, held.form) != (row["kind"], row["form"]) or held.ended_on not in (None, row.get("ended_on")):
        raise EngagementsOverlap(person_id=person_id, started_on=held.started_on, ended_on=held.ended_on)
    if held.ended_on == row.get("ended_on"):
        return Verdict("skipped", held.id)
    _end(unit, held, row["ended_on"])
    return Verdict("updated", held.id)


def _record(unit: Unit, person_id: str, told: Mapping[str, Any]) -> Engagement:
    """Write a new engagement that overlaps no other; the caller holds the lock on the person."""
    _check_form(told["kind"], told["form"])
    period = Period(told["started_on"], told.get("ended_on"))
    if period.is_backwards:
        raise EngagementBackwards(started_on=period.starts_on, ended_on=period.ends_on)
    check_not_before_founding(unit, period.starts_on)
    rows = unit.session.execute(
        select(Engagement.started_on, Engagement.ended_on).where(Engagement.person_id == person_id)
    )
    overlapped = overlapped_by(period, [Period(row.started_on, row.ended_on) for row in rows])
    if overlapped is not None:
        raise EngagementsOverlap(
            person_id=person_id, started_on=overlapped.starts_on, ended_on=overlapped.ends_on or "further notice"
        )
    engagement = Engagement(
        id=new_id("eng"), person_id=person_id, kind=told["kind"], form=told["form"], started_on=period.starts_on,
        ended_on=period.ends_on, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(engagement)
    unit.session.flush()
    _tell(unit, engagement)
    return engagement


def _check_form(kind: str, form: str) -> None:
    if FORMS[form] != kind:
        raise FormDoesNotFit(
            article="Commercial Code, article L127-1" if "support" in (kind, FORMS[form]) else None,
            form=form, expected=FORMS[form], kind=kind,
        )  # fmt: skip


def _end(unit: Unit, engagement: Engagement, ended_on: date) -> None:
    if ended_on < engagement.started_on:
        raise EngagementBackwards(started_on=engagement.started_on, ended_on=ended_on)
    engagement.ended_on = ended_on
    unit.session.flush()
    _tell(unit, engagement)


def _tell(unit: Unit, engagement: Engagement) -> None:
    unit.emit(engagement_recorded, f"persons/{engagement.person_id}", {
        "engagement_id": engagement.id, "person_id": engagement.person_id,
        "member_id": member_id_of(unit, engagement.person_id), "kind": engagement.kind, "form": engagement.form,
        "started_on": engagement.started_on, "ended_on": engagement.ended_on,
    })  # fmt: skip
