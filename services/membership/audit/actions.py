"""Reads the audit trail, page by page or as a file."""

from __future__ import annotations

import csv
import io
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
HEADINGS = (
    said("Change"), said("Recorded at"), said("Who (kind)"), said("Who"), said("Operation"), said("Cause"),
    said("Resolution"), said("Reason"), said("Made, changed or removed"), said("What"), said("Row"),
    said("Persons concerned"), said("Field"), said("Before"), said("After"),
)  # fmt: skip


@answers(contract.list_changes)
def list_changes(unit: Unit, order: str, limit: int, cursor: str | None, **asked: Any) -> Listed:
    """Return a page of the trail, with the personal values that are not erased."""
    page = page_of(
        unit.session, changes(**asked), key=[Change.seq], limit=limit, cursor=cursor, descending=order == "newest"
    )
    return Listed(shown(unit.session, page.data), page.next_cursor)


@answers(contract.download_changes)
def download_changes(
    unit: Unit, language: str, cursor: str | None, since: date | None, until: date | None, **asked: Any
) -> Chunk:
    """Return a part of the trail as CSV, oldest first: a line for each field, or one where no value is kept."""
    statement = changes(since=since, until=until, **asked)
    page = page_of(unit.session, statement, key=[Change.seq], limit=ROWS, cursor=cursor)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if cursor is None:
        writer.writerow([worded(heading, language) for heading in HEADINGS])
    for change in shown(unit.session, page.data):
        actor = change["actor"]
        head = [change["seq"], change["at"].isoformat(), actor["kind"], actor["id"], change["operation"],
                change["cause"], change["resolution_id"], change["reason"], change["change"], change["what"],
                change["key"], " ".join(change["member_ids"])]  # fmt: skip
        for name, before, after in by_field(change) or ():
            writer.writerow([_cell(one) for one in (*head, name, before, after)])
        for name in change["withheld"] + (change["personal"] if change["erased_at"] else []):
            writer.writerow([_cell(one) for one in (*head, name, "", "")])
    return Chunk(text.getvalue(), "text/csv; charset=utf-8", page.next_cursor, f"audit-{unit.coop}.csv")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else json_text(value)
