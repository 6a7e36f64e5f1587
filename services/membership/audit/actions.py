"""Reads the audit trail, page by page or as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.commons.audit.tables import Change
from services.commons.bindings import answers
from services.commons.canonical import json_text
from services.commons.documents.said import said
from services.commons.documents.wording import harmless, worded
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of

from . import contract
from .reading import by_field, changes, shown

ROWS = 400
# What a page or a part may weigh; in the bus's envelope it stays below 1 MiB.
MOST_BYTES = 512 * 1024
HEADINGS = (
    said("Change"), said("Recorded at"), said("Who (kind)"), said("Who"), said("Operation"), said("Cause"),
    said("Resolution"), said("Reason"), said("Made, changed or removed"), said("What"), said("Row"),
    said("Persons concerned"), said("Field"), said("Before"), said("After"),
)  # fmt: skip


@answers(contract.list_changes)
def list_changes(unit: Unit, order: str, limit: int, cursor: str | None, **asked: Any) -> Listed:
    """Return a page of the trail, with the personal values that are not erased; heavy changes make it shorter."""
    found, descending = changes(**asked), order == "newest"
    page = page_of(unit.session, found, key=[Change.seq], limit=limit, cursor=cursor, descending=descending)
    told = shown(unit.session, page.data)
    fit = _fitting([len(json.dumps(one, default=str)) for one in told])
    if fit < len(told):
        page = page_of(unit.session, found, key=[Change.seq], limit=fit, cursor=cursor, descending=descending)
    return Listed(told[:fit], page.next_cursor)


@answers(contract.download_changes)
def download_changes(
    unit: Unit, language: str, cursor: str | None, since: date | None, until: date | None, **asked: Any
) -> Chunk:
    """Return a part of the trail as CSV, oldest first: a line for each field, or one where no value is kept."""
    statement = changes(since=since, until=until, **asked)
    page = page_of(unit.session, statement, key=[Change.seq], limit=ROWS, cursor=cursor)
    told = [_lines(change) for change in shown(unit.session, page.data)]
    fit = _fitting([len(one) for one in told])
    if fit < len(told):
        page = page_of(unit.session, statement, key=[Change.seq], limit=fit, cursor=cursor)
    heading = _written([[worded(one, language) for one in HEADINGS]]) if cursor is None else b""
    content = heading + b"".join(told[:fit])
    return Chunk(content, "text/csv; charset=utf-8", page.next_cursor, f"audit-{unit.coop}.csv")


def _lines(change: dict[str, Any]) -> bytes:
    """Return the lines of one change."""
    actor = change["actor"]
    head = [change["seq"], change["at"].isoformat(), actor["kind"], actor["id"], change["operation"],
            change["cause"], change["resolution_id"], change["reason"], change["change"], change["what"],
            change["key"], " ".join(change["member_ids"])]  # fmt: skip
    unkept = change["withheld"] + (change["personal"] if change["erased_at"] else [])
    fields = [*by_field(change), *((name, "", "") for name in unkept)]
    return _written([[_cell(one) for one in (*head, *field)] for field in fields])


def _written(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _fitting(weights: Sequence[int]) -> int:
    """Return how many of the first fit together; one at least, however heavy it is."""
    total = 0
    for count, weight in enumerate(weights):
        total += weight
        if total > MOST_BYTES:
            return max(count, 1)
    return len(weights)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else json_text(value)
