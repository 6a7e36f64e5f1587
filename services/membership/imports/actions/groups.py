"""Takes in working groups with who belongs to them and who speaks for them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.sheets.folding import folded
from services.commons.storage import Unit
from services.membership.governance.actions.groups import check_referents, place
from services.membership.governance.contract.refusals import UnknownGroup
from services.membership.governance.groups import enter_group, groups_open, hold_group
from services.membership.governance.tables import GroupPlace, WorkingGroup
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..sheets import read_groups
from ..who import one_known_as


@answers(contract.import_groups, items=read_groups, chunk=100)
def import_group(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one line: the group is opened where there is none of that name, and the member placed in it."""
    since = row.get("since") or unit.today
    check_not_in_the_future(unit, since)
    slug, opened = _group(unit, row["group"], since)
    group = hold_group(unit, slug)
    if since < (group.opened_on or since):
        # It was there before anybody said so: the earliest place tells since when.
        group.opened_on = since
    explained = row.get("purpose") is not None and group.purpose is None
    if explained:
        group.purpose = row["purpose"]
    unit.session.flush()
    placed = _placed(unit, slug, row, since) if row.get("member") else False
    if not (opened or explained or placed):
        return Verdict("skipped", slug)
    return Verdict("created" if opened or placed else "updated", slug)


def _group(unit: Unit, said: str, since: date) -> tuple[str, bool]:
    """Return the slug of the group that a line names, and whether it was opened for it."""
    closed = select(WorkingGroup.slug, WorkingGroup.name).where(WorkingGroup.closed_on.is_not(None))
    known = {row.slug: row.name for row in unit.session.execute(closed)} | groups_open(unit, unit.today)
    names = {folded(name): slug for slug, name in known.items()} | {folded(slug): slug for slug in known}
    if folded(said) in names:
        return names[folded(said)], False
    slug = "-".join(re.findall(r"[a-z0-9]+", folded(said)))[:60].strip("-")
    if not slug:
        raise UnknownGroup(article=unit.rules.statutes("governance.working_groups", None).article, slug=said)
    return slug, enter_group(unit, slug, said, opened_on=since)


def _placed(unit: Unit, slug: str, row: dict[str, Any], since: date) -> bool:
    """Give a member the place of a line, unless it was held already, be it until another day."""
    member_id = one_known_as(unit, row["member"])
    until = row.get("until")
    if until is not None:
        check_not_in_the_future(unit, until)
    wanted = ("member", "referent") if row["role"] == "referent" else ("member",)
    missing = [role for role in wanted if not _was_held(unit, slug, member_id, role, row.get("since"), until)]
    if "referent" in missing and (until is None or until >= unit.today):
        check_referents(unit, slug)
    for role in missing:
        place(unit, slug, member_id, role, since=since, until=until)
    return bool(missing)


def _was_held(unit: Unit, slug: str, member_id: str, role: str, since: date | None, until: date | None) -> bool:
    """Say whether a place was held on the day that a line says; without a day, on any."""
    held = select(GroupPlace.id).where(GroupPlace.group_slug == slug, GroupPlace.member_id == member_id,
                                       GroupPlace.role == role)  # fmt: skip
    if since is not None:
        held = held.where(or_(GroupPlace.until.is_(None), GroupPlace.until >= since))
        if until is not None:
            held = held.where(GroupPlace.since <= until)
    return unit.session.scalar(held.limit(1)) is not None
