"""The register on a day: one statement for one member, for a page of them, and for their count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from services.commons.storage import Unit

from .contract.refusals import NotAMember
from .rules import Period, state_on
from .tables import Member, Membership, Party, Representative, Suspension

_PARTY, _MEMBER = Party.__table__, Member.__table__
_SHOWN = [_PARTY.c[name] for name in (
    "id", "external_id", "kind", "first_name", "last_name", "name", "email", "phone", "birth_date", "siren",
    "cooperative", "linked_organisation_until", "applied_on", "merged_into",
)]  # fmt: skip


def _unbroken(held: Any, column: str) -> Any:
    """Return the scalar subquery of what the last period of an unbroken membership has, through all its moves.

    A period that no move ended is its own last one; only the others take a look at the index.
    """
    last = Membership.__table__.alias("last")
    joined = func.coalesce(held.c.joined_on, held.c.starts_on)
    found = (
        select(last.c[column])
        .where(last.c.member_id == held.c.member_id, last.c.starts_on >= held.c.starts_on,
               func.coalesce(last.c.joined_on, last.c.starts_on) == joined)
        .order_by(last.c.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    return case((held.c.ends_on.is_not(None), found))


def register_on(day: date | BindParameter[date], *, members_only: bool) -> tuple[Select[Any], Any]:
    """Return the statement that reads parties with what counts on a day, and its subquery of memberships.

    The membership that counts is the latest that started by then; its index is read backwards and stops at once.
    """
    periods = Membership.__table__
    latest = (
        select(periods)
        .where(periods.c.member_id == _PARTY.c.id, periods.c.starts_on <= day)
        .order_by(periods.c.starts_on.desc())
        .limit(1)
        .lateral("latest")
    )
    rests = Suspension.__table__
    runs = or_(rests.c.ends_on.is_(None), rests.c.ends_on >= day)
    suspended = exists().where(rests.c.member_id == _PARTY.c.id, rests.c.starts_on <= day, runs)
    joined = _PARTY.join(_MEMBER, _MEMBER.c.id == _PARTY.c.id, isouter=not members_only)
    joined = joined.join(latest, true(), isouter=not members_only)
    statement = select(
        *_SHOWN, _MEMBER.c.number, latest.c.category, latest.c.college, latest.c.starts_on, latest.c.joined_on,
        latest.c.ends_on, _unbroken(latest, "ends_on").label("left_on"),
        _unbroken(latest, "noticed_on").label("noticed_on"), suspended.label("suspended"),
        representing(day).label("representative_id"),
    ).select_from(joined)  # fmt: skip
    return statement, latest


def representing(day: date | BindParameter[date]) -> Any:
    """Return the scalar subquery of the person who represents an organisation for good on a day."""
    held = Representative.__table__.c
    return (
        select(held.person_id)
        .where(held.organisation_id == _PARTY.c.id, held.assembly_id.is_(None), held.since <= day,
               or_(held.until.is_(None), held.until >= day))
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip


_ONE = register_on(bindparam("day", type_=Date), members_only=False)[0].where(_PARTY.c.id == bindparam("party_id"))


def member_on(session: Session, member_id: str, day: date) -> dict[str, Any] | None:
    """Return one member as of a day as it is shown, or None when nobody has that id.

    An id that was merged answers with the survivor, and says so.
    """
    row = session.connection().execute(_ONE, {"day": day, "party_id": member_id}).mappings().first()
    if row is None or row["merged_into"] is None:
        return None if row is None else shown(dict(row), day)
    survivor = member_on(session, row["merged_into"], day)
    return None if survivor is None else {**survivor, "merged_into": row["merged_into"]}


def shown(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return a row of the register as the API shows it."""
    period = None if row["starts_on"] is None else Period(row["starts_on"], row["ends_on"])
    state = state_on(
        day, period, noticed_on=row["noticed_on"], suspended=row["suspended"], applied_on=row["applied_on"]
    )
    moved_on = row["starts_on"] if row["joined_on"] is not None else None
    return {**row, "joined_on": row["joined_on"] or row["starts_on"], "moved_on": moved_on, "state": state,
            "as_of": day}  # fmt: skip


def covering(day: Any) -> Any:
    """Return the condition that a membership covers a day."""
    periods = Membership.__table__.c
    return (periods.starts_on <= day) & or_(periods.ends_on.is_(None), periods.ends_on >= day)


def count_members(session: Session, day: date) -> int:
    """Count who is a member on a day."""
    return int(session.scalar(select(func.count()).select_from(Membership.__table__).where(covering(day))) or 0)


def are_members(session: Session, member_ids: list[str], day: date) -> dict[str, date | None]:
    """Return, of those ids, the ones that are members on a day, each with the last day of its membership if known.

    A move is no end: the last day is that of the unbroken membership, whatever categories it leads through.
    """
    periods = Membership.__table__
    rows = session.execute(
        select(periods.c.member_id, _unbroken(periods, "ends_on").label("left_on")).where(
            periods.c.member_id.in_(member_ids) if member_ids else false(), covering(day)
        )
    )
    return {row.member_id: row.left_on for row in rows}


def last_day_as_member(session: Session, member_id: str, day: date) -> date | None:
    """Return the last day, if known, of who is a member on a day; a move to another category or college is no end."""
    last = are_members(session, [member_id], day)[member_id]
    while last is not None and member_id in (moved := are_members(session, [member_id], last + timedelta(days=1))):
        last = moved[member_id]
    return last


def check_is_member(unit: Unit, member_id: str, day: date) -> date | None:
    """Return the last day of the membership that covers a day (None: not known); refuse when there is none."""
    found = are_members(unit.session, [member_id], day)
    if member_id not in found:
        raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=day)
    return found[member_id]
