"""Answers the timeline of a member, each entry with who recorded it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_

from services.commons.audit.tables import Change
from services.commons.bindings import answers
from services.commons.documents.said import Said
from services.commons.documents.wording import worded
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit
from services.membership.activities import timeline as _activities  # noqa: F401 – each room's part is registered
from services.membership.admissions import telling as _admissions  # noqa: F401 – the same
from services.membership.engagements import telling as _engagements  # noqa: F401 – the same
from services.membership.exclusions import telling as _exclusions  # noqa: F401 – the same
from services.membership.governance import telling as _governance  # noqa: F401 – the same
from services.membership.register import telling as _register  # noqa: F401 – the same
from services.membership.register.parties import check_known
from services.membership.requests import telling as _requests  # noqa: F401 – the same
from services.membership.shifts import telling as _shifts  # noqa: F401 – the same

from . import contract
from .telling import Entry, told_of

MOST_CHANGES = 50
Row = tuple[str, str]


@answers(contract.get_timeline)
def get_timeline(
    unit: Unit, member_id: str, as_of: date | None, language: str, limit: int, cursor: str | None
) -> Listed:
    """Return a page of a life; the cursor is the place in it, which stays as long as nothing older is entered."""
    check_known(unit, member_id)
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 9):
        raise InvalidCursor()
    start = int(cursor or 0)
    entries = told_of(unit, member_id, as_of)
    page = entries[start : start + limit]
    recorded = _recorded(unit, member_id, page)
    following = str(start + limit) if start + limit < len(entries) else None
    return Listed([_shown(entry, language, recorded) for entry in page], following)


def _recorded(unit: Unit, member_id: str, entries: Sequence[Entry]) -> dict[Row, list[Change]]:
    """Return the changes of the rows that these entries are told from, oldest first, by one statement."""
    rows = sorted({row for entry in entries for row in entry.rows})
    found: dict[Row, list[Change]] = defaultdict(list)
    if rows:
        place = tuple_(Change.table_name, Change.key)
        told = select(Change).where(Change.parties.contains([member_id]), place.in_(rows))
        for change in unit.session.scalars(told.order_by(Change.seq)):
            found[change.table_name, change.key].append(change)
    return found


def _shown(entry: Entry, language: str, recorded: dict[Row, list[Change]]) -> dict[str, Any]:
    changes = [change for row in entry.rows for change in recorded.get(row, ())][:MOST_CHANGES]
    # Who wrote it down as it is: of the changes made at that moment or before, the latest.
    then = [change for change in changes if change.at <= entry.recorded_at] or changes[:1]
    values = {name: _sayable(value) for name, value in entry.values.items()}
    return {
        "on": entry.on, "kind": entry.kind, "what": worded(Said(entry.what, values), language),
        "values": {name: _plain(value) for name, value in entry.values.items()}, "recorded_at": entry.recorded_at,
        "by": {"kind": then[-1].actor_kind, "id": then[-1].actor_id} if then else None,
        "changes": [change.seq for change in changes],
    }  # fmt: skip


def _sayable(value: Any) -> Any:
    return str(value) if isinstance(value, bool | list | dict) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
