"""`rochdale migrate`: the schemas, over all cooperatives."""

from __future__ import annotations

from pathlib import Path

import click

from .options import coops_option, provisioned, var_option
from .outcome import Failed, Refused


@click.command()
@coops_option
@click.option("--service", "services", multiple=True, type=click.Choice(["membership", "ledger", "voting", "gateway"]),
              help="Only this service; may be repeated.")  # fmt: skip
@var_option
def migrate(coops: tuple[str, ...], services: tuple[str, ...], var: Path) -> None:
    """Bring every database to the newest schema, and report on each.

    Each database is migrated in one transaction; one that fails stays as it was, and the others go on. A release
    serves the newest schema and the one before it: roll out the release first, then migrate.
    """
    from deploy.provisioning.databases import DatabaseServer
    from deploy.provisioning.migrating import migrate_all
    from deploy.suite import administration
    from services.commons.contract import SERVICES

    from .telling import console, tell_migrated

    known = provisioned(var)
    if unknown := set(coops) - set(known):
        raise Refused(f"{', '.join(sorted(unknown))}: not provisioned in {var / 'credentials'}")
    pairs = [(slug, service) for slug in known for service in SERVICES
             if (not coops or slug in coops) and (not services or service in services)]  # fmt: skip
    server = DatabaseServer(administration(var).database)
    with console.status("migrating") as status:
        report = migrate_all(server, pairs, lambda one: status.update(f"migrated {one.service} of {one.slug}"))
    tell_migrated(report)
    if failed := [one for one in report if one.problem]:
        raise Failed(f"{len(failed)} of {len(report)} databases stay as they were")
