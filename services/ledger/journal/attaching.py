"""Attaches documents to posted entries: rows of their own, so that the entry stays what it was."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from services.commons.bindings import answers
from services.commons.storage import Unit

from .contract import attachments as contract
from .searching import held
from .shapes import MOST_ATTACHMENTS
from .showing import shown
from .tables import Attachment


@answers(contract.attach_document)
def attach_document(unit: Unit, entry_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Attach one document to an entry, as its next one."""
    entry = held(unit.session, entry_id, lock=True)
    digests = unit.session.scalars(select(Attachment.sha256).where(Attachment.entry == entry.seq)).all()
    if body["sha256"] in digests:
        raise contract.AlreadyAttached(entry=entry_id, sha256=body["sha256"])
    if len(digests) >= MOST_ATTACHMENTS:
        raise contract.AttachmentsFull(entry=entry_id, attachments=len(digests))
    row = {**body, "entry": entry.seq, "number": len(digests) + 1, "recorded_at": unit.now}
    unit.session.execute(insert(Attachment).values(row))
    return shown(unit.session, entry.seq)
