"""The organiser's gatherings: announced to all who are linked with it, changed, cancelled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE, legal_day
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.requests.request import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import check_holds_intercooperation
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.intercooperation.actions.offering import check_themes

from .. import contract
from ..calendar import written
from ..contract.refusals import (
    GatheringBackwards,
    GatheringNowhere,
    GatheringOver,
    NotAThursday,
    SeriesTaken,
    TooFewPlaces,
)
from ..rules import is_thursday, repeated
from ..tables import Gathering
from .placing import locked, places_of, promote, shown

LONGEST, FURTHEST, YEAR = timedelta(days=14), timedelta(days=5 * 366), timedelta(days=366)
# What lies beyond is not held here; a query may name it all the same.
FIRST, LAST = date(1900, 1, 1), date(2500, 1, 1)
TOLD = ("kind", "title", "theme", "series", "place", "link", "starts_at", "ends_at", "sign_up_until", "capacity",
        "state", "reason")  # fmt: skip


@answers(contract.hold)
def hold(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Announce one gathering."""
    check_holds_intercooperation(unit)
    row = _made(unit, body, None)
    announce(unit, [row])
    return shown(unit, [row])[0]


@answers(contract.hold_series)
def hold_series(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Announce a series at the same hour of the wall clock, each gathering for itself."""
    check_holds_intercooperation(unit)
    one_at_a_time(unit, "series", body["series"])
    if unit.session.scalar(select(Gathering.id).where(Gathering.series == body["series"]).limit(1)):
        raise SeriesTaken(series=body["series"])
    first = body["first"]
    _check(unit, {**first, "sign_up_until": first["sign_up_until"] or first["starts_at"]})
    starts_at = first["starts_at"].astimezone(LEGAL_ZONE)
    rows = []
    for start in repeated(starts_at, body["every_weeks"], body["times"]):
        moved = {name: None if first[name] is None else start + (first[name].astimezone(LEGAL_ZONE) - starts_at)
                 for name in ("ends_at", "sign_up_until")}  # fmt: skip
        rows.append(_made(unit, {**first, **moved, "starts_at": start}, body["series"]))
    announce(unit, rows)
    return {"series": body["series"], "gathering_ids": [row.id for row in rows]}


@answers(contract.list_gatherings)
def list_gatherings(
    unit: Unit, from_: date | None, to: date | None, kind: str | None, series: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of gatherings by time, each with its places."""
    found = chosen(select(Gathering), Gathering, from_, to, kind, series)
    page = page_of(unit.session, found, key=[Gathering.starts_at, Gathering.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.get_gathering)
def get_gathering(unit: Unit, gathering_id: str) -> dict[str, Any]:
    """Return one gathering with its places."""
    return shown(unit, [_held(unit, gathering_id)])[0]


@answers(contract.gathering_calendar)
def gathering_calendar(unit: Unit, gathering_id: str, cursor: str | None) -> Chunk:
    """Return one gathering as iCalendar."""
    return written(_held(unit, gathering_id), gathering_id, unit.coop, unit.now)


@answers(contract.change)
def change(unit: Unit, gathering_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change what is said of a gathering, tell everybody, and give places that this made free to those who wait."""
    row = planned(unit, gathering_id)
    for name, value in body.items():
        setattr(row, name, value)
    if "starts_at" in body and "sign_up_until" not in body:
        row.sign_up_until = min(row.sign_up_until, row.starts_at)
    _check(unit, {name: getattr(row, name) for name in TOLD})
    confirmed = places_of(unit, [row.id]).get(row.id, {}).get("confirmed", 0)
    if row.capacity is not None and row.capacity < confirmed:
        raise TooFewPlaces(taken=confirmed, capacity=row.capacity)
    _told_anew(unit, row)
    promote(unit, row)
    return shown(unit, [row])[0]


@answers(contract.cancel)
def cancel(unit: Unit, gathering_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a gathering that has not begun and tell everybody."""
    row = planned(unit, gathering_id)
    row.state, row.reason = "cancelled", body["reason"]
    _told_anew(unit, row)
    return shown(unit, [row])[0]


@answers(contract.announce_again)
def announce_again(unit: Unit) -> dict[str, int]:
    """Tell everybody again of what lies ahead, each in its version as it stands."""
    check_holds_intercooperation(unit)
    ahead = select(Gathering).where(Gathering.state == "planned", Gathering.starts_at > unit.now)
    rows = list(unit.session.scalars(ahead.order_by(Gathering.id).with_for_update()))
    announce(unit, rows)
    return {"count": len(rows)}


def announce(unit: Unit, rows: list[Gathering]) -> None:
    """Tell all who are linked with this organiser."""
    unit.session.flush()
    unit.emit_all([
        (contract.events.announced, f"gatherings/{row.id}",
         {"gathering_id": row.id, "version": row.version, **{name: getattr(row, name) for name in TOLD}})
        for row in rows
    ])  # fmt: skip


def chosen(found: Any, kept: Any, from_: date | None, to: date | None, kind: str | None, series: str | None) -> Any:
    """Narrow a statement to the gatherings of some legal days, of a kind or a series."""
    if from_ is not None:
        found = found.where(kept.starts_at >= _midnight(min(from_, LAST)))
    if to is not None:
        found = found.where(kept.starts_at < _midnight(min(to, LAST) + timedelta(days=1)))
    if kind is not None:
        found = found.where(kept.kind == kind)
    return found if series is None else found.where(kept.series == series)


def _midnight(day: date) -> datetime:
    day = max(FIRST, day)
    return datetime(day.year, day.month, day.day, tzinfo=LEGAL_ZONE).astimezone(UTC)


def _made(unit: Unit, body: dict[str, Any], series: str | None) -> Gathering:
    said = {**body, "sign_up_until": body["sign_up_until"] or body["starts_at"]}
    _check(unit, said)
    row = Gathering(id=new_id("gat"), version=1, series=series, state="planned", reason=None, recorded_at=unit.now,
                    **said)  # fmt: skip
    unit.session.add(row)
    return row


def _check(unit: Unit, said: dict[str, Any]) -> None:
    """Refuse what cannot be held, or lies behind."""
    starts_at, ends_at, until = said["starts_at"], said["ends_at"], said["sign_up_until"]
    ahead = unit.now < starts_at <= unit.now + FURTHEST
    if not (ahead and starts_at < ends_at <= starts_at + LONGEST and starts_at - YEAR <= until <= starts_at):
        raise GatheringBackwards(starts_at=starts_at, ends_at=ends_at, sign_up_until=until,
                                 latest=legal_day(unit.now + FURTHEST), days=LONGEST.days)  # fmt: skip
    if not said["place"] and not said["link"]:
        raise GatheringNowhere()
    if said["kind"] == "thursday_meeting" and not is_thursday(legal_day(starts_at)):
        raise NotAThursday(day=legal_day(starts_at))
    if said["theme"] is not None:
        check_themes([said["theme"]])


def _told_anew(unit: Unit, row: Gathering) -> None:
    row.version += 1
    announce(unit, [row])


def planned(unit: Unit, gathering_id: str) -> Gathering:
    """Return a gathering that lies ahead, held until the end of the transaction."""
    row = locked(unit, gathering_id)
    if row is None:
        raise NotFound(what="gathering", id=gathering_id[:60])
    if row.state == "cancelled" or row.starts_at <= unit.now:
        state = "cancelled" if row.state == "cancelled" else "under way or over"
        raise GatheringOver(gathering_id=gathering_id, state=state)
    return row


def _held(unit: Unit, gathering_id: str) -> Gathering:
    row: Gathering | None = unit.session.get(Gathering, gathering_id)
    if row is None:
        raise NotFound(what="gathering", id=gathering_id[:60])
    return row
