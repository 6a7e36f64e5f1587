"""Activities from a sheet, by code, so that the same sheet sent twice changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.storage import Unit
from services.membership.register.tables import Party

from .. import contract
from ..contract import UnknownOwner
from ..sheets import read_activities
from ..tables import Activity, ActivityOwner
from .activities import group_of, owners_of, tell, write_activity
from .places import known_establishment


@answers(contract.import_activities, items=read_activities, chunk=100)
def import_activity(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one activity: open it, bring it up to date, or find it as it is."""
    owner_ids = _owners(unit, row["owner_external_ids"])
    held = unit.session.scalar(select(Activity).where(Activity.code == row["code"]).with_for_update())
    if held is None:
        opened = write_activity(unit, row, owner_ids)
        return Verdict("skipped") if opened is None else Verdict("created", opened.id)
    known_establishment(unit, row["establishment"])
    news = {"label": row["label"], "establishment": row["establishment"],
            "group_id": group_of(unit, row.get("group"), row["code"], len(owner_ids))}  # fmt: skip
    before = owners_of(unit, [held.id])[held.id]
    if before == sorted(owner_ids) and all(getattr(held, name) == value for name, value in news.items()):
        return Verdict("skipped", held.id)
    for name, value in news.items():
        setattr(held, name, value)
    unit.session.flush()
    _replace_owners(unit, held.id, set(before), set(owner_ids))
    tell(unit, held, owner_ids)
    return Verdict("updated", held.id)


def _owners(unit: Unit, text: str) -> list[str]:
    external_ids = list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
    found = dict(unit.session.execute(
        select(Party.external_id, Party.id).where(Party.external_id.in_(external_ids))
    ).all())  # fmt: skip
    for external_id in external_ids:
        if external_id not in found:
            raise UnknownOwner(owner=external_id)
    if not external_ids:
        raise UnknownOwner(owner=text)
    return [found[external_id] for external_id in external_ids]


def _replace_owners(unit: Unit, activity_id: str, before: set[str], after: set[str]) -> None:
    """End those who own it no more yesterday, and begin the others today; who began today is taken back."""
    present = ActivityOwner.activity_id == activity_id, ActivityOwner.until.is_(None)
    unit.session.execute(
        update(ActivityOwner)
        .where(*present, ActivityOwner.party_id.in_(before - after))
        .values(until=unit.today - timedelta(days=1))
    )
    fresh = [{"activity_id": activity_id, "party_id": party_id, "since": unit.today, "until": None}
             for party_id in sorted(after - before)]  # fmt: skip
    if fresh:
        rows = insert(ActivityOwner)
        unit.session.execute(
            rows.on_conflict_do_update(index_elements=["activity_id", "party_id", "since"], set_={"until": None}), fresh
        )
