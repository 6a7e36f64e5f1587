"""Performs an operation: access, form, deadline, one transaction, and the answer kept with its effect."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from ..audit.tables import AuditLine
from ..bindings import ANSWERS, followed
from ..clock import Clock
from ..contract.operation import Operation
from ..events.received import seen
from ..jobs.queue import enqueue
from ..jobs.uploads import drop, whole
from ..refusals import DeadlinePassed, Invalid, NotYetSeen, Refusal
from ..storage.database import Database
from ..storage.paging import Listed
from ..storage.unit import Unit
from ..workers.offload import offload
from . import once
from .access import check_access
from .request import Answered, Chunk, Request
from .validation import load, load_body

Sleep = Callable[[float], None]


def perform(
    database: Database, clock: Clock, operation: Operation, request: Request, sleep: Sleep = time.sleep
) -> Answered:
    """Run one operation for one request and return its answer; raise a Refusal when it is refused.

    Invariant: whatever is raised, nothing of the change remains; an answer is returned only after the commit.
    """
    check_access(operation, request.actor)
    _check_deadline(clock, request)
    if request.text is None and request.upload is None:
        return _admitted(database, clock, operation, request, sleep)
    with database.long_bodies:
        if request.text is not None:
            # Before anything of the database is held: a long body takes a while.
            request.loaded = offload(load_body, operation.service, operation.name, request.text)
        return _admitted(database, clock, operation, request, sleep)


def _admitted(database: Database, clock: Clock, operation: Operation, request: Request, sleep: Sleep) -> Answered:
    _wait_for(database, clock, request, sleep)
    if operation.kind == "query":
        with database.reading(snapshot=operation.snapshot) as session:
            return Answered(200, _dumped(operation, _run(database, clock, session, operation, request)))
    if operation.kind == "download":
        with database.reading(snapshot=True) as session:
            return _part(_run(database, clock, session, operation, request))
    if operation.anonymous:
        return _change_of_nobody(database, clock, operation, request)
    return _change(database, clock, operation, request)


def _change_of_nobody(database: Database, clock: Clock, operation: Operation, request: Request) -> Answered:
    """Change what an anonymous operation changes; a refusal that ``keeps_change`` is raised after the commit."""
    with database.transaction() as session:
        try:
            body = _dumped(operation, _run(database, clock, session, operation, request))
            outcome: Answered | Refusal = Answered(operation.status, body)
        except Refusal as refusal:
            if not refusal.keeps_change:
                raise
            outcome = refusal
        _check_deadline(clock, request)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _change(database: Database, clock: Clock, operation: Operation, request: Request) -> Answered:
    if not request.command_id:
        raise Invalid(errors=[{"in": "header", "pointer": "", "message": "A command id is needed."}])
    with database.transaction() as session:
        recalled = once.recall(session, operation, request, clock())
        if recalled is not None:
            return recalled
        unit = _unit(database, clock, session, request)
        if operation.kind == "job":
            answered = Answered(202, enqueue(unit, operation, request, _loaded(session, operation, request)))
        else:
            answered = Answered(operation.status, _dumped(operation, _call(unit, operation, request)))
        session.flush()
        answered.events = unit.emitted
        session.add(
            AuditLine(at=unit.now, actor=request.actor.id, operation=operation.rpc, path=request.path,
                      command_id=request.command_id, trace=request.trace, reason=request.reason)
        )  # fmt: skip
        once.remember(session, operation, request, answered, unit.now)
        _check_deadline(clock, request)
    return answered


def _run(database: Database, clock: Clock, session: Session, operation: Operation, request: Request) -> Any:
    return _call(_unit(database, clock, session, request), operation, request)


def _unit(database: Database, clock: Clock, session: Session, request: Request) -> Unit:
    return Unit(database.coop, database.service, session, clock, request.actor, request.trace)


def _call(unit: Unit, operation: Operation, request: Request) -> Any:
    return ANSWERS[operation].run(unit, **_loaded(unit.session, operation, request))


def _loaded(session: Session, operation: Operation, request: Request) -> dict[str, Any]:
    """Return the validated arguments of the action: path, query, body, and a download's cursor."""
    query = dict(request.query)
    cursor = query.pop("cursor", None) if operation.kind == "download" else None
    arguments: dict[str, Any] = {**request.path, **(load(operation.schema("query"), query, "query") or {})}
    if operation.kind == "download":
        arguments["cursor"] = cursor
    if operation.accepts[0] != "application/json":
        return arguments
    if request.text is not None:
        arguments["body"] = request.loaded
    elif request.upload:
        # A large body is read and checked in a worker process: on the hub it would hold up every neighbour.
        text = whole(session, request.upload, request.actor.id)
        arguments["body"] = offload(load_body, operation.service, operation.name, text)
        if operation.kind != "job":
            # A job reads it again when it runs.
            drop(session, request.upload)
    elif operation.body is not None:
        arguments["body"] = load(operation.schema("body"), request.body, "body")
    else:
        load(None, request.body, "body")
    return arguments


def _dumped(operation: Operation, result: Any) -> Any:
    schema = operation.schema("returns")
    if schema is None:
        return None
    if operation.paged:
        assert isinstance(result, Listed), f"{operation.rpc} must return Listed"
        return {"data": schema.dump(result.data, many=True), "next_cursor": result.next_cursor}
    return schema.dump(result)


def _part(chunk: Chunk) -> Answered:
    content, encoding = chunk.content, "text"
    if isinstance(content, bytes):
        content, encoding = base64.b64encode(content).decode(), "base64"
    return Answered(200, {"content": content, "encoding": encoding, "media": chunk.media,
                          "next_cursor": chunk.next_cursor, "filename": chunk.filename})  # fmt: skip


def _check_deadline(clock: Clock, request: Request) -> None:
    if request.deadline is not None and clock().timestamp() > request.deadline:
        raise DeadlinePassed()


def _wait_for(database: Database, clock: Clock, request: Request, sleep: Sleep) -> None:
    """Wait until the events named in Rochdale-After that this service follows have been handled here."""
    kinds = followed(database.service)
    awaited = [event_id for event_id, kind in request.after if kind in kinds or "*" in kinds]
    pause = 0.005
    while awaited:
        with database.reading() as session:
            if seen(session, awaited):
                return
        if request.deadline is None or clock().timestamp() + pause > request.deadline - 0.1:
            raise NotYetSeen(event_id=awaited[0])
        sleep(pause)
        pause = min(pause * 2, 0.1)
