"""`rochdale coop import`: a cooperative that left another place with everything arrives here with the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .exporting import coop
from .options import database_url, var_option
from .outcome import FAILED, Refused

if TYPE_CHECKING:
    from deploy.moving import Settled


@coop.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", metavar="HEX", help="The SHA-256 of the manifest, as the export told it.")
@var_option
@click.pass_context
def import_coop(context: click.Context, file: Path, sha256: str | None, var: Path) -> None:
    """Restore the cooperative that left with FILE, which `rochdale coop export` wrote.

    It must be provisioned here, with the file SLUG.yml that the export holds, and its databases unused and of the same
    schema. Either all of it arrives, every table equal to the export, or nothing. Then the books are replayed and the
    boards of its polls verified; exit code 1 when one does not hold.
    """
    from deploy.moving import Archive, arrive
    from deploy.provisioning.databases import DatabaseServer
    from deploy.provisioning.naming import database_name
    from deploy.suite import administration
    from services.commons.clock import system_clock
    from services.commons.contract import SERVICES

    from .telling import console

    with closing(Archive(file)) as archive:
        if sha256 is not None and sha256.strip().lower() != archive.sha256:
            raise Refused(f"the manifest of {file} has the SHA-256 {archive.sha256}, not the one that you were told")
        slug = archive.coop
        for service in SERVICES:
            database_url(var, service, slug)
        server = DatabaseServer(administration(var).database)
        urls = {service: server.url(database_name(slug, service)) for service in SERVICES}
        with console.status(f"reading {file}") as status:

            def told(service: str, table: str, done: int, of: int) -> None:
                status.update(f"{slug}: {service} {table} ({done} of {of})")

            arrived = arrive(archive, urls, system_clock(), told)
        click.echo(f"{slug}: {arrived.tables} tables, {arrived.rows} rows arrived, each table equal to the export")
        _tell_settled(arrived.settled)
        if not _proved(slug, var):
            context.exit(FAILED)
        click.echo("next: rochdale provision (the law may be newer here), a key, and what leave-and-arrive.md says")


def _tell_settled(settled: Settled) -> None:
    for name in settled.revoked:
        click.echo(f"revoked, for the former operator made it: the key {name!r}")
    for count, said in (
        (settled.told_again, "event(s) had not reached every service, and are told again"),
        (settled.waiting, "event(s) were never published, and are now"),
        (settled.jobs, "job(s) go on where they were"),
        (settled.dead_letters, "dead letter(s) wait: rochdale dead-letters list"),
        (settled.open_polls, "poll(s) are open: the former operator had the keys that seal their ballots"),
    ):
        if count:
            click.echo(f"{count} {said}")


def _proved(slug: str, var: Path) -> bool:
    """Replay the books and verify the boards where they now are, and tell what does not hold."""
    from deploy.moving.proving import boards, books
    from services.commons.clock import system_clock
    from services.commons.storage import Database

    from .telling import console

    with console.status("replaying the books") as status:
        with closing(Database(database_url(var, "ledger", slug), service="ledger", coop=slug, pool=1)) as ledger:
            report = books(ledger, lambda what, done, of: status.update(f"{what} ({done} of {of})"))
        status.update("verifying the boards of the polls")
        with closing(Database(database_url(var, "voting", slug), service="voting", coop=slug, pool=1)) as voting:
            verified = dict(boards(voting, system_clock))
    wrong = {poll_id: said for poll_id, said in verified.items() if said}
    click.echo(f"{len(report.checks) - len(report.findings)} of {len(report.checks)} checks of the books hold; "
               f"chained up to {report.chained}:{report.head}")  # fmt: skip
    click.echo(f"{len(verified) - len(wrong)} of {len(verified)} boards hold")
    for finding in report.findings:
        click.echo(f"does not hold: {finding.check}; first at {finding.row}: {finding.detail}")
    for poll_id, said in wrong.items():
        click.echo(f"does not hold: the board of {poll_id}: {said}")
    return report.holds and not wrong


__all__ = ["coop", "import_coop"]
