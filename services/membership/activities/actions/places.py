"""Trades, establishments and cooperation groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..as_of import establishment_on, owning_on, state_on
from ..contract.refusals import CodeTaken, EstablishmentBackwards, EstablishmentClosed, EstablishmentInUse
from ..places import check_opening, known_establishment, write_establishment
from ..rules import CLOSED
from ..tables import Activity, ActivityOwner, CooperationGroup, Establishment, Trade


@answers(contract.list_trades)
def list_trades(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return the trades by code; they fit one page."""
    names = {one["code"]: one["name"] for one in unit.rules.bylaws("trades", []).value}
    names.update(unit.session.execute(select(Trade.code, Trade.name)).all())
    return Listed([{"code": code, "name": names[code]} for code in sorted(names)])


@answers(contract.add_trade)
def add_trade(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Add a trade under a code that neither the bylaws nor the list has."""
    named = {one["code"] for one in unit.rules.bylaws("trades", []).value}
    row = insert(Trade).values(**body, recorded_at=unit.now).on_conflict_do_nothing().returning(Trade.code)
    if body["code"] in named or unit.session.execute(row).scalar() is None:
        raise CodeTaken(given=body["code"], what="trade")
    return body


@answers(contract.open_establishment)
def open_establishment(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open an establishment under a code that is free."""
    opened_on = body["opened_on"] or unit.today
    check_opening(unit, opened_on)
    if not write_establishment(unit, body["code"], body["name"], opened_on):
        raise CodeTaken(given=body["code"], what="establishment")
    return {**body, "opened_on": opened_on, "closed_on": None, "activities": 0}


@answers(contract.close_establishment)
def close_establishment(unit: Unit, establishment: str, body: dict[str, Any]) -> dict[str, Any]:
    """Close an establishment in which nothing works any more, neither today nor after its last day."""
    closed_on = body["closed_on"] or unit.today
    check_not_in_the_future(unit, closed_on)
    known_establishment(unit, establishment, date.min)
    row = unit.session.get_one(Establishment, establishment, with_for_update=True, populate_existing=True)
    if row.closed_on is not None:
        raise EstablishmentClosed(establishment=establishment, closed_on=row.closed_on)
    if row.opened_on is not None and closed_on < row.opened_on:
        raise EstablishmentBackwards(establishment=establishment, opened_on=row.opened_on, given=closed_on)
    after = closed_on + timedelta(days=1)
    here = (Activity.establishment == establishment) & (state_on(unit.today) != CLOSED)
    then = (Activity.opened_on <= after) & (establishment_on(after) == establishment) & (state_on(after) != CLOSED)
    housed = select(func.count()).select_from(Activity).where(here | then)
    if activities := unit.session.scalar(housed):
        raise EstablishmentInUse(establishment=establishment, activities=activities)
    row.closed_on = closed_on
    return _shown(row.code, row.name, row, 0)


@answers(contract.list_establishments)
def list_establishments(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return the establishments, those of the bylaws that house nothing yet included."""
    day = as_of or unit.today
    house = establishment_on(day)
    counted = (
        select(house, func.count()).select_from(Activity)
        .where(Activity.opened_on <= day, state_on(day) != CLOSED).group_by(house)
    )  # fmt: skip
    counts: dict[str, int] = {row[0]: row[1] for row in unit.session.execute(counted)}
    rows = {row.code: row for row in unit.session.scalars(select(Establishment))}
    names = {one["code"]: one["name"] for one in unit.rules_on(day).bylaws("establishments", []).value}
    names.update({code: row.name for code, row in rows.items() if row.opened_on is None or row.opened_on <= day})
    return Listed([_shown(code, names[code], rows.get(code), counts.get(code, 0)) for code in sorted(names)])


@answers(contract.list_groups)
def list_groups(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of cooperation groups with their people."""
    day = as_of or unit.today
    page = page_of(unit.session, select(CooperationGroup), key=[CooperationGroup.id], limit=limit, cursor=cursor)
    ids = [group.id for group in page.data]
    people: dict[str, set[str]] = {group_id: set() for group_id in ids}
    activities: dict[str, set[str]] = {group_id: set() for group_id in ids}
    rows = unit.session.execute(
        select(Activity.group_id, Activity.id, ActivityOwner.party_id)
        .join(ActivityOwner, ActivityOwner.activity_id == Activity.id)
        .where(Activity.group_id.in_(ids), Activity.opened_on <= day, state_on(day) != CLOSED, owning_on(day))
    )
    for group_id, activity_id, party_id in rows:
        people[str(group_id)].add(party_id)
        activities[str(group_id)].add(activity_id)
    least = int(unit.rules_on(day).bylaws("cooperation_groups.minimum_members", 2).value)
    shown = [{"id": group.id, "name": group.name, "owner_ids": sorted(people[group.id]),
              "activities": len(activities[group.id]),
              "members_missing": max(0, least - len(people[group.id])) if activities[group.id] else 0}
             for group in page.data]  # fmt: skip
    return Listed(shown, page.next_cursor)


def _shown(code: str, name: str, row: Establishment | None, activities: int) -> dict[str, Any]:
    return {"code": code, "name": name, "opened_on": row.opened_on if row else None,
            "closed_on": row.closed_on if row else None, "activities": activities}  # fmt: skip
