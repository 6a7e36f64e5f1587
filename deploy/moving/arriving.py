"""A cooperative arrives: every table of an export into its empty databases, proved before any of it is kept.

Invariant: the four databases are committed one right after the other, when all rows of all of them were loaded, equal
the export byte for byte, and fit the schema. Until then nothing is kept, whatever happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg2

from services.commons.storage.migrations import migration_engine

from .archive import REVISION_TABLE, Archive, MoveRefused, Told
from .loading import founding_digests, is_empty, load, lock, make_room, set_counters, tables_by_reference
from .settling import SETTLED, Settled, settle
from .tables import SETTINGS, Table, tables_of, write_rows

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection


@dataclass(frozen=True)
class Arrival:
    """What arrived: tables and rows of each service, and what was settled for the new place."""

    tables: int
    rows: int
    settled: Settled


@dataclass
class _Place:
    """One service's database, held in a transaction of its owner; ``done`` when a run before this one filled it."""

    service: str
    connection: Connection
    tables: dict[str, Table]
    done: bool = False


def arrive(
    archive: Archive, databases: Mapping[str, str], now: datetime, told: Told = lambda service, table, done, of: None
) -> Arrival:
    """Load an export into the databases that ``databases`` names by service, as their owner reaches them.

    Each has the export's revision and holds nothing but the founding texts. Raises MoveRefused.
    """
    archive.check(told)
    with ExitStack() as stack:
        places = [stack.enter_context(_place(archive, service, url)) for service, url in databases.items()]
        waiting = [place for place in places if not place.done]
        if not waiting:
            raise MoveRefused(f"{archive.coop} has arrived already: its databases hold this export")
        for place in waiting:
            _fill(archive, place, told)
        settled = settle({place.service: place.connection for place in places}, now)
        for place in places:
            place.connection.commit()
    counted = [one for tables in archive.tables.values() for one in tables.values()]
    return Arrival(len(counted), sum(one.rows for one in counted), settled)


@contextmanager
def _place(archive: Archive, service: str, url: str) -> Iterator[_Place]:
    """Hold a database against every writer, and see that it can take the export; rolls back unless it is committed."""
    engine = migration_engine(url)
    try:
        held = engine.raw_connection()
        connection: Connection = held.driver_connection  # type: ignore[assignment]
        try:
            with connection.cursor() as cursor:
                cursor.execute(SETTINGS)
            place = _Place(service, connection, tables_of(connection))
            _check_schema(archive, place)
            with _said_plainly(service, "its tables"):
                lock(connection, place.tables)
            if not is_empty(connection, place.tables):
                if not _holds(archive, place):
                    raise MoveRefused(
                        f"the {service} database of {archive.coop} holds something already; a cooperative arrives in "
                        "databases that were provisioned and not used"
                    )
                place.done = True
            yield place
        finally:
            connection.rollback()
            held.close()
    finally:
        engine.dispose()


def _check_schema(archive: Archive, place: _Place) -> None:
    """Refuse another revision, and tables or columns that only one side has."""
    service, wanted = place.service, archive.tables[place.service]
    with place.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL")
        if cursor.fetchone() != (True,):
            raise MoveRefused(f"the {service} database of {archive.coop} has no schema yet: run rochdale provision")
        cursor.execute(f"SELECT version_num FROM {REVISION_TABLE}")
        found = (cursor.fetchone() or ("nothing",))[0]
    left = archive.revision(service)
    if found != left:
        raise MoveRefused(
            f"the {service} tables left with schema {left}, and the database here has {found}: bring the older of the "
            "two to the other's with rochdale migrate, and export again if it was the old place"
        )
    if odd := sorted(set(wanted) ^ set(place.tables)):
        where = "the export" if odd[0] in place.tables else "the database here"
        raise MoveRefused(f"{where} lacks the table {odd[0]} of the {service} service")
    for name, table in place.tables.items():
        if set(archive.columns(service, name)) != set(table.columns):
            raise MoveRefused(f"the table {name} of the {service} service has other columns here than in the export")


def _fill(archive: Archive, place: _Place, told: Told) -> None:
    """Load every table in the order of their references, and prove that each equals the export."""
    service, connection = place.service, place.connection
    here = founding_digests(connection)
    with _said_plainly(service, "its tables"):
        make_room(connection, place.tables)
    names = [name for name in tables_by_reference(connection, place.tables) if name != REVISION_TABLE]
    for number, name in enumerate(names):
        told(service, name, number, len(names))
        with _said_plainly(service, name), archive.opened(service, name) as file:
            load(connection, name, archive.columns(service, name), file)
    for number, name in enumerate(names):
        told(service, name, number, len(names))
        if not _equals(archive, place, name):
            raise MoveRefused(f"the table {name} of the {service} service does not come out as it went in")
    left = founding_digests(connection)
    if differing := [layer for layer, digest in here.items() if left.get(layer) != digest]:
        raise MoveRefused(
            f"the {' and '.join(differing)} in the file of {archive.coop} here are not those that it was founded with: "
            "provision it with the file in the export"
        )
    _check_teller(archive, place)
    set_counters(connection, place.tables)


def _check_teller(archive: Archive, place: _Place) -> None:
    """Refuse the events of another cooperative: a manifest can be renamed, what was told cannot."""
    with place.connection.cursor() as cursor:
        cursor.execute("SELECT envelope ->> 'source' FROM outbox WHERE envelope ->> 'source' <> %s LIMIT 1",
                       (f"/coops/{archive.coop}/{place.service}",))  # fmt: skip
        if found := cursor.fetchone():
            raise MoveRefused(f"{archive.path} calls itself {archive.coop}, and holds what {found[0]} told")


def _holds(archive: Archive, place: _Place) -> bool:
    """Say whether an arrival that ended between two commits filled this database; what it settled may differ."""
    return all(
        _rows(place, name) == archive.tables[place.service][name].rows if name in SETTLED
        else _equals(archive, place, name)
        for name in place.tables
    )  # fmt: skip


def _rows(place: _Place, name: str) -> int:
    return write_rows(place.connection, place.tables[name]).rows


def _equals(archive: Archive, place: _Place, name: str) -> bool:
    columns = archive.columns(place.service, name)
    return write_rows(place.connection, place.tables[name], columns=columns) == archive.tables[place.service][name]


@contextmanager
def _said_plainly(service: str, what: str) -> Iterator[None]:
    """Turn what the database says into a refusal, without the values, which may be personal."""
    try:
        yield
    except (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected):
        raise MoveRefused(f"the {service} service is at work: stop the services, and try again") from None
    except (psycopg2.IntegrityError, psycopg2.DataError) as problem:
        raise MoveRefused(f"{what} of the {service} service does not fit: {problem.diag.message_primary}") from None
