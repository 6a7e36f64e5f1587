"""The migrations make exactly the schema that the tables declare, and a release serves two revisions of it."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine

from deploy.provisioning.databases import DatabaseServer
from deploy.provisioning.migrating import migrate_all
from deploy.provisioning.naming import database_name
from services.commons.contract import SERVICES
from services.commons.storage.found import metadata_of
from services.commons.storage.migrations import (
    ENVIRONMENT,
    VERSION_TABLE,
    SchemaNotServed,
    check_schema,
    migrate,
    revisions,
    served_revisions,
    versions_folder,
)
from tests.house import run_sql

# What alembic does not compare, as the server itself describes it.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""
_TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
_FUNCTIONS = "SELECT '', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"


def described(engine: Engine) -> set[tuple[str, ...]]:
    """Return every constraint, index, trigger and function of a database, the version table's left out."""
    with engine.connect() as connection:
        return {
            tuple(row)
            for query in (_CONSTRAINTS, _TRIGGERS, _FUNCTIONS, _INDEXES)
            for row in connection.execute(text(query))
            if row[0] != VERSION_TABLE
        }


@pytest.fixture
def databases(postgres: str) -> Iterator[tuple[str, str]]:
    """Two empty databases."""
    names = [f"test_schema_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    run_sql(postgres, *(f'CREATE DATABASE "{name}"' for name in names))
    url = make_url(postgres).set(drivername="postgresql+psycopg2")
    yield tuple(url.set(database=name).render_as_string(hide_password=False) for name in names)  # type: ignore[misc]
    run_sql(postgres, *(f'DROP DATABASE "{name}" WITH (FORCE)' for name in names))


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrated_schema_is_the_declared_one(service: str, databases: tuple[str, str]) -> None:
    """Migrated from nothing and made from the tables, a database is the same to the last trigger."""
    migrated, made = map(create_engine, databases)
    before, after = migrate(service, databases[0])
    assert (before, after) == (None, served_revisions(service)[0])
    metadata = list(metadata_of(service))
    for each in metadata:
        each.create_all(made)
    with migrated.connect() as connection:
        # Indexes on expressions, which alembic cannot read back, are compared by their definitions below, as all are.
        opts = {"compare_type": True, "compare_server_default": True,
                "include_object": lambda thing, name, kind, reflected, other: kind != "index"}  # fmt: skip
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
    assert described(migrated) == described(made)
    for engine in (migrated, made):
        engine.dispose()


@pytest.mark.parametrize("service", SERVICES)
def test_revisions_follow_one_another_in_the_order_of_their_files(service: str) -> None:
    """The name of each file is its revision, and what alembic reads in them is the same line."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(versions_folder(service)))
    config.set_main_option("path_separator", "newline")
    read = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(reversed(read)) == revisions(service)


def test_only_the_newest_schema_and_the_one_before_are_served(
    databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A database without a schema, with one too old, or with one of a later release is refused with what to do."""
    versions = tmp_path / "gateway" / "migrations" / "versions"
    versions.mkdir(parents=True)
    for file in versions_folder("gateway").glob("0001_*"):
        shutil.copy(file, versions)
    monkeypatch.setattr("services.commons.storage.migrations.SERVICES_FOLDER", tmp_path)
    engine = create_engine(databases[0])
    with pytest.raises(SchemaNotServed, match="no schema yet: run rochdale migrate"):
        check_schema(engine, "gateway")
    migrate("gateway", databases[0])
    assert check_schema(engine, "gateway") == "0001_founding"
    following = 'revision = "0002_next"\ndown_revision = "0001_founding"\n'
    (versions / "0002_next.py").write_text(following)
    assert check_schema(engine, "gateway") == "0001_founding"
    (versions / "0002_next.py").write_text(f"{following}serves_previous = False\n")
    with pytest.raises(SchemaNotServed, match=r"older than this release \(0002_next\): run rochdale migrate"):
        check_schema(engine, "gateway")
    (versions / "0003_after.py").write_text('revision = "0003_after"\ndown_revision = "0002_next"\n')
    with pytest.raises(SchemaNotServed, match="older than this release .*: run rochdale migrate"):
        check_schema(engine, "gateway")
    monkeypatch.setattr("services.commons.storage.migrations.revisions", lambda service: ["0009_elsewhere"])
    (versions / "0009_elsewhere.py").write_text("")
    with pytest.raises(SchemaNotServed, match="unknown to this release .*: run the release that made it"):
        check_schema(engine, "gateway")
    with pytest.raises(SchemaNotServed, match="does not know"):
        migrate("gateway", databases[0])
    engine.dispose()


@pytest.mark.parametrize("service", SERVICES)
def test_a_database_of_the_release_before_is_brought_up(service: str, databases: tuple[str, str]) -> None:
    """What was founded with the first schema ends with the same one as a new database, step by step."""
    before, founded = migrate(service, databases[0], target="0001_founding")
    assert (before, founded) == (None, "0001_founding")
    brought_up = migrate(service, databases[0], rebuild=lambda connection, names: None)
    assert brought_up == ("0001_founding", served_revisions(service)[0])
    migrate(service, databases[1])
    engines = [create_engine(url) for url in databases]
    assert described(engines[0]) == described(engines[1])
    for engine in engines:
        engine.dispose()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way up is one transaction: half a schema never stays."""
    engine = create_engine(databases[0])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox_subjects (subject int)"))  # in the way of the founding revision
    with pytest.raises(Exception, match="already exists"):
        migrate("gateway", databases[0])
    with engine.connect() as connection:
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    assert tables == ["outbox_subjects"]
    engine.dispose()


class Suite:
    """The databases of one cooperative as the first release left them, with the few rows that a test writes."""

    def __init__(self, postgres: str) -> None:
        self.slug = f"t{uuid.uuid4().hex[:12]}"
        self._postgres = make_url(postgres).set(drivername="postgresql+psycopg2")
        self._events = 0
        self._made: list[str] = []

    def make(self, service: str) -> None:
        """Make an empty database."""
        self._made.append(database_name(self.slug, service))
        run_sql(self.url(None), f'CREATE DATABASE "{self._made[-1]}"')

    def found(self, service: str) -> None:
        """Make a database with the first schema."""
        self.make(service)
        migrate(service, self.url(service), target="0001_founding")

    def bring_up(self, service: str) -> str:
        """Migrate as ``rochdale migrate`` does; return the problem, or nothing."""
        # The lock of a server is held in a database of this cooperative: other tests may migrate meanwhile.
        (report,) = migrate_all(DatabaseServer(self.url("gateway")), [(self.slug, service)])
        return report.problem

    def tells(self, service: str, kind: str, member_id: str, handled_by: str = "", /, **data: Any) -> None:
        """Write an event into the log of a service, and into the inbox of who followed it then."""
        self._events += 1
        name, told_at = f"evt_{self._events:03}", f"2026-01-01T10:{self._events:02}:00+00:00"
        type_, subject = f"{service}.{kind}.v1", f"members/{member_id}"
        envelope = {"specversion": "1.0", "id": name, "type": type_, "subject": subject, "time": told_at,
                    "source": f"/{self.slug}/{service}", "data": {"member_id": member_id, **data}}  # fmt: skip
        self.write(service, f"""
            INSERT INTO outbox (id, type, subject, envelope, recorded_at, published_at)
            VALUES ('{name}', '{type_}', '{subject}', '{json.dumps(envelope)}', '{told_at}', '{told_at}')
        """)
        if handled_by:
            self.write(handled_by, f"INSERT INTO inbox VALUES ('{name}', '{type_}', 'handled', '{told_at}')")

    def write(self, service: str, *statements: str) -> None:
        """Run statements in a service's database."""
        run_sql(self.url(service), *statements)

    def rows(self, service: str, query: str) -> list[tuple[Any, ...]]:
        """Read rows of a service's database."""
        engine = create_engine(self.url(service))
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.exec_driver_sql(query)]
        engine.dispose()
        return found

    def url(self, service: str | None) -> str:
        """Return the URL of a service's database, or of the server's own."""
        named = self._postgres if service is None else self._postgres.set(database=database_name(self.slug, service))
        return named.render_as_string(hide_password=False)

    def drop(self) -> None:
        """Take the databases away again."""
        run_sql(self.url(None), *(f'DROP DATABASE "{name}" WITH (FORCE)' for name in self._made))


@pytest.fixture
def suite(postgres: str) -> Iterator[Suite]:
    """A cooperative of the first release."""
    made = Suite(postgres)
    made.make("gateway")
    yield made
    made.drop()


def euros(amount: int) -> dict[str, str]:
    """Return an amount as events tell it."""
    return {"amount": f"{amount}.00", "currency": "EUR"}


def tell_of_shares(suite: Suite) -> None:
    """Write what the first release's ledger told: one member holds a share, another left and is owed two."""
    for member, count, paid in (("mbr_holds", 1, 50), ("mbr_left", 2, 100)):
        money = {"subscription_id": f"sub_{member}", "amount": euros(paid)}
        suite.tells("ledger", "shares.subscribed", member, count=count, **money)
        suite.tells("ledger", "shares.paid_up", member, "membership", paid=euros(paid), shares_held=count,
                    fully_paid=True, **money)  # fmt: skip
        suite.write("membership", f"INSERT INTO paid_shares VALUES ('sub_{member}', '{member}', {paid * 100})")
    named = {"redemption_id": "red_1"}
    suite.tells("ledger", "shares.redemption_requested", "mbr_left", count=2, reason="resignation",
                left_on="2026-01-01", **named)  # fmt: skip
    suite.tells("ledger", "shares.cancelled", "mbr_left", count=2, nominal=euros(100), unpaid=euros(0),
                cancelled_on="2026-01-01", **named)  # fmt: skip
    suite.tells("ledger", "shares.valued", "mbr_left", nominal=euros(100), loss=euros(10), value=euros(90), **named)


def test_what_the_ledger_told_of_shares_counts_from_the_migration_on(suite: Suite) -> None:
    """Who left is still owed, and comes back unpaid; a payment on its way is left to its handler."""
    for service in ("membership", "ledger"):
        suite.found(service)
    tell_of_shares(suite)
    suite.tells("ledger", "shares.paid_up", "mbr_new", paid=euros(50), amount=euros(50), shares_held=1,
                fully_paid=True, subscription_id="sub_mbr_new")  # fmt: skip
    assert suite.bring_up("membership") == ""
    holdings = suite.rows("membership", "SELECT member_id, held FROM share_holdings ORDER BY 1")
    assert holdings == [("mbr_holds", 1), ("mbr_left", 0)]
    owed = suite.rows("membership", "SELECT redemption_id, member_id, state, value, paid FROM leaver_redemptions")
    assert owed == [("red_1", "mbr_left", "valued", 9000, 0)]
    paid = suite.rows("membership", "SELECT member_id, sum(paid)::int FROM paid_shares GROUP BY 1 ORDER BY 1")
    assert paid == [("mbr_holds", 5000), ("mbr_left", 0)]
    handled = suite.rows("membership", "SELECT DISTINCT id FROM inbox WHERE state = 'handled' ORDER BY 1")
    assert handled == [(f"evt_{number:03}",) for number in range(1, 8)]


def test_a_database_whose_projections_cannot_be_filled_stays_as_it_was(suite: Suite) -> None:
    """Nobody is erased, or admitted without paying, on tables that say nothing: the whole migration fails."""
    suite.found("membership")
    assert "OperationalError" in suite.bring_up("membership")
    with pytest.raises(SchemaNotServed, match="what others told: run rochdale migrate"):
        migrate("membership", suite.url("membership"))
    assert suite.rows("membership", f"SELECT version_num FROM {VERSION_TABLE}") == [("0001_founding",)]


def test_what_stood_elsewhere_is_carried_over(suite: Suite) -> None:
    """A membership that ended by death leaves a death, unless annulled; who is still to leave is cleared again.

    What comes to be said in a table of its own, or in a new column, is not forgotten of those who were there before.
    """
    for service in ("membership", "ledger"):
        suite.found(service)
    moment = "'2026-02-01 10:00+00'"
    for number, (member, reason, annulled_on) in enumerate(
        [("dead", "death", "NULL"), ("alive", "death", "'2026-02-02'"), ("leaves", "resignation", "NULL")], start=1
    ):
        suite.write(
            "membership",
            f"""INSERT INTO parties (id, kind, first_name, last_name, recorded_at, changed_at)
                VALUES ('mbr_{member}', 'natural_person', 'A', 'B', {moment}, {moment})""",
            f"INSERT INTO members VALUES ('mbr_{member}', {number}, {moment})",
            f"""INSERT INTO memberships (id, member_id, category, starts_on, ends_on, legacy, recorded_at)
                VALUES ('mbs_{member}', 'mbr_{member}', 'worker', '2020-01-01', '2026-01-31', false, {moment})""",
            f"""INSERT INTO departures (id, membership_id, reason, noticed_on, left_on, annulled_on, recorded_at)
                VALUES ('dep_{member}', 'mbs_{member}', '{reason}', '2026-01-31', '2026-01-31', {annulled_on},
                        {moment})""",
        )
    suite.write(
        "membership",
        "UPDATE departures SET left_on = '2999-12-31' WHERE id = 'dep_leaves'",
        f"""INSERT INTO applications (id, member_id, kind, category, state, submitted_on, decided_on, recorded_at)
            VALUES ('app_1', 'mbr_alive', 'natural_person', 'worker', 'refused', '2019-01-01', '2019-02-01',
                    {moment})""",
    )
    assert suite.bring_up("membership") == ""
    deaths = suite.rows("membership", f"SELECT party_id, died_on::text, voided_at, recorded_at = {moment} FROM deaths")
    assert deaths == [("mbr_dead", "2026-01-31", None, True)]
    again = suite.rows("membership", "SELECT id, clear_again_on::text FROM departures WHERE clear_again_on IS NOT NULL")
    assert again == [("dep_leaves", "3000-01-01")]
    assert suite.rows("membership", "SELECT closed_on::text FROM applications") == [("2019-02-01",)]


def test_electors_are_of_the_kind_that_was_told(suite: Suite) -> None:
    """An organisation that was admitted under the first release is one to whoever asks who acts for it."""
    for service in ("voting", "membership"):
        suite.found(service)
    suite.tells("membership", "member.admitted", "mbr_house", "voting", number=1, kind="organisation",
                category="worker", college=None, admitted_on="2020-01-01", voting=True)  # fmt: skip
    suite.write("voting", """INSERT INTO electors (member_id, admitted_on, number, category, voting)
                             VALUES ('mbr_house', '2020-01-01', 1, 'worker', true)""")  # fmt: skip
    assert suite.bring_up("voting") == ""
    assert suite.rows("voting", "SELECT member_id, number, kind FROM electors") == [("mbr_house", 1, "organisation")]
