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
                proof = prove(database)
        finally:
            database.close()
        sound = sound and proof.sound
        for line in proof.lines:
            click.echo(f"{slug}: {line}")
    if not sound:
        context.exit(FAILED)
