"""Bodies that come in parts: each part is stored once, and the whole is read when all are there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ..refusals import Refusal
from .tables import Job, UploadPart

KEPT = timedelta(days=1)
_UNQUOTED = text(
    """
    UPDATE job_lines SET problem = jsonb_strip_nulls(jsonb_build_object(
             'code', problem -> 'code', 'title', problem -> 'title', 'status', problem -> 'status',
             'article', problem -> 'article',
             'errors', (SELECT jsonb_agg(jsonb_build_object('pointer', one -> 'pointer', 'column', one -> 'column'))
                          FROM jsonb_path_query(problem, '$.errors[*]') one)))
     WHERE problem IS NOT NULL AND problem <> 'null'
       AND job_id IN (SELECT id FROM jobs WHERE upload = ANY (:gone) AND state NOT IN ('queued', 'running'))
    """
)


class UploadIncomplete(Refusal):
    """Not all parts of this upload have arrived."""

    code, status = "upload_incomplete", 409
    sentence = "The upload {upload_id} is not complete; send it again."


def store_part(
    session: Session, upload_id: str, part: int, last: bool, owner: str, content: bytes, now: datetime
) -> None:
    """Keep one part; the same part sent twice is kept once."""
    row = insert(UploadPart).values(
        upload_id=upload_id, part=part, last=last, owner=owner, content=content, stored_at=now
    )
    session.execute(row.on_conflict_do_nothing())


def whole(session: Session, upload_id: str, owner: str | None = None) -> bytes:
    """Return the joined parts; raise UploadIncomplete when one is missing, or is not the owner's where one is given."""
    wanted = select(UploadPart.part, UploadPart.last, UploadPart.content).where(UploadPart.upload_id == upload_id)
    if owner is not None:
        wanted = wanted.where(UploadPart.owner == owner)
    parts = session.execute(wanted.order_by(UploadPart.part)).all()
    if not parts or not parts[-1].last or [one.part for one in parts] != list(range(len(parts))):
        raise UploadIncomplete(upload_id=upload_id)
    return b"".join(bytes(one.content) for one in parts)


def drop(session: Session, upload_id: str) -> None:
    """Drop the parts of an upload with this transaction."""
    session.execute(delete(UploadPart).where(UploadPart.upload_id == upload_id))


def forget(session: Session, now: datetime) -> None:
    """Delete the parts older than a day that no unfinished job needs, and what verdicts quote from them.

    Of a refused line its number, the code, the article and the columns stay: enough to know that and why it was
    refused, and nothing of what stood in it.
    """
    needed = select(Job.upload).where(Job.state.in_(("queued", "running")), Job.upload.is_not(None))
    old = delete(UploadPart).where(UploadPart.stored_at < now - KEPT, UploadPart.upload_id.not_in(needed))
    gone = sorted(set(session.scalars(old.returning(UploadPart.upload_id))))
    if gone:
        session.execute(_UNQUOTED, {"gone": gone})
