"""The register on a day: one statement for one member, for a page of them, and for their count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, exists, false, func, or_, select, true
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
        latest.c.ends_on, latest.c.noticed_on, suspended.label("suspended"),
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
    return {**row, "joined_on": row["joined_on"] or row["starts_on"], "moved_on": moved_on, "left_on": row["ends_on"],
            "state": state, "as_of": day}  # fmt: skip


def covering(day: Any) -> Any:
    """Return the condition that a membership covers a day."""
    periods = Membership.__table__.c
    return (periods.starts_on <= day) & or_(periods.ends_on.is_(None), periods.ends_on >= day)


def count_members(session: Session, day: date) -> int:
    """Count who is a member on a day."""
    return int(session.scalar(select(func.count()).select_from(Membership.__table__).where(covering(day))) or 0)


def are_members(session: Session, member_ids: list[str], day: date) -> dict[str, date | None]:
    """Return, of those ids, the ones that are members on a day, each with the last day of its membership if known."""
    periods = Membership.__table__.c
    rows = session.execute(
        select(periods.member_id, periods.ends_on).where(
            periods.member_id.in_(member_ids) if member_ids else false(), covering(day)
        )
    )
    return {row.member_id: row.ends_on for row in rows}


def check_is_member(unit: Unit, member_id: str, day: date) -> date | None:
    """Return the last day of the membership that covers a day (None: not known); refuse when there is none."""
    found = are_members(unit.session, [member_id], day)
    if member_id not in found:
        raise NotAMember(article=unit.rules.statutes("membership").article, member_id=member_id, on=day)
    return found[member_id]
