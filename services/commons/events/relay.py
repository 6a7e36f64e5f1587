"""Publishes the outbox, in order and at least once: a crash between publishing and marking publishes again.

Invariant: a row is marked only after the broker has confirmed it. The receiver's inbox makes twice into once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from ..canonical import json_text
from ..clock import Clock
from ..contract import Contract
from ..observability.metrics import PENDING, RELAYED, RETURNED
from ..storage.database import Database
from .bell import Bell
from .publisher import Outgoing
from .received import is_transient
from .tables import OutboxEvent

BATCH = 500
SWEEP = 60.0
_LOCK = 0x0E7E17
log = logging.getLogger(__name__)


class Publishes(Protocol):
    """Publishes events in order and returns the ids of those that no queue took; raises Transient."""

    def publish(self, events: Sequence[Outgoing]) -> set[str]: ...


class Relay:
    """The one relay of a (service, cooperative): an advisory lock keeps a second one, in another process, away."""

    def __init__(self, database: Database, clock: Clock, contract: Contract, publisher: Publishes) -> None:
        self._database, self._clock, self._publisher = database, clock, publisher
        self._exportable = {one.type for one in contract.events.values() if one.exportable}
        self._stopped = False
        self._who = (database.coop, database.service)

    def sweep(self) -> int:
        """Publish all that is pending and return how many were; raise Transient when broker or database fail."""
        published, after = 0, 0
        while True:
            told, last = self._pass(after)
            published += told
            if last is None:
                return published
            after = last

    def run(self, bell: Bell) -> None:
        """Sweep at the start, when the bell rings and every minute, until ``stop``."""
        pause = SWEEP
        while not self._stopped:
            try:
                self.sweep()
                pause = SWEEP
            except Exception as error:
                if not is_transient(error):
                    raise
                log.info(
                    "relay waits", extra={"coop": self._who[0], "service": self._who[1], "error": type(error).__name__}
                )
                pause = 0.5 if pause == SWEEP else min(pause * 2, 5.0)
            bell.wait(pause)

    def stop(self, bell: Bell) -> None:
        """Let ``run`` end after the batch in hand."""
        self._stopped = True
        bell.ring()

    def _pass(self, after: int) -> tuple[int, int | None]:
        """Publish one batch after a number; return how many, and the last number if there may be more.

        Those that no queue takes stay pending, and are passed over so that they do not keep the others back.
        """
        with self._database.reading() as session:
            # Most rings find nothing: one statement tells.
            if session.scalar(_pending(after).limit(1)) is None:
                PENDING.labels(*self._who).set(0)
                return 0, None
        with self._database.transaction() as session:
            if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
                return 0, None
            return self._publish(session, after)

    def _publish(self, session: Session, after: int) -> tuple[int, int | None]:
        columns = (OutboxEvent.seq, OutboxEvent.id, OutboxEvent.type, OutboxEvent.envelope)
        rows = session.execute(_pending(after, *columns).order_by(OutboxEvent.seq).limit(BATCH)).all()
        if not rows:
            return 0, None
        PENDING.labels(*self._who).set(len(rows))
        returned = self._publisher.publish(
            [
                Outgoing(row.id, row.type, json_text(row.envelope).encode(), row.type in self._exportable,
                         row.envelope.get("addressee"))
                for row in rows
            ]
        )
        published = [row.seq for row in rows if row.id not in returned]
        session.execute(update(OutboxEvent).where(OutboxEvent.seq.in_(published)).values(published_at=self._clock()))
        RELAYED.labels(*self._who).inc(len(published))
        if returned:
            RETURNED.labels(*self._who).inc(len(returned))
            log.warning(
                "events that no queue takes",
                extra={"coop": self._who[0], "service": self._who[1], "count": len(returned)},
            )
        return len(published), rows[-1].seq if len(rows) == BATCH else None


def _pending(after: int, *columns: Any) -> Select[Any]:
    chosen = columns or (OutboxEvent.seq,)
    return select(*chosen).where(OutboxEvent.published_at.is_(None), OutboxEvent.seq > after)
