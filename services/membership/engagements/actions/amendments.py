"""Amendments: a running contract is renewed, or its hours or its form change, from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties

from .. import contract
from ..contract import AmendmentChangesNothing, AmendmentOutOfOrder, EngagementEnded, engagement_amended
from ..people import members_among
from ..rules import day_after, last_day, renewed_before
from ..tables import ContractAmendment, Engagement
from ..terms import Limits, check_length, check_renewals, limits_of, renewals_before, renewals_of, term_of, terms
from .engagements import check_form, told

_FIELDS = {"renewal": "term_on", "hours": "weekly_minutes", "form": "form"}


@answers(contract.amend_engagement)
def amend_engagement(unit: Unit, engagement_id: str, body: dict[str, Any]) -> ContractAmendment:
    """Amend a running contract."""
    engagement = _held(unit, engagement_id)
    parties.locked(unit, engagement.person_id)
    unit.session.refresh(engagement, with_for_update=True)
    return amend(unit, engagement, body["kind"], body[_FIELDS[body["kind"]]], body["effective_on"], body["reference"])


@answers(contract.list_amendments)
def list_amendments(unit: Unit, engagement_id: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of the amendments of a contract."""
    _held(unit, engagement_id)
    rows = select(ContractAmendment).where(ContractAmendment.engagement_id == engagement_id)
    return page_of(unit.session, rows, key=[ContractAmendment.number], limit=limit, cursor=cursor)


def amend(
    unit: Unit, engagement: Engagement, kind: str, value: Any, effective_on: date | None = None,
    reference: str | None = None,
) -> ContractAmendment:  # fmt: skip
    """Amend a contract whose person the caller holds: a renewal's term, the minutes a week, or the form.

    Refuses what law and statutes do not allow, what changes nothing, and an amendment out of its order.
    """
    if engagement.ended_on is not None:
        raise EngagementEnded(engagement_id=engagement.id, ended_on=engagement.ended_on)
    field, before = _FIELDS[kind], terms(engagement)
    if value is None or value == getattr(engagement, field):
        raise AmendmentChangesNothing(kind=kind, field=field)
    if kind == "form":
        check_form(engagement.kind, value)
    day = _in_order(unit, engagement, effective_on or _usual_day(unit, engagement, kind))
    if kind == "renewal":
        limits = limits_of(unit, engagement.form)
        _check_renewal(engagement, limits, _renewals(unit, engagement), term_of(engagement, limits), day, value)
    setattr(engagement, field, value)
    number = _numbers(unit, [engagement.id]).get(engagement.id, 0) + 1
    amendment = ContractAmendment(
        engagement_id=engagement.id, number=number, kind=kind, effective_on=day,
        reference=reference, before=before, after=terms(engagement), recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(amendment)
    unit.session.flush()
    unit.emit(engagement_amended, f"persons/{engagement.person_id}", {
        "engagement_id": engagement.id, "person_id": engagement.person_id, "number": amendment.number, "kind": kind,
        "effective_on": day,
    })  # fmt: skip
    if kind == "form":
        unit.emit(*told(engagement, members_among(unit, [engagement.person_id])))
    return amendment


def _renewals(unit: Unit, engagement: Engagement) -> int:
    """Return how often a contract was renewed: by amendment, and by being signed anew without a gap."""
    others = select(Engagement).where(Engagement.person_id == engagement.person_id, Engagement.id != engagement.id)
    before = renewals_before(unit, engagement.form, engagement.started_on, list(unit.session.scalars(others)))
    return before + renewals_of(unit, [engagement.id]).get(engagement.id, 0)


def _usual_day(unit: Unit, engagement: Engagement, kind: str) -> date:
    """Return the day on which an amendment takes effect if nobody says: a renewal after the term, others today."""
    if kind != "renewal":
        return unit.today
    return day_after(term_of(engagement, limits_of(unit, engagement.form)) or unit.today)


def _in_order(unit: Unit, engagement: Engagement, day: date) -> date:
    latest = select(func.max(ContractAmendment.effective_on)).where(ContractAmendment.engagement_id == engagement.id)
    earliest = unit.session.scalar(latest) or engagement.started_on
    # Not beyond its term: a slip of the pen in the year would stand in the way of every amendment after it.
    term_on = term_of(engagement, limits_of(unit, engagement.form))
    latest_day = day_after(term_on) if term_on else last_day(max(unit.today, earliest), 12)
    if not earliest <= day <= latest_day:
        raise AmendmentOutOfOrder(engagement_id=engagement.id, earliest=earliest, latest=latest_day, given=day)
    return day


def renew_all(unit: Unit, wanted: Mapping[str, Sequence[date]]) -> set[str]:
    """Renew the running contracts of many people, whom the caller holds, until the last days given for each.

    Days that are renewals already are passed over. Reads and writes as often for many as for one; refuses as ``amend``
    does. Returns whose contracts were renewed.
    """
    held: dict[str, list[Engagement]] = {person_id: [] for person_id in wanted}
    for one in unit.session.scalars(select(Engagement).where(Engagement.person_id.in_(wanted)).with_for_update()):
        held[one.person_id].append(one)
    running = {person_id: one for person_id, every in held.items() for one in every if one.ended_on is None}
    recorded = renewals_of(unit, [one.id for every in held.values() for one in every])
    numbers = _numbers(unit, [one.id for one in running.values()])
    limits = {form: limits_of(unit, form) for form in {one.form for one in running.values()}}
    made, told_events = [], []
    for person_id, one in running.items():
        before = renewed_before(one.started_on, [
            (other.started_on, other.ended_on, recorded.get(other.id, 0)) for other in held[person_id]
            if other.form == one.form and other is not one
        ])  # fmt: skip
        count = recorded.get(one.id, 0)
        for term_on in wanted[person_id][count:]:
            first = term_of(one, limits[one.form])
            day, said = day_after(first) if first else unit.today, terms(one)
            _check_renewal(one, limits[one.form], before + count, first, day, term_on)
            one.term_on, count = term_on, count + 1
            numbers[one.id] = numbers.get(one.id, 0) + 1
            made.append({
                "engagement_id": one.id, "number": numbers[one.id], "kind": "renewal", "effective_on": day,
                "reference": None, "before": said, "after": terms(one), "recorded_at": unit.now,
            })  # fmt: skip
            told_events.append((engagement_amended, f"persons/{person_id}", {
                "engagement_id": one.id, "person_id": person_id, "number": numbers[one.id], "kind": "renewal",
                "effective_on": day,
            }))  # fmt: skip
    unit.session.flush()
    if made:
        unit.session.execute(insert(ContractAmendment), made)
    unit.emit_all(told_events)
    return {str(one[2]["person_id"]) for one in told_events}


def _check_renewal(
    engagement: Engagement, limits: Limits, renewals: int, first: date | None, day: date, term_on: date
) -> None:
    """Refuse one renewal too many, one that comes too late or lengthens nothing, and one that lasts too long."""
    check_renewals(engagement.form, limits, renewals)
    # A contract whose term has passed without a renewal has ended; and a renewal lengthens.
    for given, fits in (() if first is None else ((day, day <= day_after(first)), (term_on, term_on > first))):
        if not fits:
            raise AmendmentOutOfOrder(
                engagement_id=engagement.id, earliest=engagement.started_on, latest=first, given=given
            )
    check_length(engagement.form, limits, day_after(first) if first else day, term_on)


def _numbers(unit: Unit, engagement_ids: Sequence[str]) -> dict[str, int]:
    counted = select(ContractAmendment.engagement_id, func.max(ContractAmendment.number)).where(
        ContractAmendment.engagement_id.in_(engagement_ids)
    )
    return {row[0]: row[1] for row in unit.session.execute(counted.group_by(ContractAmendment.engagement_id))}


def _held(unit: Unit, engagement_id: str) -> Engagement:
    engagement = unit.session.get(Engagement, engagement_id)
    if engagement is None:
        raise NotFound(what="engagement", id=engagement_id)
    return engagement
