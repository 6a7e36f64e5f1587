"""`rochdale events`: the logs of the services, put to use again."""

from __future__ import annotations

from pathlib import Path

import click

from .options import coop_option, database_url, service_option, var_option


@click.group()
def events() -> None:
    """Rebuild what a service keeps of the others' events."""


@events.command()
@coop_option
@service_option
@click.option("--projection", metavar="TABLE", help="The table to rebuild; without it, all are listed.")
@var_option
def replay(coop: str, service: str, projection: str | None, var: Path) -> None:
    """Empty a projection and fill it again from the logs, in one transaction; readers see the old rows until its end.

    Tables that follow the same events are rebuilt together. New events of the service wait meanwhile. What was told
    before the service followed it is taken in, where nothing else hangs on it.
    """
    from services.commons.events.replay import projection_of, projections, rebuild
    from services.commons.registry import load_services
    from services.commons.storage import Database

    from .telling import console

    load_services()
    if projection is None:
        click.echo("\n".join(projections(service)) or f"{service} has no projections")
        return
    found = projection_of(service, projection)
    names = ", ".join(table.name for table in found.tables)
    logs = {
        source: Database(database_url(var, source, coop), service=source, coop=coop, pool=1) for source in found.sources
    }
    database = Database(database_url(var, service, coop), service=service, coop=coop, pool=1)
    try:
        with console.status(f"rebuilding {names}") as status:
            count = rebuild(database, logs, found, lambda done: status.update(f"rebuilding {names}: {done} events"))
    finally:
        for one in (database, *logs.values()):
            one.close()
    click.echo(f"{names} of {coop} rebuilt from {count} events of {', '.join(sorted(found.sources))}")
