"""With the credentials that provisioning hands out, a process reaches its own and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import amqp
import psycopg2
import pytest
from sqlalchemy import make_url

from deploy.provisioning import Provisioning
from deploy.provisioning.credentials import KINDS
from deploy.provisioning.naming import database_name
from services.commons.contract import SERVICES
from services.commons.rpc.connection import BusConnection

from .conftest import SLUGS

PROCESSES = tuple(product(SLUGS, KINDS))
HOUSES = tuple(product(SLUGS, SERVICES))


@contextmanager
def as_role(
    provisioning: Provisioning, slug: str, service: str, database: str | None = None
) -> Iterator[psycopg2.extensions.connection]:
    """Connect as a service, to its own database or to another."""
    url = make_url(provisioning.credentials()[service][slug]["database"])
    own = url.set(drivername="postgresql", database=database or url.database)
    connection = psycopg2.connect(own.render_as_string(hide_password=False))
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def on_the_bus(provisioning: Provisioning, slug: str, kind: str, vhost: str = "") -> Iterator[Any]:
    """Open a channel as a process, in its own vhost or in another."""
    url = provisioning.credentials()[kind][slug]["amqp"]
    own = url.rpartition("/")[0] + "/" + (vhost or f"coop.{slug}")
    connection = BusConnection(own, name="test")
    try:
        connection.connect()
        yield connection.channel()
    finally:
        connection.farewell()
        connection.abandon()


def refused(channel: Any, act: Callable[[Any], Any]) -> None:
    """See that the broker closes the channel with 403; what is only sent is refused at the next question."""
    with pytest.raises(amqp.exceptions.AccessRefused):
        act(channel)
        channel.exchange_declare("nameko-rpc", "topic", passive=True)


@pytest.mark.parametrize(("slug", "service"), HOUSES)
def test_a_service_reads_its_own_database_and_cannot_enter_another(
    provisioning: Provisioning, slug: str, service: str
) -> None:
    """Neither another cooperative's, nor another service's of its own cooperative."""
    with as_role(provisioning, slug, service) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox")
    for foreign in {database_name(*house) for house in HOUSES} - {database_name(slug, service)}:
        with (
            pytest.raises(psycopg2.OperationalError, match="permission denied for database"),
            as_role(provisioning, slug, service, foreign),
        ):
            pass


@pytest.mark.parametrize(
    "forbidden",
    ["CREATE TABLE mine (n int)", "ALTER TABLE outbox DISABLE TRIGGER ALL", "TRUNCATE outbox", "DROP TABLE outbox",
     "CREATE DATABASE mine", "CREATE ROLE mine", "SET ROLE rochdale_alpar_ledger_owner",
     "SET ROLE rochdale_alpar_membership", "SELECT pg_read_file('/etc/passwd')", "CREATE EXTENSION dblink"],
)  # fmt: skip
def test_a_service_cannot_change_its_schema_nor_leave_its_database(provisioning: Provisioning, forbidden: str) -> None:
    """It reads and writes rows; tables, triggers, roles and the server's files are not its own."""
    with as_role(provisioning, "alpar", "ledger") as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match=r"denied|must be owner"):
            cursor.execute(forbidden)


def test_the_http_side_has_no_database(provisioning: Provisioning) -> None:
    """Its credentials name the bus, and nothing else."""
    assert all(set(access) == {"amqp"} for access in provisioning.credentials()["http"].values())


@pytest.mark.parametrize(("slug", "kind"), PROCESSES)
def test_a_process_cannot_open_a_foreign_vhost(provisioning: Provisioning, slug: str, kind: str) -> None:
    """Neither its neighbour's on the same broker, nor the broker's own."""
    with on_the_bus(provisioning, slug, kind) as channel:
        channel.exchange_declare("nameko-rpc", "topic", passive=True)
    (neighbour,) = set(SLUGS) - {slug}
    for foreign in (f"coop.{neighbour}", "%2F"):
        with (
            pytest.raises((amqp.exceptions.NotAllowed, amqp.exceptions.AccessRefused)),
            on_the_bus(provisioning, slug, kind, foreign),
        ):
            pass


@pytest.mark.parametrize(("slug", "kind"), PROCESSES)
def test_a_process_declares_nothing(provisioning: Provisioning, slug: str, kind: str) -> None:
    """No queue to tap with and no exchange; the HTTP side may make its queue of replies, and no other."""
    declarations: list[Callable[[Any], Any]] = [
        lambda channel: channel.queue_declare("mine"),
        lambda channel: channel.queue_declare(f"rpc-{kind}-mine"),
        lambda channel: channel.exchange_declare("mine", "topic"),
    ]
    for declare in declarations:
        with on_the_bus(provisioning, slug, kind) as channel:
            refused(channel, declare)


@pytest.mark.parametrize(("slug", "service"), HOUSES)
def test_a_service_cannot_call(provisioning: Provisioning, slug: str, service: str) -> None:
    """Only the HTTP side calls: what a service needs of another it has from events."""
    for called in SERVICES:
        with on_the_bus(provisioning, slug, service) as channel:
            refused(channel, _publishes("nameko-rpc", f"{called}.ping"))


@pytest.mark.parametrize(("slug", "kind"), PROCESSES)
def test_a_process_cannot_speak_for_another(provisioning: Provisioning, slug: str, kind: str) -> None:
    """It tells no events, exports or imports in the name of another service."""
    (neighbour,) = set(SLUGS) - {slug}
    for named in set(SERVICES) - {kind}:
        for exchange in ("events", "export", f"import.{neighbour}"):
            with on_the_bus(provisioning, slug, kind) as channel:
                refused(channel, _publishes(exchange, f"{named}.thing.happened.v1"))


@pytest.mark.parametrize(("slug", "kind"), PROCESSES)
def test_a_process_reads_no_queue_of_another(provisioning: Provisioning, slug: str, kind: str) -> None:
    """Neither calls nor events nor dead letters nor what leaves for a neighbour."""
    (neighbour,) = set(SLUGS) - {slug}
    others = [f"{what}-{service}" for service in SERVICES if service != kind for what in ("rpc", "events")]
    for queue in (*others, "dead-letters", f"export.{neighbour}"):
        with on_the_bus(provisioning, slug, kind) as channel:
            refused(channel, _takes_from(queue))


def _publishes(exchange: str, key: str) -> Callable[[Any], Any]:
    return lambda channel: channel.basic_publish(amqp.Message("{}"), exchange, key)


def _takes_from(queue: str) -> Callable[[Any], Any]:
    return lambda channel: channel.basic_get(queue)
