"""Both private servers together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    With ``keep=False`` the data are of no use afterwards, and the end saves nothing of them.
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
        keep: bool = True,
        meanwhile: Callable[[EmbeddedServers], None] = lambda servers: None,
    ) -> None:
        self._var = var.resolve()
        self._say = say
        self._fsync = fsync
        self._keep = keep
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
        """Stop what is ours, both side by side, and give the folder free."""
        held = (getattr(self, "broker", None), getattr(self, "postgres", None))
        own = [server for server in held if isinstance(server, Broker | Postgres)]
        try:
            with ThreadPoolExecutor(len(held)) as stopping:
                list(stopping.map(lambda server: server.stop() if self._keep else server.discard(), own))
        finally:
            self._lock.release()

    def __enter__(self) -> EmbeddedServers:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
