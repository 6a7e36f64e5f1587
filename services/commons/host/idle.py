"""Closes the database connections that a cooperative does not need any more; a quiet one holds none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from ..storage.database import Database


class IdleConnections:
    """Watches one pool: of what was open through a whole period, no more stays than was in use at once.

    SQLAlchemy closes nothing by itself. ``Engine.dispose`` drops the resting connections; one in use goes when it
    comes back.
    """

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._in_use = self._most = 0
        event.listen(self._engine, "checkout", self._taken)
        event.listen(self._engine, "checkin", self._given_back)

    def close_idle(self) -> None:
        """End a period: called once a minute."""
        pool: Any = self._engine.pool
        if pool.checkedin() + pool.checkedout() > self._most:
            self._engine.dispose()
        self._most = self._in_use

    def _taken(self, *about: Any) -> None:
        self._in_use += 1
        self._most = max(self._most, self._in_use)

    def _given_back(self, *about: Any) -> None:
        self._in_use -= 1
