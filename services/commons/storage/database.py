"""The connection to one service's database of one cooperative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any

import psycopg2
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from ..audit.act import Act, tell
from ..canonical import json_text
from ..clock import Clock
from .turns import Turns

DRIVER = "postgresql+psycopg2"
PATIENCE = 10.0
LONG_PATIENCE = 25.0
# Nothing waits for ever: neither on a network that swallows packets, nor on a lock that somebody forgot.
LIMITS = {
    "connect_timeout": 5,
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000,
    "options": "-c lock_timeout=15s -c idle_in_transaction_session_timeout=5min",
}  # fmt: skip


class Database:
    """An engine with a small pool, for exactly one (service, cooperative).

    Only psycopg2 is taken: it is the driver that yields to the hub while it waits; with SQLAlchemy 2.1 a plain
    ``postgresql://`` would mean another one and block every neighbour (ADR on the database drivers).
    """

    def __init__(self, url: str, *, service: str, coop: str, pool: int = 4) -> None:
        parsed = make_url(url)
        if parsed.drivername != DRIVER:
            raise ValueError(f"the database of {coop}/{service} must be reached by {DRIVER}, not {parsed.drivername}")
        self.service, self.coop, self.url = service, coop, url
        self.engine: Engine = create_engine(
            parsed,
            pool_size=pool,
            max_overflow=0,
            pool_timeout=PATIENCE,
            pool_use_lifo=True,
            pool_pre_ping=False,
            json_serializer=json_text,
            # What an error quotes ends in logs; parameters may be names, credentials or votes.
            hide_parameters=True,
            connect_args={"application_name": f"{service}:{coop}", **LIMITS},
        )
        self.engine.dialect.set_isolation_level = _set_isolation_level  # type: ignore[assignment]
        self._turns = Turns(pool, PATIENCE)
        # Requests with long bodies leave half of the connections, and of the processors, to all the others.
        self.long_bodies = Turns(max(1, pool // 2), LONG_PATIENCE)
        # Told after a commit that left work for another: "relay" (events to publish) or "jobs" (a job to run).
        self.wake: Callable[[str], None] = lambda whom: None
        # Who acts in each transaction, where it is not told in it.
        self._act: Callable[[], Act] | None = None
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a read-committed transaction that commits at the end, or leaves nothing behind."""
        with self._turns, Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                if self._act is not None:
                    tell(session, self._act())
                yield session
            for whom in session.info.get("wakes", ()):
                self.wake(whom)

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Session]:
        """Open a session for reads: each statement for itself, or all at one instant with ``snapshot``."""
        engine = self._snapshot if snapshot else self._reading
        with self._turns:
            try:
                with Session(engine, expire_on_commit=False, autoflush=False) as session:
                    yield session
            except psycopg2.Error:
                # Broken while its isolation level was being put back: the pool would count it as taken for ever.
                self.engine.dispose()
                raise

    def acting(self, act: Act, clock: Clock) -> Database:
        """Return the same database for somebody who acts by themselves, such as a task: the trail names them."""
        same = copy(self)
        same._act = lambda: replace(act, at=clock())
        return same

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _set_isolation_level(connection: Any, level: str) -> None:
    """Set the level on an idle psycopg2 connection by its attributes, which costs nothing.

    SQLAlchemy calls ``set_isolation_level``, by which psycopg2 sends a ROLLBACK to the server, once for every read
    (measured: 509 µs of processor time a read, 278 without).
    """
    connection.autocommit = level == "AUTOCOMMIT"
    wanted = level if level in ("REPEATABLE READ", "SERIALIZABLE") else None
    if connection.isolation_level != wanted:
        connection.isolation_level = wanted


@event.listens_for(Engine, "handle_error")
def _forget_broken(context: Any) -> None:
    """Treat a server that ends our backend (57P01..03) as a disconnect, so that the pool replaces it."""
    code = getattr(context.original_exception, "pgcode", None)
    if code in ("57P01", "57P02", "57P03"):
        context.is_disconnect = True
