"""A house in one process: the services of one or more cooperatives on a real PostgreSQL, events handed on directly.

It runs exactly the code that the bus runs (``perform`` and ``receive``); only the broker is left out.
"""

from __future__ import annotations

import base64
import importlib
import itertools
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from copy import copy, deepcopy
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any

import psycopg2
from sqlalchemy import create_engine, make_url, select, update

from deploy.cooperatives import CooperativeFile, load_cooperative, load_law
from services.commons.bindings import followed
from services.commons.clock import FixedClock
from services.commons.contract import Contract, load_contracts
from services.commons.events.received import Event, receive
from services.commons.events.tables import OutboxEvent
from services.commons.jobs.runner import run_next
from services.commons.jobs.uploads import store_part
from services.commons.requests import Answered, Request, perform
from services.commons.rulebook import hold
from services.commons.storage import Actor, Database, tables_of

SERVICES = ("membership", "ledger", "voting")
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
FULL = Actor("key", "key_test", frozenset({"*"}))
_numbers = itertools.count(1)


class Desk:
    """One service of one cooperative: ask it for an operation by name, as the gateway would."""

    def __init__(
        self, service: str, coop: str, database: Database, clock: FixedClock, contract: Contract | None = None
    ):
        self.service, self.coop, self.database, self.clock = service, coop, database, clock
        self.contract = contract or load_contracts()[service]

    def ask(self, operation: str, /, *, body: Any = None, query: dict[str, str] | None = None, actor: Actor = FULL,
            command_id: str | None = None, upload: bytes | None = None, **path: str) -> Answered:  # fmt: skip
        """Perform an operation and return the whole answer; raises the Refusal when it is refused."""
        upload_id = None
        if upload is not None:
            upload_id = f"upl_{uuid.uuid4().hex}"
            with self.database.transaction() as session:
                store_part(session, upload_id, 0, True, actor.id, upload, self.clock())
        request = Request(actor, path=path, query=query or {}, body=body, upload=upload_id,
                          command_id=command_id or f"test-{next(_numbers)}")  # fmt: skip
        return perform(self.database, self.clock, self.contract.operations[operation], request)

    def do(self, operation: str, /, **asked: Any) -> Any:
        """Perform an operation and return its body."""
        return self.ask(operation, **asked).body

    def download(self, operation: str, /, *, query: dict[str, str] | None = None, **asked: Any) -> bytes:
        """Ask for every part of a download, as the gateway does, and return them joined."""
        whole, cursor = b"", None
        while True:
            part = self.do(operation, query={**(query or {}), **({"cursor": cursor} if cursor else {})}, **asked)
            content: str = part["content"]
            whole += base64.b64decode(content) if part["encoding"] == "base64" else content.encode()
            cursor = part["next_cursor"]
            if cursor is None:
                return whole

    def run_job(self, operation: str, /, **asked: Any) -> Any:
        """Start a job, run it to its end and return it as the API shows it."""
        job = self.do(operation, **asked)
        while run_next(self.database, self.clock):
            pass
        return self.do("get_job", job_id=job["id"])

    def lines(self, job: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the first 500 verdicts of a job."""
        return list(self.do("list_job_lines", job_id=job["id"], query={"limit": "500"})["data"])

    def told(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the envelopes this service told, in order, of one type if given."""
        with self.database.reading() as session:
            rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.seq))
            return [row.envelope for row in rows if kind is None or row.type == kind]


class House:
    """The services of one cooperative, with its founding law, statutes and bylaws; each opens when first asked."""

    def __init__(self, coop: str, admin: str, clock: FixedClock, overrides: dict[str, Any] | None = None) -> None:
        self.coop, self.clock, self._admin = coop, clock, admin
        self.databases: dict[str, Database] = {}
        self._founding = deepcopy(_founding(coop))
        for layer, document in (("statutes", self._founding.statutes), ("bylaws", self._founding.bylaws)):
            for path, value in (overrides or {}).items():
                if path.startswith(f"{layer}."):
                    _override(document, path.split(".")[1:], value)

    @property
    def linked(self) -> set[str]:
        """The federations that the cooperative's file names."""
        return {one["federation"] for one in self._founding.federations}

    @cached_property
    def membership(self) -> Desk:
        """The membership service."""
        return self._opened("membership")

    @cached_property
    def ledger(self) -> Desk:
        """The ledger service."""
        return self._opened("ledger")

    @cached_property
    def voting(self) -> Desk:
        """The voting service."""
        return self._opened("voting")

    def _opened(self, service: str) -> Desk:
        database = self.databases[service] = fresh_database(self._admin, service, self.coop)
        founded_on = self._founding.founded_on
        with database.transaction() as session:
            hold(session, "law", 1, _law(), date(1800, 1, 1), self.clock())
            hold(session, "statutes", 1, self._founding.statutes, founded_on, self.clock())
            hold(session, "bylaws", 1, self._founding.bylaws, founded_on, self.clock())
        return Desk(service, self.coop, database, self.clock)

    def open(self) -> None:
        """Open every service, so that none misses an event."""
        assert self.membership and self.ledger and self.voting

    def pump(self) -> int:
        """Hand every pending event to all who follow it, until silence; return how many were handed on."""
        return pump([self])

    def close(self) -> None:
        """Close the connections."""
        for database in self.databases.values():
            database.close()


def pump(houses: list[House]) -> int:
    """Hand on the pending events of several cooperatives, each within its own house, and to others what it exports.

    As the shovels do: to the cooperatives linked with it, or to the one among them that an event is addressed to.
    """
    handed = 0
    for house in houses:
        house.open()
    while pending := [item for house in houses for item in _pending(house)]:
        for house, envelope in pending:
            for service, database in house.databases.items():
                if envelope["type"] in followed(service) or "*" in followed(service):
                    outcome = receive(database, house.clock, Event.opened(envelope))
                    assert outcome in ("handled", "known"), f"{service} could not take {envelope['type']}: {outcome}"
            for other in houses:
                _cross(house, other, envelope)
            handed += 1
    return handed


def _cross(house: House, other: House, envelope: dict[str, Any]) -> None:
    """Carry an exported event over a link."""
    told = load_contracts()[envelope["type"].partition(".")[0]].events.values()
    event = next(one for one in told if one.type == envelope["type"])
    linked = other.coop in house.linked or house.coop in other.linked
    if not linked or not (event.exportable or envelope.get("addressee") == other.coop):
        return
    for service, database in other.databases.items():
        if event.type in followed(service, foreign=True):
            outcome = receive(database, other.clock, Event.opened(envelope, house.coop))
            assert outcome in ("handled", "known"), f"{service} could not take {event.type}: {outcome}"


def _pending(house: House) -> Iterator[tuple[House, dict[str, Any]]]:
    for database in house.databases.values():
        with database.transaction() as session:
            rows = session.scalars(
                select(OutboxEvent).where(OutboxEvent.published_at.is_(None)).order_by(OutboxEvent.seq)
            ).all()
            session.execute(update(OutboxEvent).where(OutboxEvent.id.in_([row.id for row in rows]))
                            .values(published_at=house.clock()))  # fmt: skip
            found = [row.envelope for row in rows]
        for envelope in found:
            yield house, envelope


def _override(document: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        document = document.setdefault(step, {})
    document[steps[-1]] = value


def run_sql(admin: str, *statements: str) -> None:
    """Run statements as the server's administrator, outside any transaction."""
    with closing(_connected(admin)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _connected(url: str) -> Any:
    """Connect as the server's administrator, outside any transaction."""
    connection = psycopg2.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    connection.autocommit = True
    return connection


@cache
def _founding(coop: str) -> CooperativeFile:
    """Read a cooperative's file, once a session."""
    return load_cooperative(coop)


@cache
def _law() -> dict[str, Any]:
    """Read the law, once a session."""
    return load_law()


@cache
def _template(admin: str, service: str) -> str:
    """Make, once a session, a database that holds the tables of a service."""
    if service in SERVICES or service == "gateway":
        importlib.import_module(f"services.{service}.service")
    name = f"template_{service}_{uuid.uuid4().hex[:10]}"
    run_sql(admin, f'CREATE DATABASE "{name}"')
    engine = create_engine(_url(admin, name))
    tables_of("commons").metadata.create_all(engine)
    tables_of(service).metadata.create_all(engine)
    engine.dispose()
    _made.append((admin, name))
    return name


def fresh_database(admin: str, service: str, coop: str) -> Database:
    """Give one test an empty database: one that an earlier test left, else a copy of the service's template."""
    idle = _idle.setdefault((admin, service, coop), [])
    if idle:
        database = idle.pop()
    else:
        name = f"test_{service}_{uuid.uuid4().hex[:12]}"
        run_sql(admin, f'CREATE DATABASE "{name}" TEMPLATE "{_template(admin, service)}"{_by_file(admin)}')
        _made.append((admin, name))
        database = Database(_url(admin, name), service=service, coop=coop)
    _given.append((admin, database))
    # A copy: what a test does to it, such as listening for its wakes, ends with the test; the engine stays, and with
    # it what SQLAlchemy has compiled, which is half of the time that a test of a few requests takes.
    return copy(database)


@cache
def _by_file(admin: str) -> str:
    """Return how a small database is copied fastest: file by file, which servers before 15 do anyway."""
    engine = create_engine(_url(admin, make_url(admin).database or "postgres"))
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or (0,)
    engine.dispose()
    return " STRATEGY file_copy" if version >= (15,) else ""


def _url(admin: str, database: str) -> str:
    url = make_url(admin).set(drivername="postgresql+psycopg2", database=database)
    return url.render_as_string(hide_password=False)


# All that this session made; those that a test has; and those that are empty again, for the next test.
_made: list[tuple[str, str]] = []
_given: list[tuple[str, Database]] = []
_idle: dict[tuple[str, str, str], list[Database]] = {}

# Copying a database costs the server 130 to 320 ms of processor time, emptying one a tenth of it.
_WRITTEN = """
SELECT format('%I', relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
_COUNTED = "SELECT format('%I', sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
# What a server made itself has ids below 16384.
_SHAPE = """
SELECT (SELECT sum(hashtextextended(concat_ws(' ', attrelid, attname, atttypid, attnotnull, adbin), 0))
          FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped),
       (SELECT sum(hashtextextended(pg_proc::text, 0)) FROM pg_proc WHERE oid >= 16384),
       (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'), (SELECT count(*) FROM pg_constraint),
       (SELECT count(*) FROM pg_index), (SELECT count(*) FROM pg_rewrite)
"""


def take_back() -> None:
    """Empty the databases that a test had, for the next one; drop those whose tables it changed."""
    # The one thing that this process remembers of a database by its name: the key that its board is signed with.
    if signing := sys.modules.get("services.voting.board.actions.signing"):
        signing._known.clear()
    while _given:
        admin, database = _given.pop()
        database.close()
        if _emptied(database.url, _shape(admin, database.service)):
            _idle[admin, database.service, database.coop].append(database)
        else:
            name = make_url(database.url).database or ""
            run_sql(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            _made.remove((admin, name))


def _emptied(url: str, shape: tuple[Any, ...]) -> bool:
    """Leave a database as its template is; false when it has another shape by now, or is gone."""
    try:
        connection = _connected(url)
    except psycopg2.OperationalError:
        return False
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                       " WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
        cursor.execute(_SHAPE)
        if cursor.fetchone() != shape:
            return False
        cursor.execute(_WRITTEN)
        if tables := ", ".join(table for (table,) in cursor):
            # What refuses to be deleted from refuses this too: triggers sleep in this session.
            cursor.execute(f"SET session_replication_role = replica; TRUNCATE {tables} CASCADE")
        cursor.execute(_COUNTED)
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {sequence} RESTART")
        return True


@cache
def _shape(admin: str, service: str) -> tuple[Any, ...]:
    """Return what the tables of a service are made of, as counts and hashes, so that a change of them is seen."""
    with closing(_connected(_url(admin, _template(admin, service)))) as connection, connection.cursor() as cursor:
        cursor.execute(_SHAPE)
        return tuple(cursor.fetchone() or ())


def drop_made() -> None:
    """Drop every database that this session made."""
    while _made:
        admin, name = _made.pop()
        run_sql(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
