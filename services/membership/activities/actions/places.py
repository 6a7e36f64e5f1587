"""Establishments and cooperation groups."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..contract import CodeTaken, UnknownEstablishment
from ..tables import Activity, ActivityOwner, CooperationGroup, Establishment


@answers(contract.open_establishment)
def open_establishment(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open an establishment under a code that is free."""
    if not _write(unit, body["code"], body["name"]):
        raise CodeTaken(given=body["code"], what="establishment")
    return {**body, "activities": 0}


@answers(contract.list_establishments)
def list_establishments(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return the establishments, those of the bylaws that house nothing yet included."""
    counted = select(Activity.establishment, func.count()).group_by(Activity.establishment)
    counts: dict[str, int] = dict(unit.session.execute(counted).all())
    names = {one["code"]: one["name"] for one in unit.rules.bylaws("establishments", []).value}
    names.update(unit.session.execute(select(Establishment.code, Establishment.name)).all())
    return Listed([{"code": code, "name": names[code], "activities": counts.get(code, 0)} for code in sorted(names)])


@answers(contract.list_groups)
def list_groups(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return a page of cooperation groups with their people."""
    page = page_of(unit.session, select(CooperationGroup), key=[CooperationGroup.id], limit=limit, cursor=cursor)
    ids = [group.id for group in page.data]
    people: dict[str, set[str]] = {group_id: set() for group_id in ids}
    activities: dict[str, set[str]] = {group_id: set() for group_id in ids}
    rows = unit.session.execute(
        select(Activity.group_id, Activity.id, ActivityOwner.party_id)
        .join(ActivityOwner, ActivityOwner.activity_id == Activity.id)
        .where(Activity.group_id.in_(ids), ActivityOwner.until.is_(None))
    )
    for group_id, activity_id, party_id in rows:
        people[str(group_id)].add(party_id)
        activities[str(group_id)].add(activity_id)
    shown = [{"id": group.id, "name": group.name, "owner_ids": sorted(people[group.id]),
              "activities": len(activities[group.id])} for group in page.data]  # fmt: skip
    return Listed(shown, page.next_cursor)


def known_establishment(unit: Unit, code: str) -> None:
    """Make sure that an establishment is on record: opened before, or named by the bylaws; else refuse."""
    if unit.session.get(Establishment, code) is not None:
        return
    bylaws = unit.rules.bylaws("establishments", [])
    name = next((one["name"] for one in bylaws.value if one["code"] == code), None)
    if name is None:
        raise UnknownEstablishment(article=bylaws.article, establishment=code)
    _write(unit, code, name)


def _write(unit: Unit, code: str, name: str) -> bool:
    row = insert(Establishment).values(code=code, name=name, recorded_at=unit.now)
    return unit.session.execute(row.on_conflict_do_nothing().returning(Establishment.code)).scalar() is not None
