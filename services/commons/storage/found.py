"""Writes a service's founding revision from its tables: ``python -m services.commons.storage.found ledger``.

For development, as long as no database in the world has that revision; afterwards a change is a new revision.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_mock_engine

from ..contract import SERVICES
from .base import tables_of
from .migrations import versions_folder

FOUNDING = "0001_founding"
# Where the tables are mapped that every service's database holds, whether its rooms use them or not.
_EVERY_DATABASE = tuple(
    f"services.commons.{place}"
    for place in (
        "audit.tables", "events.tables", "jobs.tables", "proposals.tables", "requests.tables", "rulebook.versions"
    )  # fmt: skip
)

_REVISION = '''"""The founding schema of the {service} service; its statements stand in ``{name}.sql``."""

from pathlib import Path

from alembic import op

revision = "{name}"
down_revision = None


def upgrade() -> None:
    """Make every table, index and trigger."""
    founding = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(founding)
'''


def metadata_of(service: str) -> tuple[MetaData, MetaData]:
    """Return the tables that each service's database holds, and those of this service, all rooms imported."""
    for module in (*_EVERY_DATABASE, f"services.{service}.service"):
        importlib.import_module(module)
    return tables_of("commons").metadata, tables_of(service).metadata


def statements(service: str) -> Iterator[str]:
    """List the statements that make a service's schema from nothing, triggers included."""
    said: list[str] = []

    def hear(statement: Any, *_: Any, **__: Any) -> None:
        said.append(str(statement.compile(dialect=engine.dialect)).strip())

    # Another parameter style than the driver's, under which a percent sign would be doubled.
    engine = create_mock_engine("postgresql+psycopg2://", hear, paramstyle="named")
    for metadata in metadata_of(service):
        metadata.create_all(engine, checkfirst=False)
    for statement in said:
        tidy = "\n".join(line.rstrip() for line in statement.splitlines())
        yield tidy if tidy.endswith(";") else f"{tidy};"


def found(service: str) -> Path:
    """Write the founding revision of a service and return the file of its statements."""
    folder = versions_folder(service)
    folder.mkdir(parents=True, exist_ok=True)
    for package, holds in ((folder.parent, "migrations"), (folder, "revisions, oldest first by name,")):
        (package / "__init__.py").write_text(f'"""The {holds} of the {service} service."""\n')
    (folder / f"{FOUNDING}.py").write_text(_REVISION.format(service=service, name=FOUNDING))
    file = folder / f"{FOUNDING}.sql"
    file.write_text("\n\n".join(statements(service)) + "\n")
    return file


def main(names: list[str]) -> None:
    """Write the founding revisions of the services named, or of all."""
    for service in names or SERVICES:
        if service not in SERVICES:
            raise SystemExit(f"{service} is no service: {', '.join(SERVICES)}")
        file = found(service)
        print(f"{file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")


if __name__ == "__main__":
    main(sys.argv[1:])
