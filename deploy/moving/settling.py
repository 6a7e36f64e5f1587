"""What a cooperative settles when it arrives: the old operator's keys, and the events that were on their way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from services.commons.bindings import EVERY, followed
from services.commons.registry import load_services

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

# The tables that this changes.
SETTLED = frozenset({"outbox", "api_keys"})
# An event that a later release began to follow was told too long ago to be on its way.
_RECENT = """
    SELECT id, type FROM outbox WHERE published_at IS NOT NULL
       AND recorded_at > (SELECT max(recorded_at) FROM outbox) - interval '7 days'"""


@dataclass(frozen=True)
class Settled:
    """What was settled, and what waits for a decision.

    ``revoked``: names of keys that the old operator had made; ``told_again``: events that some service had not taken
    when the cooperative left; ``waiting``: events that no broker had taken yet; the rest is counted as it arrived.
    """

    revoked: tuple[str, ...]
    told_again: int
    waiting: int
    jobs: int
    dead_letters: int
    open_polls: int


def settle(databases: Mapping[str, Connection], now: datetime) -> Settled:
    """Settle in the transactions that the rows came in."""
    load_services()
    revoked = _rows(
        databases["gateway"],
        "UPDATE api_keys SET revoked_at = %s WHERE revoked_at IS NULL AND created_by = 'operator' RETURNING name", now,
    )  # fmt: skip
    waiting = sum(_count(one, "outbox WHERE published_at IS NULL") for one in databases.values())
    told_again = sum(_tell_again(databases, service) for service in databases)
    return Settled(
        tuple(str(name) for (name,) in revoked), told_again, waiting,
        sum(_count(one, "jobs WHERE state IN ('queued', 'running')") for one in databases.values()),
        sum(_count(one, "dead_letters WHERE state IN ('dead', 'parked')") for one in databases.values()),
        _count(databases["voting"], "polls WHERE state IN ('open', 'suspended')"),
    )  # fmt: skip


def _tell_again(databases: Mapping[str, Connection], teller: str) -> int:
    """Let the relay publish again what left for the old broker and did not get to all who follow it.

    Who has it already knows it by its id, so telling too much would do no harm; telling too little would.
    """
    recent = list(_rows(databases[teller], _RECENT))
    missing: set[str] = set()
    for service, connection in databases.items():
        types = set(followed(service))
        due = [str(event) for event, kind in recent if kind in types or EVERY in types]
        taken = {str(event) for (event,) in _rows(connection, "SELECT id FROM inbox WHERE id = ANY (%s)", due)}
        missing |= set(due) - taken
    told = _rows(databases[teller], "UPDATE outbox SET published_at = NULL WHERE id = ANY (%s) RETURNING id",
                 sorted(missing))  # fmt: skip
    return len(list(told))


def _rows(connection: Connection, statement: str, *values: object) -> Iterator[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return iter(cursor.fetchall())


def _count(connection: Connection, source: str) -> int:
    ((count,),) = _rows(connection, f"SELECT count(*) FROM {source}")
    return int(str(count))
