"""`rochdale coop`: the cooperatives of this installation."""

from __future__ import annotations

from pathlib import Path

import click

from .options import chosen, files_option, provisioned, var_option
from .outcome import Refused


@click.group()
def coop() -> None:
    """Add and list cooperatives; let one leave with everything, or arrive."""


@coop.command("list")
@files_option
@var_option
def list_coops(files: Path | None, var: Path) -> None:
    """List the cooperatives, and whether they are provisioned."""
    from .telling import tell_table

    known = set(provisioned(var))
    found = chosen(files)
    rows = [
        (one.slug, one.name, one.statutes["identity"]["regime"], one.founded_on,
         ", ".join(f"{link['federation']} ({link['as']})" for link in one.federations),
         "provisioned" if one.slug in known else "not provisioned")
        for one in found
    ]  # fmt: skip
    tell_table(("slug", "name", "regime", "founded", "belongs to", ""), rows, "no cooperatives")
    for slug in sorted(known - {one.slug for one in found}):
        click.echo(f"{slug}: provisioned, and has no file any more")


@coop.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@files_option
def add(file: Path, files: Path | None) -> None:
    """Check a cooperative's FILE (SLUG.yml) and put it beside the others.

    Nothing changes on the servers: `rochdale provision` shows its plan and makes what the cooperative needs. Services
    that run take it up by themselves.
    """
    from deploy.cooperatives import HERE, all_cooperatives, load_cooperative
    from deploy.provisioning.naming import database_name

    folder = files or HERE
    target = folder / file.name
    if file.suffix != ".yml":
        raise click.UsageError("the file is named after the cooperative: SLUG.yml")
    database_name(file.stem, "membership")
    found = load_cooperative(file.stem, file.parent)
    if target.exists() and target.resolve() != file.resolve():
        raise Refused(f"{found.slug} is there already: {target}; after its founding an assembly changes its statutes")
    if not target.exists():
        target.write_bytes(file.read_bytes())
        try:
            all_cooperatives(folder)
        except Exception:
            target.unlink()
            raise
    click.echo(f"{found.slug} ({found.name}) is in {folder}; next: rochdale provision --plan, then rochdale provision")
