"""The operations on jobs that every service has: look, list the verdicts, cancel, resume."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy import select

from ..bindings import answers
from ..contract import Contract, QuerySchema, Schema
from ..refusals import NotFound, Refusal
from ..storage.paging import Listed, page_of
from ..storage.unit import Unit
from .mending import declare_mending
from .queue import shown
from .tables import Job, JobLine


class JobFinished(Refusal):
    """The job has ended already."""

    code, status = "job_finished", 409
    sentence = "Job {id} has ended already: {state}."


class JobView(Schema):
    """A job: where it stands, what it counted, and what it came to."""

    id = fields.String()
    operation = fields.String()
    state = fields.String(validate=validate.OneOf(["queued", "running", "succeeded", "failed", "cancelled"]))
    progress = fields.Dict()
    counts = fields.Dict()
    result = fields.Raw(allow_none=True)
    problem = fields.Raw(allow_none=True)
    created_at = fields.String()
    started_at = fields.String(allow_none=True)
    finished_at = fields.String(allow_none=True)


class JobLineView(Schema):
    """The verdict on one line."""

    line = fields.Integer()
    outcome = fields.String(validate=validate.OneOf(["created", "updated", "skipped", "refused"]))
    subject = fields.String(allow_none=True)
    problem = fields.Raw(allow_none=True)


class LinesQuery(QuerySchema):
    """Which verdicts: all, or those of one outcome."""

    outcome = fields.String(load_default=None, validate=validate.OneOf(["created", "updated", "skipped", "refused"]))


def declare_jobs(contract: Contract) -> None:
    """Declare and answer them for one service; a job's id says whose it is, so the routes are shared."""
    look = contract.query("get_job", "GET /jobs/{job_id}", returns=JobView, scope="jobs:read", summary="Look at a job")
    lines = contract.query(
        "list_job_lines", "GET /jobs/{job_id}/lines", returns=JobLineView, query=LinesQuery, paged=True,
        scope="jobs:read", summary="List a job's verdicts, line by line",
    )  # fmt: skip
    cancel = contract.command(
        "cancel_job", "POST /jobs/{job_id}/cancel", returns=JobView, scope="jobs:write", status=200,
        refuses=[JobFinished], summary="Cancel a job; the lines settled so far stay",
    )  # fmt: skip
    resume = contract.command(
        "resume_job", "POST /jobs/{job_id}/resume", returns=JobView, scope="jobs:write", status=200,
        refuses=[JobFinished], summary="Resume a cancelled or failed job where it stopped",
    )  # fmt: skip
    declare_mending(contract)
    answers(look)(lambda unit, job_id: shown(_held(unit, job_id)))
    answers(lines)(_lines)
    answers(cancel)(_cancel)
    answers(resume)(_resume)


def _held(unit: Unit, job_id: str, *, lock: bool = False) -> Job:
    job = unit.session.get(Job, job_id, with_for_update=lock or None)
    if job is None:
        raise NotFound(what="job", id=job_id)
    return job


def _lines(unit: Unit, job_id: str, outcome: str | None, limit: int, cursor: str | None) -> Listed:
    _held(unit, job_id)
    rows = select(JobLine).where(JobLine.job_id == job_id)
    if outcome:
        rows = rows.where(JobLine.outcome == outcome)
    return page_of(unit.session, rows, key=[JobLine.line], limit=limit, cursor=cursor)


def _cancel(unit: Unit, job_id: str) -> dict[str, Any]:
    job = _held(unit, job_id, lock=True)
    if job.state not in ("queued", "running"):
        raise JobFinished(id=job_id, state=job.state)
    job.cancel_requested = True
    if job.state == "queued":
        job.state, job.finished_at = "cancelled", unit.now
    return shown(job)


def _resume(unit: Unit, job_id: str) -> dict[str, Any]:
    job = _held(unit, job_id, lock=True)
    if job.state not in ("cancelled", "failed"):
        raise JobFinished(id=job_id, state=job.state)
    job.state, job.cancel_requested, job.problem, job.finished_at = "queued", False, None, None
    unit.session.info.setdefault("wakes", set()).add("jobs")
    return shown(job)
