"""Activities opened and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.events.outbox import Told
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.tables import Party

from .. import contract
from ..contract import CodeTaken, OwnersAndGroupDiffer, UnknownOwner, activity_opened
from ..tables import Activity, ActivityOwner, CooperationGroup
from .places import known_establishment


@answers(contract.open_activity)
def open_activity(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open an activity under a code that is free, for owners who are known."""
    owner_ids = list(dict.fromkeys(body["owner_ids"]))
    known = set(unit.session.scalars(select(Party.id).where(Party.id.in_(owner_ids))))
    for owner_id in owner_ids:
        if owner_id not in known:
            raise UnknownOwner(owner=owner_id)
    activity = write_activities(unit, [(body, owner_ids)])[0]
    if activity is None:
        raise CodeTaken(given=body["code"], what="activity")
    return shown(activity, owner_ids)


@answers(contract.get_activity)
def get_activity(unit: Unit, activity_id: str) -> dict[str, Any]:
    """Return an activity with its present owners."""
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(what="activity", id=activity_id)
    return shown(activity, owners_of(unit, [activity_id])[activity_id])


@answers(contract.list_activities)
def list_activities(
    unit: Unit, establishment: str | None, group_id: str | None, owner_id: str | None, code: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of activities by id."""
    statement = select(Activity)
    for column, value in (
        (Activity.establishment, establishment), (Activity.group_id, group_id), (Activity.code, code),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column == value)
    if owner_id is not None:
        owned = ActivityOwner.party_id == owner_id, ActivityOwner.until.is_(None)
        statement = statement.where(Activity.id.in_(select(ActivityOwner.activity_id).where(*owned)))
    page = page_of(unit.session, statement, key=[Activity.id], limit=limit, cursor=cursor)
    owners = owners_of(unit, [activity.id for activity in page.data])
    return Listed([shown(activity, owners[activity.id]) for activity in page.data], page.next_cursor)


def write_activities(unit: Unit, told: Sequence[tuple[dict[str, Any], Sequence[str]]]) -> list[Activity | None]:
    """Write new activities, each with the ids of its owners, and tell them; None where the code names one already."""
    for code in sorted({one["establishment"] for one, _ in told}):
        known_establishment(unit, code)
    rows = [_row(unit, one, len(owner_ids)) for one, owner_ids in told]
    written = insert(Activity).values(rows).on_conflict_do_nothing(index_elements=["code"]).returning(Activity)
    made = {activity.code: activity for activity in unit.session.scalars(written)}
    found = [made.get(one["code"]) for one, _ in told]
    owned = [(one, owner_ids) for one, (_, owner_ids) in zip(found, told, strict=True) if one is not None]
    if owned:
        unit.session.execute(insert(ActivityOwner), [
            {"activity_id": one.id, "party_id": owner_id, "since": one.opened_on, "until": None}
            for one, owner_ids in owned for owner_id in owner_ids
        ])  # fmt: skip
    unit.emit_all([_told(one, owner_ids) for one, owner_ids in owned])
    return found


def _row(unit: Unit, told: dict[str, Any], owners: int) -> dict[str, Any]:
    opened_on: date = told.get("opened_on") or unit.today
    check_not_before_founding(unit, opened_on)
    return {
        "id": new_id("act"), "code": told["code"], "label": told["label"], "establishment": told["establishment"],
        "group_id": group_of(unit, told.get("group"), told["code"], owners), "opened_on": opened_on,
        "recorded_at": unit.now,
    }  # fmt: skip


def group_of(unit: Unit, name: str | None, code: str, owners: int) -> str | None:
    """Return the cooperation group of that name, made if needed; several owners need one, and it needs several."""
    rule = unit.rules.bylaws("cooperation_groups.minimum_members", 2)
    if (owners > 1 and name is None) or (name is not None and owners < int(rule.value)):
        raise OwnersAndGroupDiffer(
            article=rule.article, given=code, owners=owners, group=name or "without a name", minimum=rule.value
        )
    if name is None:
        return None
    row = insert(CooperationGroup).values(id=new_id("grp"), name=name, recorded_at=unit.now)
    unit.session.execute(row.on_conflict_do_nothing(index_elements=["name"]))
    return unit.session.scalar(select(CooperationGroup.id).where(CooperationGroup.name == name))


def owners_of(unit: Unit, activity_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the present owners of each activity, sorted."""
    found: dict[str, list[str]] = {activity_id: [] for activity_id in activity_ids}
    rows = unit.session.execute(
        select(ActivityOwner.activity_id, ActivityOwner.party_id)
        .where(ActivityOwner.activity_id.in_(activity_ids), ActivityOwner.until.is_(None))
        .order_by(ActivityOwner.party_id)
    )
    for activity_id, party_id in rows:
        found[activity_id].append(party_id)
    return found


def tell(unit: Unit, activity: Activity, owner_ids: Sequence[str]) -> None:
    """Tell an activity and its owners as they are now."""
    unit.emit(*_told(activity, owner_ids))


def _told(activity: Activity, owner_ids: Sequence[str]) -> Told:
    return activity_opened, f"activities/{activity.id}", {
        "activity_id": activity.id, "code": activity.code, "establishment": activity.establishment,
        "owner_ids": sorted(owner_ids), "group_id": activity.group_id, "opened_on": activity.opened_on,
    }  # fmt: skip


def shown(activity: Activity, owner_ids: Sequence[str]) -> dict[str, Any]:
    """Return an activity as the API shows it."""
    columns = {column.key: getattr(activity, column.key) for column in Activity.__table__.columns}
    return {**columns, "owner_ids": sorted(owner_ids)}
