"""The migrations make exactly the schema that the tables declare, and a release serves two revisions of it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine

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
    assert migrate(service, databases[0]) == ("0001_founding", served_revisions(service)[0])
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
