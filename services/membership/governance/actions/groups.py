"""Working groups: self-managed, each with the referents that the statutes ask for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.leaving import clears

from .. import contract
from ..contract.refusals import GroupNameTaken, NotInGroup, TooManyReferents, UnknownGroup
from ..tables import GroupPlace, WorkingGroup


@answers(contract.open_group)
def open_group(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open a working group; one that the statutes name may be opened under its name there."""
    if not _write(unit, body["slug"], body["name"]):
        raise GroupNameTaken(slug=body["slug"])
    return _shown(unit, unit.today, body["slug"])


@answers(contract.list_groups)
def list_groups(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return every working group, those of the statutes that nobody has joined yet included."""
    return Listed(_all_shown(unit, as_of or unit.today))


@answers(contract.get_group)
def get_group(unit: Unit, slug: str, as_of: date | None) -> dict[str, Any]:
    """Return one working group as of a day."""
    return _shown(unit, as_of or unit.today, slug)


@answers(contract.join_group)
def join_group(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let members join; who belongs to the group already stays in it."""
    _lock(unit, slug)
    within = _shown(unit, unit.today, slug)["member_ids"]
    for member_id in sorted(set(body["member_ids"]) - set(within)):
        _place(unit, slug, member_id, "member")
    return _shown(unit, unit.today, slug)


@answers(contract.leave_group)
def leave_group(unit: Unit, slug: str, member_id: str) -> dict[str, Any]:
    """Let a member leave, as a referent too."""
    _lock(unit, slug)
    if not _vacate(unit, member_id, unit.today - timedelta(days=1), slug=slug):
        raise NotInGroup(member_id=member_id, slug=slug)
    return _shown(unit, unit.today, slug)


@answers(contract.name_referent)
def name_referent(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Name a referent among the members of the group, up to the number that the statutes ask for."""
    _lock(unit, slug)
    asked, group = unit.rules.statutes("governance.working_groups.referents", 0), _shown(unit, unit.today, slug)
    if body["member_id"] not in group["member_ids"]:
        raise NotInGroup(article=asked.article, member_id=body["member_id"], slug=slug)
    if body["member_id"] not in group["referent_ids"]:
        if len(group["referent_ids"]) >= int(asked.value):
            raise TooManyReferents(article=asked.article, slug=slug, referents=asked.value)
        _place(unit, slug, body["member_id"], "referent")
    return _shown(unit, unit.today, slug)


@answers(contract.end_referent)
def end_referent(unit: Unit, slug: str, member_id: str) -> dict[str, Any]:
    """Let a referent step down and stay a member of the group."""
    _lock(unit, slug)
    if not _vacate(unit, member_id, unit.today - timedelta(days=1), slug=slug, role="referent"):
        raise NotInGroup(member_id=member_id, slug=slug)
    return _shown(unit, unit.today, slug)


@clears("working_groups")
def clear_places(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End every place of a leaver with the last day of the membership."""
    return _vacate(unit, member_id, left_on)


def _place(unit: Unit, slug: str, member_id: str, role: str) -> None:
    """Give a place to a member, for no longer than the membership is known to last."""
    parties.locked(unit, member_id)
    last_day = check_is_member(unit, member_id, unit.today)
    unit.session.add(
        GroupPlace(id=new_id("wgp"), group_slug=slug, member_id=member_id, role=role, since=unit.today, until=last_day,
                   recorded_at=unit.now)
    )  # fmt: skip
    unit.session.flush()


def _vacate(unit: Unit, member_id: str, until: date, *, slug: str | None = None, role: str | None = None) -> int:
    """End a member's running places with a day; return how many. One that began later was never held."""
    running = [GroupPlace.member_id == member_id, or_(GroupPlace.until.is_(None), GroupPlace.until > until)]
    if slug is not None:
        running.append(GroupPlace.group_slug == slug)
    if role is not None:
        running.append(GroupPlace.role == role)
    ended = unit.session.execute(update(GroupPlace).where(*running).values(until=until).returning(GroupPlace.id))
    return len(ended.all())


def _lock(unit: Unit, slug: str) -> None:
    """Hold a working group until the end of the transaction, so that no third referent slips in."""
    names = _named_by_statutes(unit)
    if slug in names:
        _write(unit, slug, names[slug])
    found = unit.session.scalar(select(WorkingGroup.slug).where(WorkingGroup.slug == slug).with_for_update())
    if found is None:
        raise UnknownGroup(article=unit.rules.statutes("governance.working_groups", None).article, slug=slug)


def _write(unit: Unit, slug: str, name: str) -> bool:
    row = insert(WorkingGroup).values(slug=slug, name=name, recorded_at=unit.now)
    return unit.session.execute(row.on_conflict_do_nothing().returning(WorkingGroup.slug)).scalar() is not None


def _named_by_statutes(unit: Unit) -> dict[str, str]:
    return {one["slug"]: one["name"] for one in unit.rules.statutes("governance.working_groups.groups", []).value}


def _shown(unit: Unit, day: date, slug: str) -> dict[str, Any]:
    for group in _all_shown(unit, day):
        if group["slug"] == slug:
            return group
    raise UnknownGroup(article=unit.rules.statutes("governance.working_groups", None).article, slug=slug)


def _all_shown(unit: Unit, day: date) -> list[dict[str, Any]]:
    asked = unit.rules.statutes("governance.working_groups.referents", 0)
    names = _named_by_statutes(unit)
    names.update(unit.session.execute(select(WorkingGroup.slug, WorkingGroup.name)).all())
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = unit.session.execute(
        select(GroupPlace.group_slug, GroupPlace.role, GroupPlace.member_id)
        .where(GroupPlace.since <= day, or_(GroupPlace.until.is_(None), GroupPlace.until >= day))
        .order_by(GroupPlace.member_id)
    )
    for slug, role, member_id in rows:
        places[slug, role].append(member_id)
    return [
        {"slug": slug, "name": names[slug], "members": len(places[slug, "member"]),
         "member_ids": places[slug, "member"], "referent_ids": places[slug, "referent"],
         "referents_missing": max(0, int(asked.value) - len(places[slug, "referent"])), "article": asked.article,
         "as_of": day}
        for slug in sorted(names)
    ]  # fmt: skip
