"""Activities from a sheet, by code, so that the same sheet sent twice changes nothing.

One that is sent again later undoes nothing that was decided since: an activity does not go back to where it moved away
from, nor to an owner who has left the cooperative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.storage import Unit
from services.membership.engagements.people import belongs_until
from services.membership.register.tables import Party

from .. import contract
from ..contract import UnknownOwner
from ..owners import set_owners
from ..places import known_establishment
from ..sheets import read_activities
from ..tables import Activity, ActivityMove, ActivityOwner
from .activities import group_of, owners_of, tell, write_activities
from .changes import move


def import_activities(unit: Unit, rows: Sequence[dict[str, Any]], dry_run: bool) -> list[Verdict]:
    """Take in many activities: open them, bring them up to date, or find them as they are."""
    owner_ids = _owners(unit, [row["owner_external_ids"] for row in rows])
    codes = [row["code"] for row in rows]
    locked = select(Activity).where(Activity.code.in_(codes)).order_by(Activity.code).with_for_update()
    held = {activity.code: activity for activity in unit.session.scalars(locked)}
    fresh = [(row, owners) for row, owners in zip(rows, owner_ids, strict=True) if row["code"] not in held]
    opened = iter(write_activities(unit, fresh) if fresh else ())
    verdicts = []
    for row, owners in zip(rows, owner_ids, strict=True):
        if row["code"] in held:
            verdicts.append(_brought_up_to_date(unit, held[row["code"]], row, owners))
        else:
            activity = next(opened)
            verdicts.append(Verdict("skipped") if activity is None else Verdict("created", activity.id))
    return verdicts


@answers(contract.import_activities, items=read_activities, chunk=100, together=import_activities)
def import_activity(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one activity."""
    return import_activities(unit, [row], dry_run)[0]


def _brought_up_to_date(unit: Unit, held: Activity, row: dict[str, Any], owner_ids: list[str]) -> Verdict:
    """Bring an activity up to date: a new establishment is a move today, and other owners have it from today on."""
    news = {"label": row["label"], "group_id": group_of(unit, row.get("group"), row["code"], len(owner_ids))}
    moves, before = _moves(unit, held, row["establishment"]), owners_of(unit, [held.id])[held.id]
    handed_on = before != sorted(owner_ids) and not _names_departed(unit, held, owner_ids)
    if not (moves or handed_on) and all(getattr(held, name) == value for name, value in news.items()):
        return Verdict("skipped", held.id)
    for name, value in news.items():
        setattr(held, name, value)
    if moves:
        move(unit, held, row["establishment"], unit.today)
    if handed_on:
        set_owners(unit, held.id, dict.fromkeys(owner_ids), unit.today)
    unit.session.flush()
    tell(unit, held, owner_ids if handed_on else before)
    return Verdict("updated", held.id)


def _moves(unit: Unit, held: Activity, establishment: str) -> bool:
    """Say whether a line moves an activity: to an establishment that is open, and that it did not move away from."""
    if establishment == held.establishment:
        return False
    left = select(ActivityMove.since).where(ActivityMove.activity_id == held.id, ActivityMove.former == establishment)
    if unit.session.scalar(left.limit(1)) is not None:
        return False
    known_establishment(unit, establishment)
    return True


def _names_departed(unit: Unit, held: Activity, owner_ids: Sequence[str]) -> bool:
    """Say whether a line is older than a departure: it names an owner of before who has left, or is about to."""
    ended = select(ActivityOwner.party_id).where(
        ActivityOwner.activity_id == held.id, ActivityOwner.party_id.in_(owner_ids), ActivityOwner.until.is_not(None)
    )
    former = set(unit.session.scalars(ended)) - set(owners_of(unit, [held.id])[held.id])
    return any(last_day is not None for last_day in belongs_until(unit, former).values())


def _owners(unit: Unit, texts: Sequence[str]) -> list[list[str]]:
    """Return the ids of the owners that each text names by external ids."""
    named = [
        list(dict.fromkeys(part.strip() for part in re.split(r"[|\n]", text) if part.strip())) for text in texts
    ]
    known = select(Party.external_id, Party.id).where(Party.external_id.in_({one for names in named for one in names}))
    found: dict[str | None, str] = dict(unit.session.execute(known).all())
    for text, names in zip(texts, named, strict=True):
        for unknown in [name for name in names if name not in found] or ([] if names else [text]):
            raise UnknownOwner(owner=unknown)
    return [[found[name] for name in names] for names in named]
