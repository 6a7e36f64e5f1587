"""Answers the calls of one service of one cooperative: the operations of its contract, and two that all have."""

from __future__ import annotations

import base64
import binascii
import logging
import os
import random
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from ..clock import Clock
from ..contract import Contract, Operation
from ..events.received import is_transient
from ..jobs.uploads import store_part
from ..observability.metrics import CallMetrics, Measured
from ..observability.traces import frames_of
from ..refusals import CommandInFlight, DeadlinePassed, InternalError, Invalid, Refusal, Unavailable
from ..requests import Answered, Request, check_access, perform
from ..storage import PERSON, Actor, Database
from .messages import Call, UnknownOperation, answer_text, refusal_text

log = logging.getLogger("services.calls")
LARGEST_PART = 512 * 1024
MOST_PARTS = 1_000
LONGEST_REASON = 300
LOGGED_SHARE = float(os.environ.get("ROCHDALE_LOG_CALLS", "0"))


class Answering:
    """Turns calls into answers, and whatever goes wrong into refusals; nothing it raises reaches the bus."""

    def __init__(
        self, database: Database, clock: Clock, contract: Contract, sleep: Callable[[float], None] = time.sleep
    ):
        self._database, self._clock, self._contract, self._sleep = database, clock, contract, sleep
        self._metrics = CallMetrics(database.coop, database.service)

    def is_anonymous(self, operation: str) -> bool:
        """Say whether calls of this operation may leave no trace anywhere (secret ballots)."""
        declared = self._contract.operations.get(operation)
        return declared is not None and declared.anonymous

    def answer(self, call: Call) -> bytes:
        """Return the reply to a call."""
        declared = self._contract.operations.get(call.operation)
        known = declared is not None or call.operation in ("ping", "upload_part")
        with self._metrics.measured(call.operation if known else "unknown") as measured:
            try:
                reply = answer_text(self._answered(declared, call))
            except Refusal as refusal:
                measured.refused(str(refusal.problem()["code"]))
                reply = refusal_text(refusal)
            except Exception as error:
                reply = refusal_text(self._failed(declared, call, error))
                measured.refused("unavailable" if is_transient(error) else "internal_error")
        self._tell(declared, call, measured)
        return reply

    def _answered(self, operation: Operation | None, call: Call) -> Answered:
        if operation is None:
            return self._built_in(call)
        kwargs = call.kwargs
        path, query, upload = kwargs.get("path") or {}, kwargs.get("query") or {}, kwargs.get("upload")
        if not (_is_texts(path) and _is_texts(query) and isinstance(upload, str | None)) or set(path) != set(
            operation.parameters
        ):
            raise Invalid(
                errors=[{"in": "path", "pointer": "", "message": "The call is not formed as the contract says."}]
            )
        request = Request(
            self._actor(operation, call), path, query, kwargs.get("body"), call.headers.get("rochdale.command"),
            call.deadline, "" if operation.anonymous else call.headers.get("traceparent", ""),
            _after(call.headers.get("rochdale.after", "")), upload, _text(kwargs.get("text")),
            reason=None if operation.anonymous else _reason(call),
        )  # fmt: skip
        while True:
            try:
                return perform(self._database, self._clock, operation, request, sleep=self._sleep)
            except CommandInFlight:
                # The first attempt at this very message is still under way here: its answer is the one to give.
                if not call.redelivered or call.deadline is None or self._clock().timestamp() + 0.1 > call.deadline:
                    raise
            self._sleep(0.1)

    def _actor(self, operation: Operation | None, call: Call) -> Actor:
        if operation is not None and operation.anonymous:
            return Actor("anonymous", "anonymous")
        scopes = call.headers.get("rochdale.scopes", "")
        kind = PERSON if call.headers.get("rochdale.actor-kind") == PERSON else "key"
        granted = frozenset(scopes.split(",")) if scopes else frozenset()
        return Actor(kind, call.headers.get("rochdale.actor", ""), granted)

    def _built_in(self, call: Call) -> Answered:
        if call.operation == "ping":
            with self._database.reading() as session:
                session.execute(text("SELECT 1"))
            return Answered(200, {"service": self._database.service, "coop": self._database.coop})
        if call.operation == "upload_part":
            return self._upload_part(call)
        raise UnknownOperation(service=self._database.service, operation=call.operation[:100])

    def _upload_part(self, call: Call) -> Answered:
        """Keep a part of a large body; only who may do what it is for may store it."""
        asked = call.kwargs
        target = self._contract.operations.get(str(asked.get("operation")))
        actor = self._actor(None, call)
        if target is None or not target.writes or target.anonymous:
            raise UnknownOperation(service=self._database.service, operation=str(asked.get("operation"))[:100])
        check_access(target, actor)
        if call.deadline is not None and self._clock().timestamp() > call.deadline:
            raise DeadlinePassed()
        upload_id, part, last, content = _part(asked)
        with self._database.transaction() as session:
            store_part(session, upload_id, part, last, actor.id, content, self._clock())
        return Answered(200, {"upload_id": upload_id, "part": part})

    def _failed(self, operation: Operation | None, call: Call, error: Exception) -> Refusal:
        """Say what an unforeseen error is to the caller; its values stay here, for they may be personal."""
        if is_transient(error):
            log.warning("database out of reach", extra={**self._context(call), "error": type(error).__name__})
            return Unavailable(service=self._database.service, coop=self._database.coop)
        log.error(
            "operation failed", extra={**self._context(call), "error": type(error).__name__, "trace": frames_of(error)}
        )
        return InternalError()

    def _tell(self, operation: Operation | None, call: Call, measured: Measured) -> None:
        """Log a share of the calls, ``ROCHDALE_LOG_CALLS`` between 0 and 1; never a ballot's."""
        if operation is not None and not operation.anonymous and random.random() < LOGGED_SHARE:
            log.info(
                "answered", extra={**self._context(call), "seconds": round(measured.seconds, 6), "code": measured.code}
            )

    def _context(self, call: Call) -> dict[str, Any]:
        context = {"coop": self._database.coop, "service": self._database.service, "operation": call.operation[:100]}
        if not self.is_anonymous(call.operation):
            context |= {
                "actor": call.headers.get("rochdale.actor", ""),
                "traceparent": call.headers.get("traceparent", ""),
            }
        return context


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _reason(call: Call) -> str | None:
    """Return why a change is made, which the trail keeps for ever and so is short."""
    reason = call.headers.get("rochdale.reason") or None
    if reason is not None and len(reason) > LONGEST_REASON:
        message = f"A reason has at most {LONGEST_REASON} characters."
        raise Invalid(errors=[{"in": "header", "pointer": "", "message": message}])
    return reason


def _text(content: Any) -> bytes | None:
    """Return a long body's JSON text, which travels in base64: as a text in a text, each quote would be escaped."""
    try:
        return None if content is None else base64.b64decode(content, validate=True)
    except (TypeError, ValueError):
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": "This is not a body."}]) from None


def _after(header: str) -> tuple[tuple[str, str], ...]:
    """Read ``type/id,type/id`` into (id, type) pairs."""
    pairs = (one.strip().partition("/") for one in header.split(",") if "/" in one)
    return tuple((event_id, kind) for kind, _, event_id in pairs)


def _part(asked: dict[str, Any]) -> tuple[str, int, bool, bytes]:
    upload_id, part, last, content = asked.get("upload_id"), asked.get("part"), asked.get("last"), asked.get("content")
    try:
        if not isinstance(upload_id, str) or not 8 <= len(upload_id) <= 100 or not isinstance(content, str):
            raise ValueError
        if type(part) is not int or not 0 <= part < MOST_PARTS or type(last) is not bool:
            raise ValueError
        decoded = base64.b64decode(content, validate=True)
        if len(decoded) > LARGEST_PART:
            raise ValueError
    except (ValueError, binascii.Error):
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": "This is not a part of an upload."}]) from None
    return upload_id, part, last, decoded
