"""Both private servers together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from deploy.embedded.broker import Broker
from deploy.embedded.existing import BrokerServer, Existing, Server, existing_broker, existing_database
from deploy.embedded.lock import FolderLock
from deploy.embedded.postgres import Postgres


class EmbeddedServers:
    """A broker and a database under `var`, for as long as the `with` block lasts; the data stay for the next time.

    ROCHDALE_AMQP (with ROCHDALE_MANAGEMENT) and ROCHDALE_DATABASE name servers to use instead of private ones.
    Enter it from a thread that outlives the block: the servers end with that thread (see `process.Child`).
    ``meanwhile(servers)`` is called once the database answers, while the broker may still boot.
    Raises ServerMissing when a server is not installed, FolderInUse when another suite has the folder, and
    EmbeddedError with the end of its log when a server does not come up.
    """

    broker: BrokerServer
    postgres: Server

    def __init__(
        self,
        var: Path,
        say: Callable[[str], None] = print,
        *,
        fsync: bool = True,
        meanwhile: Callable[[EmbeddedServers], None] = lambda servers: None,
    ) -> None:
        self._var = var.resolve()
        self._say = say
        self._fsync = fsync
        self._meanwhile = meanwhile
        self._lock = FolderLock(self._var)

    @property
    def amqp_admin(self) -> str:
        """`amqp://admin:secret@127.0.0.1:port/`, the broker's administrator."""
        return self.broker.url

    @property
    def management(self) -> str:
        """`http://admin:secret@127.0.0.1:port`, the broker's management API."""
        return self.broker.management

    @property
    def database_admin(self) -> str:
        """`postgresql://rochdale:secret@127.0.0.1:port/postgres`, the database's superuser."""
        return self.postgres.url

    def start(self) -> None:
        """Start both side by side; returns when both answer. Nothing is left running when one of them fails."""
        began = time.monotonic()
        self._lock.acquire()
        try:
            self.broker = existing_broker(os.environ) or Broker(self._var)
            self.postgres = existing_database(os.environ) or Postgres(self._var, fsync=self._fsync)
            own = [server for server in (self.broker, self.postgres) if not isinstance(server, Existing)]
            if own:
                self._say(f"starting the private servers in {self._var}")
            # The broker boots for seconds in the background, in which the database is made and started, and used.
            for server in own:
                server.launch()
            if self.postgres in own:
                self.postgres.await_answer()
            self._meanwhile(self)
            if self.broker in own:
                self.broker.await_answer()
            if own:
                self._say(f"the private servers answer after {time.monotonic() - began:.1f} s")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what is ours and give the folder free."""
        try:
            for server in (getattr(self, "broker", None), getattr(self, "postgres", None)):
                if server is not None and not isinstance(server, Existing):
                    server.stop()
        finally:
            self._lock.release()

    def __enter__(self) -> EmbeddedServers:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
