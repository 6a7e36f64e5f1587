"""Once: the same command, sent twice or twice at once, takes effect one time and answers the same both times."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ..audit.act import SETTING, Act
from ..canonical import digest
from ..contract.operation import Operation
from ..refusals import AnswerNotKept, CommandInFlight, IdempotencyKeyReused
from .request import Answered, Request
from .tables import Command

KEPT = timedelta(days=7)


def fingerprint(request: Request) -> str:
    """Return the digest of what was asked, so that a reused id with another request is noticed."""
    # The raw body may hold floats that validation refuses later; their text form is enough here.
    body = json.dumps(request.body, sort_keys=True, default=str)
    long = request.upload if request.text is None else hashlib.sha256(request.text).hexdigest()
    return digest([request.path, request.query, body, long])


def recall(session: Session, operation: Operation, request: Request, now: datetime) -> Answered | None:
    """Take the command's lock for this transaction, tell who acts, and return the answer it got before, if any.

    Raises CommandInFlight when another transaction holds the lock, IdempotencyKeyReused for another request, and
    AnswerNotKept when the first answer held secrets.
    """
    key = f"{request.actor.id}|{operation.rpc}|{request.command_id}"
    act = Act(request.actor.kind, request.actor.id, operation.rpc, now, reason=request.reason, trace=request.trace)
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(key, 11))
    # In one round trip.
    if not session.scalar(select(lock, func.set_config(SETTING, act.setting(), True))):
        raise CommandInFlight()
    held = session.get(Command, (request.actor.id, operation.rpc, request.command_id))
    if held is None:
        return None
    if held.fingerprint != fingerprint(request):
        raise IdempotencyKeyReused(idempotency_key=request.command_id)
    if not operation.keeps_answer:
        raise AnswerNotKept()
    return Answered(held.status, held.answer, [(one[0], one[1]) for one in held.events], replayed=True)


def remember(session: Session, operation: Operation, request: Request, answered: Answered, now: datetime) -> None:
    """Keep the answer in the transaction of the effect; of one that holds secrets, only that it was given."""
    body = answered.body if operation.keeps_answer else None
    session.execute(
        insert(Command).values(
            credential=request.actor.id, operation=operation.rpc, command_id=request.command_id,
            fingerprint=fingerprint(request), status=answered.status, answer=body,
            events=[list(event) for event in answered.events], recorded_at=now,
        )
    )  # fmt: skip


def forget(session: Session, now: datetime) -> int:
    """Delete the answers older than a week; return how many."""
    return session.execute(delete(Command).where(Command.recorded_at < now - KEPT)).rowcount  # type: ignore[attr-defined, no-any-return]
