"""One cooperative in one service: its databases, its two containers, and whether they serve."""

from __future__ import annotations

import logging
from typing import Any

import eventlet
from nameko.containers import ServiceContainer
from sqlalchemy import text

from ..clock import Clock
from ..credentials import Access
from ..events.received import is_transient
from ..rpc.answering import Answering
from ..rpc.link import Link
from ..service import Service
from ..storage.database import Database
from ..storage.migrations import SchemaNotServed, check_schema
from .bells import Bells
from .calls import calls_container
from .happenings import happenings_container
from .idle import IdleConnections
from .supervision import NotServed, Supervised

CALL_CONNECTIONS, EVENT_CONNECTIONS = 4, 2
log = logging.getLogger(__name__)


class Tenant:
    """Everything is its own, so that nothing of one cooperative's reaches or stops another's."""

    def __init__(
        self, coop: str, access: Access, service: Service, clock: Clock, *, check_schemas: bool = True
    ) -> None:
        self.coop, self.access = coop, access
        self._service, self._clock, self._check = service, clock, check_schemas
        self._bells = Bells()
        self._databases: dict[str, Database] = {}
        self._pools: list[IdleConnections] = []
        self._parts = {"calls": Supervised(f"{service.name}:{coop}:calls", self._calls),
                       "events": Supervised(f"{service.name}:{coop}:events", self._happenings)}  # fmt: skip

    def start(self) -> None:
        """Begin; returns at once, whatever state the cooperative's broker and database are in."""
        for part in self._parts.values():
            part.start()

    def stop(self) -> None:
        """Stop both containers in good order and close every connection."""
        for thread in [eventlet.spawn(part.stop) for part in self._parts.values()]:
            thread.wait()
        for database in self._databases.values():
            database.close()

    @property
    def ready(self) -> bool:
        """Whether both containers serve."""
        return all(part.ready for part in self._parts.values())

    def status(self) -> dict[str, Any]:
        """Say what serves and what does not, and why."""
        return {"ready": self.ready, **{name: part.state for name, part in self._parts.items()}}

    def close_idle(self) -> None:
        """Close the connections that were not needed in the last period."""
        for pool in self._pools:
            pool.close_idle()

    def _calls(self) -> tuple[ServiceContainer, list[Link]]:
        database = self._database("calls", CALL_CONNECTIONS)
        answering = Answering(database, self._clock, self._service.contract, eventlet.sleep)
        return calls_container(self.access.amqp, answering, self.coop, self._service.name)

    def _happenings(self) -> tuple[ServiceContainer, list[Link]]:
        database = self._database("events", EVENT_CONNECTIONS)
        return happenings_container(self.access.amqp, database, self._clock, self._service, self._bells)

    def _database(self, part: str, connections: int) -> Database:
        """Return the database of a part, once its schema is one that this release serves."""
        try:
            if part not in self._databases:
                assert self.access.database is not None, "the credentials name no database"
                database = Database(self.access.database, service=self._service.name, coop=self.coop, pool=connections)
                database.wake = self._bells.ring
                self._pools.append(IdleConnections(database))
                self._databases[part] = database
            if self._check:
                check_schema(self._databases[part].engine, self._service.name)
            else:
                with self._databases[part].reading() as session:
                    session.execute(text("SELECT 1"))
        except SchemaNotServed as error:
            raise NotServed(f"refused: schema: {error}") from None
        except (AssertionError, ValueError) as error:
            raise NotServed(f"refused: {error}") from None
        except Exception as error:
            if is_transient(error):
                raise NotServed(f"database unreachable: {type(error).__name__}") from None
            raise
        return self._databases[part]
