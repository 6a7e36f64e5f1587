"""Takes a job in: one row, in the transaction of the command that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..ids import new_id
from .tables import Job, UploadPart
from .uploads import UploadIncomplete, store_part

if TYPE_CHECKING:
    from ..contract.operation import Operation
    from ..requests.request import Request
    from ..storage.unit import Unit


def enqueue(unit: Unit, operation: Operation, request: Request, arguments: dict[str, Any]) -> dict[str, Any]:
    """Record the job and return how it is shown; ``arguments`` have been validated already."""
    if operation.accepts[0] != "application/json":
        last = select(UploadPart.last).where(
            UploadPart.upload_id == (request.upload or ""), UploadPart.last, UploadPart.owner == request.actor.id
        )
        if unit.session.scalar(last) is None:
            raise UploadIncomplete(upload_id=request.upload)
    job_id = new_id(f"job_{unit.service}")
    if request.text is not None:
        # A long body that came in one message is kept like one that came in parts, until the job has read it.
        store_part(unit.session, job_id, 0, True, request.actor.id, request.text, unit.now)
    job = Job(
        id=job_id, operation=operation.name, state="queued",
        request={"path": request.path, "query": request.query, "body": request.body, "reason": request.reason,
                 "kind": unit.actor.kind},
        upload=request.upload if request.text is None else job_id,
        actor=unit.actor.id, trace=unit.trace, total=None, checkpoint=0, counts={}, cancel_requested=False,
        created_at=unit.now,
    )  # fmt: skip
    unit.session.add(job)
    unit.session.info.setdefault("wakes", set()).add("jobs")
    return shown(job)


def shown(job: Job) -> dict[str, Any]:
    """Return a job as the API shows it."""
    return {
        "id": job.id,
        "operation": job.operation,
        "state": job.state,
        "progress": {"settled": job.checkpoint, "total": job.total},
        "counts": job.counts,
        "result": job.result,
        "problem": job.problem,
        "created_at": job.created_at.isoformat(),
        "started_at": job.started_at.isoformat() if job.started_at else None,
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
    }
