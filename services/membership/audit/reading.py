"""Reads the trail: the changes that a query asks for, each with its personal values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.commons.audit import Audited, audited_tables
from services.commons.audit.tables import Change, PersonalChange
from services.commons.clock import LEGAL_ZONE
from services.commons.storage import tables_of


def changes(
    *, member_id: str | None = None, table: str | None = None, key: str | None = None, actor: str | None = None,
    operation: str | None = None, since: date | None = None, until: date | None = None,
) -> Select[Any]:  # fmt: skip
    """Return the statement that selects changes; days are legal days, inclusive."""
    found = select(Change)
    if member_id is not None:
        found = found.where(Change.parties.contains([member_id]))
    for column, value in ((Change.table_name, table), (Change.key, key), (Change.actor_id, actor)):
        if value is not None:
            found = found.where(column == value)
    if operation is not None:
        # With its service or without.
        found = found.where(Change.operation.in_((operation, f"membership.{operation}")))
    if since is not None:
        found = found.where(Change.at >= _begin(since))
    if until is not None and until < date.max:
        found = found.where(Change.at < _begin(until + timedelta(days=1)))
    return found


def shown(session: Session, rows: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as the API shows them; personal values are read for all of them in one statement."""
    seqs = [row.seq for row in rows if row.aside]
    found = session.scalars(select(PersonalChange).where(PersonalChange.seq.in_(seqs))) if seqs else ()
    personal = {one.seq: one for one in found}
    declared = audited_tables(tables_of("membership").metadata)
    return [_shown(row, personal.get(row.seq), declared.get(row.table_name)) for row in rows]


def _shown(row: Change, personal: PersonalChange | None, declared: Audited | None) -> dict[str, Any]:
    withheld = set(declared.withheld) if declared else set()
    before, after = row.before, row.after
    if personal is not None:
        before = None if before is None else {**before, **(personal.before or {})}
        after = None if after is None else {**after, **(personal.after or {})}
    change = "made" if row.before is None else "removed" if row.after is None else "changed"
    return {
        "seq": row.seq, "at": row.at, "actor": {"kind": row.actor_kind, "id": row.actor_id},
        "operation": row.operation, "cause": row.cause, "resolution_id": row.resolution, "reason": row.reason,
        "trace": row.trace, "change": change, "what": declared.words if declared else row.table_name,
        "table": row.table_name, "key": row.key, "member_ids": row.parties, "before": before, "after": after,
        "personal": sorted(set(row.aside) - withheld), "withheld": sorted(withheld.intersection(row.aside)),
        "erased_at": personal.erased_at if personal else None,
    }  # fmt: skip


def by_field(change: dict[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    """Return (field, before, after) of each field of a change that was or became anything."""
    before, after = change["before"] or {}, change["after"] or {}
    for name in sorted({*before, *after}):
        if before.get(name) is not None or after.get(name) is not None:
            yield name, before.get(name), after.get(name)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_ZONE)
