"""`rochdale coop export`: everything that a cooperative owns, in one file that a person can read."""

from __future__ import annotations

from pathlib import Path

import click

from .coop import coop
from .options import chosen, database_url, files_option, var_option
from .outcome import Refused


@coop.command("export")
@click.argument("slug")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@files_option
@var_option
def export_coop(slug: str, out: Path, files: Path | None, var: Path) -> None:
    """Write everything that the cooperative SLUG owns to OUT (ZIP): every table of its databases as CSV, and its file.

    All databases are read at one instant; to leave for good, stop the services first, since what they write afterwards
    is not in it. `manifest.json` names each table with its rows and its SHA-256, and `rochdale coop import` restores
    the whole elsewhere. The export holds personal data, and the keys that sign its boards and seal its ballots: it is
    kept as the databases are. Of API keys and sign-ins it holds hashes.
    """
    from deploy.moving import leave
    from services.commons.contract import SERVICES

    from .telling import console

    (cooperative,) = chosen(files, (slug,))
    urls = {service: database_url(var, service, slug) for service in SERVICES}
    try:
        with console.status(f"writing {out}"):
            manifest, sha256 = leave(out, slug, cooperative.name, _file(slug, files).read_bytes(), urls)
    except OSError as problem:
        raise Refused(f"{out} cannot be written: {problem.strerror}") from None
    for service, told in manifest["databases"].items():
        click.echo(f"{service}: {len(told)} tables, {sum(one['rows'] for one in told.values())} rows")
    click.echo(f"{out}: written; its manifest has the SHA-256 {sha256}")


def _file(slug: str, files: Path | None) -> Path:
    from deploy.cooperatives import HERE

    found = (files or HERE) / f"{slug}.yml"
    if not found.exists():
        raise Refused(f"there is no file {found}")
    return found


__all__ = ["coop", "export_coop"]
