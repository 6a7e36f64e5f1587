"""`rochdale ledger`: proofs over the books."""

from __future__ import annotations

from pathlib import Path

import click

from .options import coops_option, database_url, provisioned, var_option
from .outcome import FAILED


@click.group()
def ledger() -> None:
    """Check the books."""


@ledger.command()
@coops_option
@var_option
@click.pass_context
def check(context: click.Context, coops: tuple[str, ...], var: Path) -> None:
    """Replay every entry from zero and prove the books: balances, the chain, the sum of everything.

    Exit code 1 when anything does not hold.
    """
    from services.commons.storage import Database
    from services.ledger.reports.check import check as prove

    from .telling import console

    sound = True
    for slug in coops or provisioned(var):
        database = Database(database_url(var, "ledger", slug), service="ledger", coop=slug, pool=1)
        try:
            with console.status(f"replaying the books of {slug}"):
                report = prove(database)
        finally:
            database.close()
        counted = f"{report.entries} entries, {report.lines} lines, {report.movements} share movements"
        held = len(report.checks) - len(report.findings)
        click.echo(f"{slug}: {counted}: {held} of {len(report.checks)} checks hold")
        for finding in report.findings:
            click.echo(f"{slug}: does not hold: {finding.check}; first at {finding.row}: {finding.detail}")
        sound = sound and report.holds
    if not sound:
        context.exit(FAILED)
