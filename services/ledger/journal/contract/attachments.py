"""Documents told of an entry after it was posted."""

from __future__ import annotations

from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import Entry
from services.ledger.journal.shapes import NewAttachment


class AlreadyAttached(Refusal):
    """The entry rests on a document of this digest already."""

    code, status = "already_attached", 409
    sentence = "Entry {entry} rests on the document {sha256} already."


class AttachmentsFull(Refusal):
    """An entry rests on a limited number of documents."""

    code, status = "attachments_full", 409
    sentence = "Entry {entry} rests on {attachments} documents; there can be no more."


attach_document = ledger.command(
    "attach_document", "POST /entries/{entry_id}/attachments", body=NewAttachment, returns=Entry,
    scope="entries:write", refuses=[AlreadyAttached, AttachmentsFull],
    summary="Attach a document to a posted entry, by its name and digest",
)  # fmt: skip
