"""Working groups: self-managed, each with the referents that the statutes ask for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears

from .. import contract
from ..contract.refusals import (
    GroupClosed,
    GroupInStatutes,
    GroupNameTaken,
    NotInGroup,
    TooManyReferents,
)
from ..groups import all_shown, enter_group, group_shown, hold_group, named_by_statutes
from ..rules import end_of_term
from ..tables import GroupPlace

TERM = "governance.working_groups.referent_months"


@answers(contract.open_group)
def open_group(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open a working group; one that the statutes name may be opened under its name there."""
    slug = body["slug"]
    opened_on = None if slug in named_by_statutes(unit, unit.today) else unit.today
    if not enter_group(unit, slug, body["name"], body["purpose"], opened_on):
        raise GroupNameTaken(slug=slug)
    return group_shown(unit, unit.today, slug)


@answers(contract.change_group)
def change_group(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change what a group was given to do, and the name of one that the statutes do not name."""
    row = hold_group(unit, slug)
    if "name" in body and slug in named_by_statutes(unit, unit.today):
        raise GroupInStatutes(slug=slug, article=unit.rules.statutes("governance.working_groups").article)
    for field, value in body.items():
        setattr(row, field, value)
    unit.session.flush()
    return group_shown(unit, unit.today, slug)


@answers(contract.close_group)
def close_group(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Close a group that the statutes do not name; its members and referents leave it with its last day."""
    if slug in named_by_statutes(unit, unit.today):
        raise GroupInStatutes(slug=slug, article=unit.rules.statutes("governance.working_groups").article)
    closed_on = body["closed_on"] or unit.today
    check_not_in_the_future(unit, closed_on)
    row = hold_group(unit, slug)
    if row.opened_on is not None and closed_on < row.opened_on:
        raise GroupClosed(slug=slug, opened_on=row.opened_on, closed_on=closed_on)
    row.closed_on, row.closed_for = closed_on, body["reason"]
    unit.session.execute(
        update(GroupPlace)
        .where(GroupPlace.group_slug == slug, or_(GroupPlace.until.is_(None), GroupPlace.until > closed_on))
        .values(until=closed_on)
    )
    unit.session.flush()
    return group_shown(unit, closed_on, slug)


@answers(contract.list_groups)
def list_groups(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return every working group, those of the statutes that nobody has joined yet included."""
    return Listed(all_shown(unit, as_of or unit.today))


@answers(contract.get_group)
def get_group(unit: Unit, slug: str, as_of: date | None) -> dict[str, Any]:
    """Return one working group as of a day."""
    return group_shown(unit, as_of or unit.today, slug)


@answers(contract.join_group)
def join_group(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let members join; who belongs to the group already stays in it."""
    hold_group(unit, slug)
    within = group_shown(unit, unit.today, slug)["member_ids"]
    for member_id in sorted(set(body["member_ids"]) - set(within)):
        place(unit, slug, member_id, "member")
    return group_shown(unit, unit.today, slug)


@answers(contract.leave_group)
def leave_group(unit: Unit, slug: str, member_id: str) -> dict[str, Any]:
    """Let a member leave, as a referent too."""
    hold_group(unit, slug)
    if not _vacate(unit, member_id, unit.today - timedelta(days=1), slug=slug):
        raise NotInGroup(member_id=member_id, slug=slug)
    return group_shown(unit, unit.today, slug)


@answers(contract.name_referent)
def name_referent(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Name a referent among the members of the group, beyond the number that the statutes ask for only if told to."""
    hold_group(unit, slug)
    group = group_shown(unit, unit.today, slug)
    if body["member_id"] not in group["member_ids"]:
        raise NotInGroup(article=group["article"], member_id=body["member_id"], slug=slug)
    if body["member_id"] not in group["referent_ids"]:
        if not body["beyond_statutes"]:
            check_referents(unit, slug)
        place(unit, slug, body["member_id"], "referent")
    return group_shown(unit, unit.today, slug)


@answers(contract.end_referent)
def end_referent(unit: Unit, slug: str, member_id: str) -> dict[str, Any]:
    """Let a referent step down and stay a member of the group."""
    hold_group(unit, slug)
    if not _vacate(unit, member_id, unit.today - timedelta(days=1), slug=slug, role="referent"):
        raise NotInGroup(member_id=member_id, slug=slug)
    return group_shown(unit, unit.today, slug)


@clears("working_groups")
def clear_places(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End every place of a leaver with the last day of the membership."""
    return _vacate(unit, member_id, left_on)


def check_referents(unit: Unit, slug: str) -> None:
    """Refuse one referent more than the statutes ask for; the caller holds the group."""
    asked, group = unit.rules.statutes("governance.working_groups.referents", 0), group_shown(unit, unit.today, slug)
    if len(group["referent_ids"]) >= int(asked.value):
        raise TooManyReferents(article=asked.article, slug=slug, referents=asked.value)


def place(
    unit: Unit, slug: str, member_id: str, role: str, *, since: date | None = None, until: date | None = None
) -> None:
    """Give a place to a member from a day on (today), until another or the end of the referents' term.

    It lasts no longer than the membership is known to.
    """
    parties.locked(unit, member_id)
    first = since or unit.today
    last_day = check_is_member(unit, member_id, first)
    months = unit.rules.statutes(TERM, None).value if role == "referent" else None
    term = end_of_term(first, months) if months else None
    until = min(filter(None, (last_day, term, until)), default=None)
    unit.session.add(
        GroupPlace(id=new_id("wgp"), group_slug=slug, member_id=member_id, role=role, since=first, until=until,
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
