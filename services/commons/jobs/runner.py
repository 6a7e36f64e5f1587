"""Runs jobs: a chunk of lines a transaction, its verdicts and the checkpoint with it, so a crash costs nothing."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from ..audit import Act, tell
from ..bindings import ANSWERS, Answer
from ..canonical import json_text
from ..clock import Clock
from ..contract.operation import Operation
from ..contract.service import CONTRACTS
from ..events.received import described, is_transient
from ..refusals import Refusal
from ..requests.validation import load, load_body
from ..storage.database import Database
from ..storage.unit import Actor, Unit
from ..workers.offload import offload
from .line import Line, Verdict
from .tables import Job, JobLine
from .uploads import whole

Pause = Callable[[float], None]
log = logging.getLogger(__name__)
FINISHED = ("succeeded", "failed", "cancelled")


class _RolledBack(Exception):
    """Leaves a transaction without keeping anything."""


def run_next(database: Database, clock: Clock, pause: Pause = lambda seconds: None) -> bool:
    """Run the oldest unfinished job to its end; return False when there is none.

    Two runners may meet: each chunk locks the job's row and starts from the checkpoint found there.
    """
    with database.reading() as session:
        job = session.scalar(
            select(Job).where(Job.state.in_(("queued", "running"))).order_by(Job.created_at, Job.id).limit(1)
        )
    if job is None:
        return False
    try:
        operation = CONTRACTS[database.service].operations[job.operation]
        _run(database, clock, job, operation, ANSWERS[operation], pause)
    except Exception as error:
        if is_transient(error):
            raise
        if not isinstance(error, Refusal):
            told = {"coop": database.coop, "service": database.service, "job": job.id, "trace": job.trace}
            log.exception("a job failed", extra=told)
        problem = error.problem() if isinstance(error, Refusal) else {"code": "job_failed", "detail": described(error)}
        _finish(database, clock, job.id, "failed", problem=problem)
    return True


def _run(database: Database, clock: Clock, job: Job, operation: Operation, answer: Answer, pause: Pause) -> None:
    arguments = _arguments(database, job, operation)
    lines = _lines(database, job, operation, answer, arguments)
    arguments = {name: value for name, value in arguments.items() if name not in _for_items(operation)}
    with database.transaction() as session:
        row = session.get_one(Job, job.id, with_for_update=True)
        if row.state in FINISHED:
            return  # cancelled, or run to its end by another runner, since it was looked up
        row.state, row.started_at, row.total = "running", row.started_at or clock(), len(lines)
    if arguments.get("dry_run") or answer.atomic:
        _run_whole(database, clock, job, answer, arguments, lines)
        return
    while True:
        with database.transaction() as session:
            row = session.get_one(Job, job.id, with_for_update=True)
            if row.state in FINISHED:
                return
            if row.cancel_requested:
                row.state, row.finished_at = "cancelled", clock()
                return
            chunk = lines[row.checkpoint : row.checkpoint + answer.chunk]
            unit = _acting(database, clock, session, job)
            if not chunk:
                row.result = answer.finish(unit, **arguments) if answer.finish else None
                row.state, row.finished_at = "succeeded", clock()
                return
            _record(session, row, _settle_all(unit, answer, arguments, chunk))
        pause(0)


def _run_whole(
    database: Database, clock: Clock, job: Job, answer: Answer, arguments: dict[str, Any], lines: list[Line]
) -> None:
    """Settle every line in one transaction; a dry run, or an atomic job with a refused line, leaves nothing."""
    verdicts: list[tuple[Line, Verdict]] = []
    dry, result, failed = bool(arguments.get("dry_run")), None, False
    try:
        with database.transaction() as session:
            unit = _acting(database, clock, session, job)
            for start in range(0, len(lines), answer.chunk):
                verdicts += _settle_all(unit, answer, arguments, lines[start : start + answer.chunk])
            failed = answer.atomic and any(verdict.outcome == "refused" for _, verdict in verdicts)
            if not failed and answer.finish:
                result = answer.finish(unit, **arguments)
            if dry or failed:
                raise _RolledBack
            row = session.get_one(Job, job.id, with_for_update=True)
            if row.state in FINISHED or row.cancel_requested:
                raise _RolledBack
            _record_anew(session, row, verdicts)
            row.result, row.state, row.finished_at = result, "succeeded", clock()
    except _RolledBack:
        with database.transaction() as session:
            row = session.get_one(Job, job.id, with_for_update=True)
            if row.state in FINISHED:
                return
            if row.cancel_requested:
                row.state, row.finished_at = "cancelled", clock()
                return
            _record_anew(session, row, verdicts)
            row.result, row.state, row.finished_at = result, "failed" if failed else "succeeded", clock()
            if failed:
                row.problem = {"code": "lines_refused", "detail": "A line was refused, so none took effect."}


def _settle_all(
    unit: Unit, answer: Answer, arguments: dict[str, Any], lines: list[Line]
) -> list[tuple[Line, Verdict]]:
    """Settle lines together where the operation can; a part that holds a refused line is halved, down to that line."""
    if answer.together is None or len(lines) < 2:
        return [(line, _settle(unit, answer, arguments, line)) for line in lines]
    told = len(unit.emitted)
    try:
        with unit.session.begin_nested():
            values = [line.value for line in lines if line.problem is None]
            settled = iter(answer.together(unit, values, **arguments) if values else ())
            return [(line, _unread(line) or next(settled)) for line in lines]
    except Refusal:
        del unit.emitted[told:]
    half = len(lines) // 2
    return [
        *_settle_all(unit, answer, arguments, lines[:half]), *_settle_all(unit, answer, arguments, lines[half:])
    ]  # fmt: skip


def _unread(line: Line) -> Verdict | None:
    return None if line.problem is None else Verdict("refused", problem=line.problem)


def _settle(unit: Unit, answer: Answer, arguments: dict[str, Any], line: Line) -> Verdict:
    """Settle one line under a savepoint, so that a refused line leaves nothing and the others stand."""
    if unread := _unread(line):
        return unread
    told = len(unit.emitted)
    try:
        with unit.session.begin_nested():
            verdict: Verdict = answer.run(unit, line.value, **arguments)
        return verdict
    except Refusal as refusal:
        del unit.emitted[told:]
        return Verdict("refused", problem=refusal.problem())


# A statement for each verdict would take about half the time of an import.
_INSERT_VERDICTS = text("""
    INSERT INTO job_lines (job_id, line, outcome, subject, problem)
    SELECT :job_id, given.* FROM unnest(
        CAST(:lines AS bigint[]), CAST(:outcomes AS text[]), CAST(:subjects AS text[]), CAST(:problems AS jsonb[])
    ) AS given ON CONFLICT DO NOTHING
""")


def _record(session: Session, row: Job, verdicts: list[tuple[Line, Verdict]]) -> None:
    if verdicts:
        session.execute(_INSERT_VERDICTS, {
            "job_id": row.id, "lines": [line.number for line, _ in verdicts],
            "outcomes": [verdict.outcome for _, verdict in verdicts],
            "subjects": [verdict.subject for _, verdict in verdicts],
            "problems": [None if verdict.problem is None else json_text(verdict.problem) for _, verdict in verdicts],
        })  # fmt: skip
    row.checkpoint += len(verdicts)
    row.counts = dict(Counter(row.counts) + Counter(verdict.outcome for _, verdict in verdicts))


def _record_anew(session: Session, row: Job, verdicts: list[tuple[Line, Verdict]]) -> None:
    """Record the verdicts of a job that is settled as a whole; those of an attempt before it count no more."""
    session.execute(delete(JobLine).where(JobLine.job_id == row.id))
    row.checkpoint, row.counts = 0, {}
    _record(session, row, verdicts)


def _arguments(database: Database, job: Job, operation: Operation) -> dict[str, Any]:
    request = job.request
    arguments = {**request["path"], **(load(operation.schema("query"), request["query"], "query") or {})}
    if _is_json(operation) and operation.body is not None:
        if job.upload:
            arguments["body"] = offload(load_body, operation.service, operation.name, _content(database, job))
        else:
            arguments["body"] = load(operation.schema("body"), request["body"], "body")
    return arguments


def _lines(
    database: Database, job: Job, operation: Operation, answer: Answer, arguments: dict[str, Any]
) -> list[Line]:
    """Read the job's lines, away from the hub; the same each time, since a resume counts them."""
    assert answer.items is not None
    content = b"" if _is_json(operation) else _content(database, job)
    return list(offload(answer.items, content, arguments))


def _for_items(operation: Operation) -> frozenset[str]:
    return operation.query.for_items if operation.query is not None else frozenset()


def _is_json(operation: Operation) -> bool:
    return operation.accepts[0] == "application/json"


def _content(database: Database, job: Job) -> bytes:
    if not job.upload:
        return b""
    with database.reading() as session:
        return whole(session, job.upload)


def _acting(database: Database, clock: Clock, session: Session, job: Job) -> Unit:
    """Return the unit of a chunk: whoever asked for the job makes its changes."""
    asked = job.request
    operation = f"{database.service}.{job.operation}"
    tell(session, Act(asked.get("kind", "key"), job.actor, operation, clock(), job.id, reason=asked.get("reason"),
                      trace=job.trace))  # fmt: skip
    return Unit(database.coop, database.service, session, clock, Actor("job", job.actor, frozenset({"*"})), job.trace)


def _finish(database: Database, clock: Clock, job_id: str, state: str, problem: dict[str, Any]) -> None:
    with database.transaction() as session:
        row = session.get_one(Job, job_id, with_for_update=True)
        if row.state not in FINISHED:
            row.state, row.problem, row.finished_at = state, problem, clock()
