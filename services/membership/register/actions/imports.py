"""Imports of persons and members: by external id, so that the same sheet sent twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Date, Text, bindparam, exists, func, select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit
from services.membership.privacy.contract import AlreadyPseudonymised

from .. import contract, parties
from ..admitting import Admission, admit, admit_new
from ..changing import told_of_change, will_change
from ..contract.refusals import MembershipBackwards, RegisterRowDiffers
from ..days import check_not_in_the_future
from ..deaths import Death, died_on
from ..membership_categories import check_category
from ..named import with_slugs
from ..rules import Period
from ..sheets import read_members, read_persons
from ..tables import Member, Membership, Party
from .departures import check_befalls, check_reason, leave, record_death

_PARTY = Party.__table__
_MEMBER, _PERIOD = Member.__table__.c, Membership.__table__.c
_BY_EXTERNAL_ID = select(_PARTY).where(_PARTY.c.external_id == bindparam("external_id"))
# A sheet says when somebody joined and what they are now: after moves, the latest period of that membership.
_JOINED, _MOVED = func.coalesce(_PERIOD.joined_on, _PERIOD.starts_on), Membership.__table__.alias("moved")
# With the number, and the membership that began on a day: enough to see that a line says nothing new.
_ASKED = select(
    func.unnest(bindparam("external_ids", type_=ARRAY(Text))).label("external_id"),
    func.unnest(bindparam("days", type_=ARRAY(Date))).label("joined_on"),
).subquery("asked")


def _with_membership(known_by: Any) -> Any:
    moved = exists().where(_MOVED.c.member_id == _PERIOD.member_id, _MOVED.c.joined_on == _JOINED,
                           _MOVED.c.starts_on > _PERIOD.starts_on)  # fmt: skip
    return (
        select(_PARTY, _MEMBER.number, _PERIOD.category, _PERIOD.college, _JOINED.label("starts_on"), _PERIOD.ends_on,
               Death.died_on, _ASKED.c.joined_on.label("day"))
        .join(_ASKED, _ASKED.c.external_id == known_by)
        .outerjoin(Member.__table__, _MEMBER.id == _PARTY.c.id)
        .outerjoin(Membership.__table__,
                   (_PERIOD.member_id == _PARTY.c.id) & (_JOINED == _ASKED.c.joined_on) & ~moved)
        .outerjoin(Death, (Death.party_id == _PARTY.c.id) & Death.voided_at.is_(None))
    )  # fmt: skip


_WITH_MEMBERSHIP, _BY_ID = _with_membership(_PARTY.c.external_id), _with_membership(_PARTY.c.id)


@answers(contract.import_persons, items=read_persons, chunk=200)
def import_person(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one person who need not be a member."""
    parties.check_names(row["kind"], row)
    found = unit.session.connection().execute(_BY_EXTERNAL_ID, {"external_id": row["external_id"]}).mappings().first()
    if found is None:
        return Verdict("created", parties.insert_party(unit, "per", row["kind"], row["external_id"], row))
    if found["merged_into"] is not None:
        return Verdict("skipped", found["merged_into"])
    parties.locked(unit, found["id"])
    try:
        return Verdict("updated" if _refresh(unit, dict(found), row) else "skipped", found["id"])
    except AlreadyPseudonymised as nameless:
        return Verdict("skipped", found["id"], nameless.problem())


def import_members(unit: Unit, rows: Sequence[dict[str, Any]], dry_run: bool, legacy: bool) -> list[Verdict]:
    """Take in many members; those who are new are entered together, in the order of the lines.

    What is refused before anything is written has its verdict at once, and holds up no other line.
    """
    held = _held(unit, rows)
    judged = [_judged(unit, row, held, legacy) for row in rows]
    taken = iter(_take_in(unit, [one for one in judged if not isinstance(one, Verdict)], held, legacy))
    return [one if isinstance(one, Verdict) else next(taken) for one in judged]


def _take_in(
    unit: Unit, lines: Sequence[tuple[dict[str, Any], Period]], held: Mapping[Any, Any], legacy: bool
) -> list[Verdict]:
    """Write the lines that may be: new members together, then what changes of those who are known."""
    known = {external_id for external_id, _ in held}
    # Who came back has a line for each membership: the first one enters them, the others follow.
    fresh = {row["external_id"]: (row, period) for row, period in reversed(lines) if row["external_id"] not in known}
    entering = [(row, period) for row, period in lines if fresh.get(row["external_id"], (None,))[0] is row]
    ids = parties.insert_parties(unit, "mbr", [row for row, _ in entering])
    admit_new(unit, [_admission(ids[row["external_id"]], row, period, legacy) for row, period in entering])
    return [
        Verdict("created", ids[row["external_id"]]) if fresh.get(row["external_id"], (None,))[0] is row
        else _brought_up_to_date(unit, held.get(_key(row)) or _held(unit, [row])[_key(row)], row, period, legacy)
        for row, period in lines
    ]  # fmt: skip


@answers(contract.import_members, items=read_members, chunk=200, together=import_members)
def import_member(unit: Unit, row: dict[str, Any], dry_run: bool, legacy: bool) -> Verdict:
    """Take in one member who joined on a day in the past; the shares are the ledger's matter."""
    return import_members(unit, [row], dry_run, legacy)[0]


def _brought_up_to_date(
    unit: Unit, held: Mapping[str, Any], row: dict[str, Any], period: Period, legacy: bool
) -> Verdict:
    if held["merged_into"] is not None:
        # Who that was stands there under another id, by which sheets know the one now.
        return Verdict("skipped", held["merged_into"])
    if _says_nothing_new(held, row, period):
        return Verdict("skipped", held["id"])
    party = parties.locked(unit, held["id"])
    try:
        refreshed = _refresh(unit, held, row)
    except AlreadyPseudonymised as nameless:
        return Verdict("skipped", held["id"], nameless.problem())
    moved = _settle_membership(unit, party, row, period, legacy)
    return Verdict("updated" if refreshed or moved else "skipped", held["id"])


def _judged(
    unit: Unit, row: Mapping[str, Any], held: Mapping[Any, Any], legacy: bool
) -> tuple[dict[str, Any], Period] | Verdict:
    """Return a line with its period, or why it is refused; what says nothing new is not held to today's rules."""
    try:
        slugged = with_slugs(unit, row)
        period = Period(slugged["joined_on"], slugged.get("left_on"))
        known = held.get(_key(slugged))
        if not known or not _says_nothing_new(known, slugged, period):
            period = _checked(unit, slugged, legacy)
        return slugged, period
    except Refusal as refusal:
        return Verdict("refused", problem=refusal.problem())


def _checked(unit: Unit, row: Mapping[str, Any], legacy: bool) -> Period:
    """Return the period of membership of a line that the statutes admit."""
    parties.check_names(row["kind"], row)
    check_category(unit, row["kind"], row["category"], row.get("college"))
    period = Period(row["joined_on"], row.get("left_on"))
    if period.is_backwards:
        article = unit.rules.statutes("membership").article
        raise MembershipBackwards(article=article, starts_on=period.starts_on, ends_on=period.ends_on)
    if period.ends_on is not None:
        check_befalls(row["external_id"], row["kind"], row["left_reason"])
    if not legacy:
        check_not_before_founding(unit, period.starts_on)
    check_not_in_the_future(unit, period.ends_on or period.starts_on)
    return period


def _held(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, date], Mapping[str, Any]]:
    """Return what the register holds of these lines' parties, by external id and the day of the line.

    Who has no id of another system is known by the one here, as the export of the members has it.
    """
    asked = {"external_ids": [row["external_id"] for row in rows], "days": [row["joined_on"] for row in rows]}
    connection = unit.session.connection()
    found: dict[tuple[str, date], Mapping[str, Any]] = {
        (one["external_id"], one["day"]): dict(one) for one in connection.execute(_WITH_MEMBERSHIP, asked).mappings()
    }
    own = [row for row in rows if row["external_id"].startswith("mbr_") and _key(row) not in found]
    if own:
        asked = {"external_ids": [row["external_id"] for row in own], "days": [row["joined_on"] for row in own]}
        found |= {(one["id"], one["day"]): dict(one) for one in connection.execute(_BY_ID, asked).mappings()}
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, date]:
    return row["external_id"], row["joined_on"]


def _says_nothing_new(held: Mapping[str, Any], row: Mapping[str, Any], period: Period) -> bool:
    """Say whether the register holds all that the line says; such a line takes one statement and no lock."""
    if period.ends_on is not None and row["left_reason"] == "death" and held["died_on"] != period.ends_on:
        return False  # the membership may be over, and the death not written
    same = all(held[name] == row[name] for name in ("kind", "number", *parties.DETAILS) if name in row)
    membership = (row["category"], row.get("college"), period.starts_on, period.ends_on)
    return same and tuple(held[name] for name in ("category", "college", "starts_on", "ends_on")) == membership


def _refresh(unit: Unit, held: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Bring the details up to date; a cell left empty keeps what is held, and who has no name any more gets none."""
    if held["kind"] != row["kind"]:
        raise _differs(row, "kind", held["kind"], row["kind"])
    news = {name: row[name] for name in parties.DETAILS if name in row and row[name] != held[name]}
    if news:
        will_change(unit, held["id"], frozenset(news))
        parties.change(unit, held["id"], news)
        told_of_change(unit, held["id"])
    return bool(news)


def _settle_membership(unit: Unit, party: Party, row: Mapping[str, Any], period: Period, legacy: bool) -> bool:
    """Compare with the membership that starts on the same day, else enter another one; return whether it changed.

    A line ends a membership that runs as the departures room does; the caller holds the party.
    """
    member_id = party.id
    number = unit.session.scalar(select(Member.number).where(Member.id == member_id))
    if number is not None and row.get("number") not in (None, number):
        raise _differs(row, "number", number, row["number"])
    membership = unit.session.scalar(
        select(Membership).where(Membership.member_id == member_id, _JOINED == period.starts_on)
        .order_by(Membership.starts_on.desc()).limit(1)
    )
    if membership is None:
        admit(unit, _admission(member_id, row, period, legacy))
        return True
    for name in ("category", "college"):
        if getattr(membership, name) != row.get(name):
            raise _differs(row, name, getattr(membership, name), row.get(name))
    if membership.ends_on == period.ends_on:
        return _record_end_of_life(unit, member_id, row, period)
    if membership.ends_on is not None or period.ends_on is None:
        raise _differs(row, "left_on", membership.ends_on, period.ends_on)
    check_reason(unit, party, row["left_reason"])
    _record_end_of_life(unit, member_id, row, period)
    leave(unit, member_id, period.ends_on, period.ends_on, row["left_reason"])
    return True


def _record_end_of_life(unit: Unit, member_id: str, row: Mapping[str, Any], period: Period) -> bool:
    """Write the death that ended a membership, if one did; return whether it was not written yet."""
    if period.ends_on is None or row["left_reason"] != "death" or died_on(unit, member_id) == period.ends_on:
        return False
    record_death(unit, parties.locked(unit, member_id), period.ends_on)
    return True


def _admission(member_id: str, row: Mapping[str, Any], period: Period, legacy: bool) -> Admission:
    return Admission(member_id, row["kind"], row["category"], row.get("college"), period, row.get("number"), legacy,
                     row["left_reason"])  # fmt: skip


def _differs(row: Mapping[str, Any], field: str, held: Any, given: Any) -> RegisterRowDiffers:
    return RegisterRowDiffers(external_id=row["external_id"], field=field, held=held, given=given)
