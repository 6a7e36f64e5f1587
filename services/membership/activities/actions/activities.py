"""Activities opened and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register.tables import Party

from .. import contract
from ..as_of import activities_on, activity_on, establishment_on, owners_on, owning_on, shown, state_on
from ..contract import CodeTaken, OwnersAndGroupDiffer, UnknownOwner
from ..contract.refusals import OwnersNeedGroup, PartsNotWhole
from ..places import check_opening, check_trade, known_establishment
from ..rules import CLOSED, are_whole
from ..tables import Activity, ActivityMove, ActivityOwner, ActivityState, CooperationGroup
from ..telling import tell, told_of

__all__ = ["group_of", "known_owners", "owners_of", "parts_of", "tell", "write_activities"]


@answers(contract.open_activity)
def open_activity(unit: Unit, body: dict[str, Any]) -> dict[str, Any] | None:
    """Open an activity under a code that is free, for owners who are known."""
    owner_ids = known_owners(unit, body["owner_ids"])
    parts_of(unit, owner_ids, body["parts"])
    check_trade(unit, body["trade"])
    activity = write_activities(unit, [(body, owner_ids)])[0]
    if activity is None:
        raise CodeTaken(given=body["code"], what="activity")
    return activity_on(unit, activity.id, max(unit.today, activity.opened_on))


@answers(contract.get_activity)
def get_activity(unit: Unit, activity_id: str, as_of: date | None) -> dict[str, Any]:
    """Return an activity as of a day; one that opens later is shown as of its first day."""
    opened_on = unit.session.scalar(select(Activity.opened_on).where(Activity.id == activity_id))
    day = as_of or max(unit.today, opened_on or unit.today)
    activity = None if opened_on is None else activity_on(unit, activity_id, day)
    if activity is None:
        raise NotFound(what="activity", id=activity_id)
    return activity


@answers(contract.activity_history)
def activity_history(unit: Unit, activity_id: str) -> dict[str, Any]:
    """Return everything that became of an activity."""
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(what="activity", id=activity_id)
    states, moves, owners = (
        _periods(unit, table, activity_id) for table in (ActivityState, ActivityMove, ActivityOwner)
    )
    first = moves[0].former if moves else activity.establishment
    return {
        "activity_id": activity_id,
        "states": [{"state": "open", "since": activity.opened_on, "reason": None}, *states],
        "places": [{"establishment": first, "since": activity.opened_on}, *moves],
        # One that was taken back on its own day was never held.
        "owners": [row for row in owners if row.until is None or row.until >= row.since],
    }  # fmt: skip


def _periods(unit: Unit, table: Any, activity_id: str) -> Sequence[Any]:
    return unit.session.scalars(select(table).where(table.activity_id == activity_id).order_by(table.since)).all()


@answers(contract.list_activities)
def list_activities(
    unit: Unit, as_of: date | None, establishment: str | None, group_id: str | None, owner_id: str | None,
    code: str | None, trade: str | None, state: str | None, owners_missing: bool | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of activities by id."""
    day = as_of or unit.today
    statement = activities_on(day)
    for column, value in (
        (establishment_on(day), establishment), (Activity.group_id, group_id), (Activity.code, code),
        (Activity.trade, trade), (state_on(day), state),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column == value)
    owned = select(ActivityOwner.activity_id).where(owning_on(day))
    if owner_id is not None:
        statement = statement.where(Activity.id.in_(owned.where(ActivityOwner.party_id == owner_id)))
    if owners_missing is not None:
        missing = Activity.id.not_in(owned) & (state_on(day) != CLOSED)
        statement = statement.where(missing if owners_missing else ~missing)
    page = page_of(unit.session, statement, key=[Activity.id], limit=limit, cursor=cursor, scalars=False)
    owners = owners_on(unit, [row.id for row in page.data], day)
    return Listed([shown(dict(row._mapping), owners[row.id], day) for row in page.data], page.next_cursor)


def known_owners(unit: Unit, owner_ids: Sequence[str]) -> list[str]:
    """Return the owners, each once; refuse whom nobody knows."""
    wanted = list(dict.fromkeys(owner_ids))
    known = set(unit.session.scalars(select(Party.id).where(Party.id.in_(wanted))))
    for owner_id in wanted:
        if owner_id not in known:
            raise UnknownOwner(owner=owner_id)
    return wanted


def parts_of(unit: Unit, owner_ids: Sequence[str], parts: Mapping[str, Fraction] | None) -> dict[str, Fraction | None]:
    """Return each owner's part; refuse parts that are not everyone's, or do not sum to one exactly."""
    if parts is None:
        return dict.fromkeys(owner_ids)
    if set(parts) != set(owner_ids) or not are_whole(list(parts.values())):
        article = unit.rules.bylaws("cooperation_groups", None).article
        raise PartsNotWhole(article=article, people=len(owner_ids), total=sum(parts.values(), Fraction()))
    return dict(parts)


def write_activities(unit: Unit, told: Sequence[tuple[dict[str, Any], Sequence[str]]]) -> list[Activity | None]:
    """Write new activities, each with the ids of its owners, and tell them; None where the code names one already."""
    for code in sorted({one["establishment"] for one, _ in told}):
        days = [one.get("opened_on") or unit.today for one, _ in told if one["establishment"] == code]
        known_establishment(unit, code, max(days))
    rows = [_row(unit, one, len(owner_ids)) for one, owner_ids in told]
    written = insert(Activity).values(rows).on_conflict_do_nothing(index_elements=["code"]).returning(Activity)
    made = {activity.code: activity for activity in unit.session.scalars(written)}
    found = [made.get(one["code"]) for one, _ in told]
    parts = {one["code"]: {owner: str(part) for owner, part in (one.get("parts") or {}).items()} for one, _ in told}
    owned = [(one, owner_ids) for one, (_, owner_ids) in zip(found, told, strict=True) if one is not None]
    if owned:
        unit.session.execute(insert(ActivityOwner), [
            {"activity_id": one.id, "party_id": owner_id, "since": one.opened_on, "until": None,
             "part": parts[one.code].get(owner_id)}
            for one, owner_ids in owned for owner_id in owner_ids
        ])  # fmt: skip
    unit.emit_all([told_of(one, owner_ids) for one, owner_ids in owned])
    return found


def _row(unit: Unit, told: dict[str, Any], owners: int) -> dict[str, Any]:
    opened_on: date = told.get("opened_on") or unit.today
    check_opening(unit, opened_on)
    return {
        "id": new_id("act"), "code": told["code"], "label": told["label"], "establishment": told["establishment"],
        "group_id": group_of(unit, told.get("group"), told["code"], owners), "opened_on": opened_on,
        "trade": told.get("trade"), "recorded_at": unit.now,
    }  # fmt: skip


def group_of(unit: Unit, name: str | None, code: str, owners: int) -> str | None:
    """Return the cooperation group of that name, made if needed; several owners need one, and it needs several."""
    rule = unit.rules.bylaws("cooperation_groups.minimum_members", 2)
    if name is None:
        if owners > 1:
            raise OwnersNeedGroup(article=rule.article, given=code, owners=owners)
        return None
    if owners < int(rule.value):
        raise OwnersAndGroupDiffer(article=rule.article, given=code, owners=owners, group=name, minimum=rule.value)
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
