"""Adhesions at the organiser: taken from a member's desk, or recorded for one that has none; listed as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import is_linked
from services.membership.federation.participants import check_by_hand, is_by_hand, names_of
from services.membership.federation.refusals import SpeaksForItself
from services.membership.federation.taking import Told, hears
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import AdhesionBackwards, AdhesionOver, AlreadyAdherent, BeforeCommittee, CharterOutdated
from ..tables import AdhesionEnd, Charter, CharterAdhesion, Committee
from .chartering import adheres_on, day_before, found, newest, running
from .leaving import end_roles, last_day_linked, runs_after


@hears(contract.events.adhered)
def take_adhesion(unit: Unit, coop: str, told: Told) -> str | None:
    """Take a member's adhesion to the charter as it stands, in the place of an older one; it ends with who leaves."""
    if unit.session.get(CharterAdhesion, (coop, told["adhesion_id"])) is not None:
        return None
    committee = unit.session.get(Committee, told["committee_id"], with_for_update=True)
    reason = _why_not(unit, coop, committee, told)
    if reason is None and committee is not None:
        ended = unit.session.get(AdhesionEnd, (coop, told["adhesion_id"]))
        if ended is None:
            _replace(unit, coop, committee.id, told["adhered_on"])
        unit.session.add(CharterAdhesion(
            cooperative=coop, id=told["adhesion_id"], committee_id=committee.id,
            charter_version=told["charter_version"], decision=told["decision"], adhered_on=told["adhered_on"],
            ended_on=_last_day(unit, told["adhered_on"], ended.ended_on) if ended else last_day_linked(unit, coop),
            recorded_at=unit.now,
        ))  # fmt: skip
    unit.emit(contract.events.adhesion_settled, f"committees/{told['committee_id']}", {
        "committee_id": told["committee_id"], "adhesion_id": told["adhesion_id"],
        "state": "taken" if reason is None else "refused", "reason": reason,
    }, to=coop)  # fmt: skip
    return None


@hears(contract.events.adhesion_revoked)
def take_revocation(unit: Unit, coop: str, told: Told) -> str | None:
    """End an adhesion and the roles that rested on it; a revocation may overtake its adhesion."""
    told_once = insert(AdhesionEnd).values(cooperative=coop, adhesion_id=told["adhesion_id"],
                                           ended_on=told["ended_on"])  # fmt: skip
    unit.session.execute(told_once.on_conflict_do_nothing())
    row = unit.session.get(CharterAdhesion, (coop, told["adhesion_id"]), with_for_update=True)
    if row is not None and (row.ended_on is None or row.ended_on > told["ended_on"]):
        row.ended_on = _last_day(unit, row.adhered_on, told["ended_on"])
        end_roles(unit, coop, row.ended_on, row.committee_id)
    return None


@answers(contract.record_adhesion)
def record_adhesion(unit: Unit, committee_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record the adhesion of a member that has no desk here, by the same rules as one that adheres at its own."""
    committee = running(unit, committee_id)
    member = check_by_hand(unit, body["member_id"])
    charter = newest(unit, [committee.union])[committee.union]
    current = charter.version
    if body["charter_version"] != current:
        raise CharterOutdated(current=current, version=body["charter_version"])
    adhered_on: date = body["adhered_on"] or unit.today
    check_not_in_the_future(unit, adhered_on)
    if adhered_on < committee.since:
        raise BeforeCommittee(committee_id=committee_id, since=committee.since)
    same = select(CharterAdhesion.id).where(
        CharterAdhesion.committee_id == committee_id, CharterAdhesion.cooperative == member.id,
        CharterAdhesion.charter_version == current, runs_after(CharterAdhesion.ended_on, unit.today),
    )  # fmt: skip
    if unit.session.scalar(same) is not None:
        raise AlreadyAdherent(version=current)
    if adhered_on < (earliest := _earliest(unit, member.id, committee_id, charter)):
        raise AdhesionBackwards(version=current, earliest=earliest)
    _replace(unit, member.id, committee_id, adhered_on)
    row = CharterAdhesion(
        cooperative=member.id, id=new_id("adc"), committee_id=committee_id, charter_version=current,
        decision=body["decision"], adhered_on=adhered_on, ended_on=last_day_linked(unit, member.id),
        recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return _shown(unit, [row], current)[0]


@answers(contract.record_revocation)
def record_revocation(unit: Unit, committee_id: str, adhesion_id: str) -> dict[str, Any]:
    """End with today an adhesion that this office recorded, and the roles that rested on it."""
    committee = found(unit, committee_id)
    mine = (CharterAdhesion.id == adhesion_id, CharterAdhesion.committee_id == committee_id)
    row = unit.session.scalar(select(CharterAdhesion).where(*mine).with_for_update())
    if row is None:
        raise NotFound(what="adhesion", id=adhesion_id[:60])
    if not is_by_hand(row.cooperative):
        raise SpeaksForItself(cooperative=row.cooperative)
    if row.ended_on is not None and row.ended_on <= unit.today:
        raise AdhesionOver(adhesion_id=adhesion_id, state="ended")
    row.ended_on = unit.today
    end_roles(unit, row.cooperative, unit.today, committee_id)
    unit.session.flush()
    return _shown(unit, [row], newest(unit, [committee.union])[committee.union].version)[0]


@answers(contract.list_adherents)
def list_adherents(
    unit: Unit, committee_id: str, as_of: date | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List who adheres on a day, and whether it is to the charter as it stands now."""
    committee = found(unit, committee_id)
    rows = select(CharterAdhesion).where(
        CharterAdhesion.committee_id == committee_id, adheres_on(as_of or unit.today)
    )
    key = [CharterAdhesion.cooperative, CharterAdhesion.id]
    page = page_of(unit.session, rows, key=key, limit=limit, cursor=cursor)
    current = newest(unit, [committee.union])[committee.union].version
    return Listed(_shown(unit, page.data, current), page.next_cursor)


def _last_day(unit: Unit, adhered_on: date, told: date) -> date:
    """Return the last day of an adhesion, which lies between its first and today whatever its cooperative tells."""
    return min(max(adhered_on, told), unit.today)


def _why_not(unit: Unit, coop: str, committee: Committee | None, told: Told) -> str | None:
    if not is_linked(unit, coop):
        return "not_linked"
    if committee is None or committee.ended_on is not None:
        return "no_committee"
    charter = newest(unit, [committee.union])[committee.union]
    if told["charter_version"] != charter.version:
        return "charter_outdated"
    earliest = max(committee.since, _earliest(unit, coop, committee.id, charter))
    return None if earliest <= told["adhered_on"] <= unit.today else "wrong_day"


def _earliest(unit: Unit, coop: str, committee_id: str, charter: Charter) -> date:
    """Return the first day on which a charter can be adhered to: it is written, and what it replaces has begun."""
    began = [former.adhered_on for former in _former(unit, coop, committee_id)]
    return max([charter.written_on, *began])


def _replace(unit: Unit, coop: str, committee_id: str, on: date) -> None:
    """End the adhesion to an older version with the day before; one of the same day was never in force."""
    for former in _former(unit, coop, committee_id):
        former.ended_on = day_before(on)
    unit.session.flush()


def _former(unit: Unit, coop: str, committee_id: str) -> Sequence[CharterAdhesion]:
    rows = select(CharterAdhesion).where(
        CharterAdhesion.committee_id == committee_id, CharterAdhesion.cooperative == coop,
        runs_after(CharterAdhesion.ended_on, unit.today),
    )  # fmt: skip
    return unit.session.scalars(rows).all()


def _shown(unit: Unit, rows: Sequence[CharterAdhesion], current: int) -> list[dict[str, Any]]:
    names = names_of(unit, [row.cooperative for row in rows])
    columns = ("cooperative", "id", "charter_version", "decision", "adhered_on", "ended_on")
    return [{**{one: getattr(row, one) for one in columns}, "behind": row.charter_version < current,
             "name": names.get(row.cooperative), "by_hand": is_by_hand(row.cooperative)} for row in rows]  # fmt: skip
