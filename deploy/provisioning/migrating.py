"""Migrations over every cooperative: one at a time under a lock, a failed one told and left behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from services.commons.events.replay import projection_of, rebuild_within
from services.commons.registry import load_services
from services.commons.storage import Database
from services.commons.storage.migrations import LOCK, Rebuild, act_as_owner, migrate

from .databases import DatabaseServer
from .naming import database_name


class MigrationUnderWay(Exception):
    """Another operator migrates this server at this moment."""


@dataclass(frozen=True)
class Migrated:
    """What became of one database; ``problem`` is empty when it went well."""

    slug: str
    service: str
    before: str | None
    after: str | None
    seconds: float
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether the database has another schema than before."""
        return not self.problem and self.before != self.after


@contextmanager
def migration_lock(server: DatabaseServer) -> Iterator[None]:
    """Hold the server's migration lock; raises MigrationUnderWay when somebody else does."""
    with server.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            raise MigrationUnderWay("another migration of this server is under way: wait for its end")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def migrate_all(
    server: DatabaseServer, databases: Iterable[tuple[str, str]], told: Callable[[Migrated], None] = lambda one: None
) -> list[Migrated]:
    """Bring the databases of these (cooperative, service) pairs to the newest schema and report on each.

    A database whose migration fails stays as it was; the others go on.
    """
    report = []
    with migration_lock(server):
        for slug, service in databases:
            report.append(_one(server, slug, service))
            told(report[-1])
    return report


def _one(server: DatabaseServer, slug: str, service: str) -> Migrated:
    began = time.monotonic()
    try:
        url = server.url(database_name(slug, service))
        before, after = migrate(service, url, rebuild=_rebuilding(server, slug, service))
    except Exception as error:  # whatever a revision raises must not stop the neighbours' migrations
        problem = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return Migrated(slug, service, None, None, time.monotonic() - began, problem)
    return Migrated(slug, service, before, after, time.monotonic() - began)


def _rebuilding(server: DatabaseServer, slug: str, service: str) -> Rebuild:
    """Return what fills projections of a database from the logs of the cooperative's services, as the administrator."""

    def rebuild(connection: Connection, names: list[str]) -> None:
        load_services()
        done: set[str] = set()
        with Session(connection, join_transaction_mode="rollback_only") as session:
            for name in names:
                if name not in done:
                    found = projection_of(service, name)
                    done |= {table.name for table in found.tables}
                    logs = {source: _database(server, slug, source) for source in found.sources}
                    try:
                        rebuild_within(session, _database(server, slug, service), logs, found)
                    finally:
                        for log in logs.values():
                            log.close()

    return rebuild


def _database(server: DatabaseServer, slug: str, service: str) -> Database:
    database = Database(server.url(database_name(slug, service)), service=service, coop=slug, pool=1)
    event.listen(database.engine, "connect", act_as_owner)
    return database
