"""The organiser writes charters and sets committees up; both are told to all who are linked with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import check_holds_intercooperation
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.register.days import check_not_in_the_future
from services.membership.unions.naming import named

from .. import contract
from ..contract.refusals import CharterBackwards, CommitteeEnded, NoCharter, OrganiserUnknown
from ..tables import Charter, CharterAdhesion, Committee, CommitteeMeeting


@answers(contract.write_charter)
def write_charter(unit: Unit, body: dict[str, Any]) -> Charter:
    """Write the next version of a charter and tell everybody; who adhered to the former is shown to be behind."""
    check_holds_intercooperation(unit)
    union = _organiser(unit, body["union"])
    written_on: date = body["written_on"] or unit.today
    check_not_in_the_future(unit, written_on)
    one_at_a_time(unit, "charter", union)
    committees = select(Committee).where(Committee.union == union).order_by(Committee.id).with_for_update()
    held = unit.session.scalars(committees).all()
    former = newest(unit, [union]).get(union)
    if former is not None and written_on < former.written_on:
        raise CharterBackwards(version=former.version, written_on=former.written_on)
    row = Charter(union=union, version=former.version + 1 if former else 1, title=body["title"], text=body["text"],
                  written_on=written_on, recorded_at=unit.now)  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    _publish(unit, [one for one in held if one.ended_on is None], row)
    return row


@answers(contract.list_charters)
def list_charters(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List every version that was ever written."""
    return page_of(unit.session, select(Charter), key=[Charter.union, Charter.version], limit=limit, cursor=cursor)


@answers(contract.set_up)
def set_up(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Set a committee up under the charter of its union."""
    check_holds_intercooperation(unit)
    union = _organiser(unit, body["union"])
    check_not_in_the_future(unit, body["since"])
    charter = newest(unit, [union]).get(union)
    if charter is None:
        raise NoCharter(union=union)
    row = Committee(id=new_id("com"), union=union, title=body["title"], areas=sorted(set(body["areas"])),
                    since=body["since"], ended_on=None, edition=0, recorded_at=unit.now)  # fmt: skip
    unit.session.add(row)
    _publish(unit, [row], charter)
    return shown(unit, [row], unit.today)[0]


@answers(contract.list_committees)
def list_committees(
    unit: Unit, as_of: date | None, union: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the committees that there are on a day."""
    day = as_of or unit.today
    rows = select(Committee).where(
        Committee.since <= day, or_(Committee.ended_on.is_(None), Committee.ended_on >= day)
    )
    if union is not None:
        rows = rows.where(Committee.union == union)
    page = page_of(unit.session, rows, key=[Committee.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data, day), page.next_cursor)


@answers(contract.get_committee)
def get_committee(unit: Unit, committee_id: str, as_of: date | None) -> dict[str, Any]:
    """Return one committee as of a day."""
    return shown(unit, [found(unit, committee_id)], as_of or unit.today)[0]


@answers(contract.end)
def end(unit: Unit, committee_id: str) -> dict[str, Any]:
    """End a committee with today, and tell everybody."""
    row = running(unit, committee_id)
    row.ended_on = unit.today
    _publish(unit, [row], newest(unit, [row.union])[row.union])
    return shown(unit, [row], unit.today)[0]


@answers(contract.publish_again)
def publish_again(unit: Unit) -> dict[str, int]:
    """Tell everybody again of the committees that meet, each in its edition as it stands."""
    check_holds_intercooperation(unit)
    held = select(Committee).where(Committee.ended_on.is_(None)).order_by(Committee.id).with_for_update()
    rows = unit.session.scalars(held).all()
    charters = newest(unit, [row.union for row in rows])
    for row in rows:
        _tell(unit, [row], charters[row.union])
    return {"count": len(rows)}


def found(unit: Unit, committee_id: str) -> Committee:
    """Return a committee."""
    row: Committee | None = unit.session.get(Committee, committee_id)
    if row is None:
        raise NotFound(what="committee", id=committee_id[:60])
    return row


def running(unit: Unit, committee_id: str) -> Committee:
    """Return a committee that has not ended, held until the end of the transaction."""
    row: Committee | None = unit.session.get(Committee, committee_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(what="committee", id=committee_id[:60])
    if row.ended_on is not None:
        raise CommitteeEnded(committee_id=committee_id, ended_on=row.ended_on)
    return row


def newest(unit: Unit, unions: Sequence[str]) -> dict[str, Charter]:
    """Return the newest charter of each union that has one."""
    rows = select(Charter).where(Charter.union.in_(unions)).order_by(Charter.version)
    return {one.union: one for one in unit.session.scalars(rows)}


def adheres_on(day: date) -> Any:
    """Return the condition that an adhesion runs on a day."""
    return (CharterAdhesion.adhered_on <= day) & or_(
        CharterAdhesion.ended_on.is_(None), CharterAdhesion.ended_on >= day
    )


def shown(unit: Unit, rows: Sequence[Committee], day: date) -> list[dict[str, Any]]:
    """Return committees as of a day: their charter, who adheres, and how often they met in that year until then."""
    ids, charters = [row.id for row in rows], newest(unit, [row.union for row in rows])
    adherents = dict(
        unit.session.execute(
            select(CharterAdhesion.committee_id, func.count(CharterAdhesion.cooperative.distinct()))
            .where(CharterAdhesion.committee_id.in_(ids), adheres_on(day)).group_by(CharterAdhesion.committee_id)
        ).all()
    )  # fmt: skip
    met = dict(
        unit.session.execute(
            select(CommitteeMeeting.committee_id, func.count())
            .where(CommitteeMeeting.committee_id.in_(ids), CommitteeMeeting.voided_on.is_(None),
                   CommitteeMeeting.held_on.between(date(day.year, 1, 1), day))
            .group_by(CommitteeMeeting.committee_id)
        ).all()
    )  # fmt: skip
    told = []
    for row in rows:
        said = {name: getattr(row, name) for name in ("id", "union", "title", "areas", "since", "ended_on")}
        told.append({**said, "charter_version": charters[row.union].version, "adherents": adherents.get(row.id, 0),
                     "meetings": met.get(row.id, 0), "as_of": day})  # fmt: skip
    return told


def _organiser(unit: Unit, union: str | None) -> str:
    if union is None or union == unit.coop:
        return unit.coop
    if union not in named(unit):
        raise OrganiserUnknown(article=unit.rules.bylaws("regional_unions", None).article, union=union, own=unit.coop)
    return union


def _publish(unit: Unit, rows: Sequence[Committee], charter: Charter) -> None:
    for row in rows:
        row.edition += 1
    unit.session.flush()
    _tell(unit, rows, charter)


def _tell(unit: Unit, rows: Sequence[Committee], charter: Charter) -> None:
    unit.emit_all([
        (contract.events.published, f"committees/{row.id}", {
            "committee_id": row.id, "edition": row.edition, "union": row.union, "title": row.title,
            "areas": row.areas, "ended_on": row.ended_on, "charter_version": charter.version,
            "charter_title": charter.title, "charter_text": charter.text,
        })
        for row in rows
    ])  # fmt: skip


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
