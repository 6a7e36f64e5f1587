"""Changes rows as a superuser can who switches the triggers off, and puts them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from services.commons.storage import Database
from services.ledger.proof.check import check

TABLES = (
    "lines", "entries", "chain", "balances", "journal_counters", "share_subscriptions", "share_movements",
)  # fmt: skip


def tamper(database: Database, *statements: str) -> None:
    """Change rows for good."""
    with database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))


@contextmanager
def tampered(database: Database, *statements: str) -> Iterator[None]:
    """Change rows of the tables above for a while."""
    tamper(database, *(f"CREATE TABLE kept_{one} AS TABLE {one}" for one in TABLES), *statements)
    yield
    tamper(
        database,
        *(f"DELETE FROM {one}" for one in TABLES),
        *(f"INSERT INTO {one} OVERRIDING SYSTEM VALUE SELECT * FROM kept_{one}" for one in TABLES),
        *(f"DROP TABLE kept_{one}" for one in TABLES),
    )


def findings(database: Database) -> dict[str, str]:
    """Return the first wrong row of each check that does not hold."""
    return {one.check: one.row for one in check(database).findings}
