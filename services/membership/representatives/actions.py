"""Names and ends representatives of organisations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.leaving import clears
from services.membership.register.rules import Period, overlapped_by
from services.membership.register.tables import Party, Representative

from . import contract


@answers(contract.name_representative)
def name_representative(unit: Unit, member_id: str, body: dict[str, Any]) -> Representative:
    """Name a natural person whom the register knows for an organisation that is a member on the first day."""
    organisation = parties.locked(unit, member_id)
    if organisation.kind != "organisation":
        raise contract.RepresentsNobody(member_id=member_id, article=unit.rules.statutes("membership").article)
    _check_person(unit, body["person_id"])
    since = body["since"] or unit.today
    last = check_is_member(unit, member_id, since)
    period = Period(since, body["until"] or last)
    if period.is_backwards:
        raise contract.RepresentativeBackwards(since=since, ended="no day yet", until=body["until"])
    _check_free(unit, member_id, body["assembly_id"], period)
    row = Representative(
        id=new_id("rep"), organisation_id=member_id, person_id=body["person_id"], assembly_id=body["assembly_id"],
        since=since, until=period.ends_on, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.emit(contract.representative_named, f"members/{member_id}", {
        "representative_id": row.id, "member_id": member_id, "person_id": row.person_id,
        "assembly_id": row.assembly_id, "since": since, "until": row.until,
    })  # fmt: skip
    return row


@answers(contract.end_representative)
def end_representative(unit: Unit, representative_id: str, body: dict[str, Any]) -> Representative:
    """End a representation, or end it sooner than was said."""
    row = unit.session.get(Representative, representative_id, with_for_update=True)
    if row is None:
        raise NotFound(what="representative", id=representative_id)
    until = body["until"] or unit.today
    if until < row.since - timedelta(days=1) or (row.until is not None and until > row.until):
        raise contract.RepresentativeBackwards(since=row.since, ended=row.until or "no day yet", until=until)
    _end(unit, row, until)
    return row


@answers(contract.list_representatives)
def list_representatives(unit: Unit, member_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List representatives in the order in which they were entered."""
    parties.check_known(unit, member_id)
    rows = select(Representative).where(Representative.organisation_id == member_id)
    if as_of is not None:
        rows = rows.where(Representative.since <= as_of,
                          or_(Representative.until.is_(None), Representative.until >= as_of))  # fmt: skip
    return page_of(unit.session, rows, key=[Representative.id], limit=limit, cursor=cursor)


@clears("representatives")
def end_with_membership(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End who represents an organisation that leaves; one that was to begin later never runs."""
    running = select(Representative).where(
        Representative.organisation_id == member_id,
        or_(Representative.until.is_(None), Representative.until > left_on),
    )
    rows = unit.session.scalars(running.with_for_update()).all()
    for row in rows:
        _end(unit, row, max(left_on, row.since - timedelta(days=1)))
    return len(rows)


def _end(unit: Unit, row: Representative, until: date) -> None:
    row.until = until
    unit.session.flush()
    unit.emit(contract.representative_ended, f"members/{row.organisation_id}", {
        "representative_id": row.id, "member_id": row.organisation_id, "until": until,
    })  # fmt: skip


def _check_person(unit: Unit, person_id: str) -> None:
    person = unit.session.get(Party, person_id)
    if person is None:
        raise contract.NotInRegister(member_id=person_id)
    if person.merged_into is not None:
        raise contract.MergedAway(member_id=person_id, merged_into=person.merged_into)
    if person.kind != "natural_person":
        raise contract.RepresentativeNotAPerson(person_id=person_id)


def _check_free(unit: Unit, member_id: str, assembly_id: str | None, period: Period) -> None:
    held = unit.session.scalars(
        select(Representative).where(
            Representative.organisation_id == member_id, Representative.assembly_id.is_not_distinct_from(assembly_id),
            or_(Representative.until.is_(None), Representative.until >= Representative.since),
        )
    ).all()  # fmt: skip
    periods = {Period(row.since, row.until): row for row in held}
    overlapped = overlapped_by(period, periods)
    if overlapped is not None:
        person_id, until = periods[overlapped].person_id, overlapped.ends_on or "further notice"
        raise contract.AlreadyRepresented(
            person_id=person_id, member_id=member_id, since=overlapped.starts_on, until=until
        )
