"""`rochdale ledger`: proofs over the books."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from .options import coops_option, database_url, provisioned, var_option
from .outcome import FAILED

if TYPE_CHECKING:
    from rich.status import Status

    from services.ledger.proof.check import CheckReport, KeptHead


@click.group()
def ledger() -> None:
    """Check the books."""


@ledger.command()
@coops_option
@var_option
@click.option(
    "--head", "heads", multiple=True, metavar="POSITION:HASH",
    help="A head of the chain that somebody kept, such as the federation; may be repeated.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each cooperative, a line each.")
@click.pass_context
def check(context: click.Context, coops: tuple[str, ...], var: Path, heads: tuple[str, ...], as_json: bool) -> None:
    """Replay every entry from zero and prove the books.

    Compares entries, balances, periods, the chain, the capital register, carried balances and sealed years with each
    other, and names the first wrong row of each kind. Exit code 1 when anything does not hold.
    """
    from rich.console import Console

    from services.commons.storage import Database
    from services.ledger.proof.check import check as prove

    kept = [_kept_head(one) for one in heads]
    sound = True
    for slug in coops or provisioned(var):
        database = Database(database_url(var, "ledger", slug), service="ledger", coop=slug, pool=1)
        began = time.monotonic()
        try:
            with Console(stderr=True).status(f"replaying the books of {slug}") as status:

                def told(what: str, done: int, of: int, slug: str = slug, status: Status = status) -> None:
                    status.update(f"{slug}: {what} ({done:,} of {of:,})")

                report = prove(database, kept=kept, progress=told)
        finally:
            database.close()
        (_tell_json if as_json else _tell)(report, time.monotonic() - began)
        sound = sound and report.holds
    if not sound:
        context.exit(FAILED)


@ledger.command("verify-chain")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--head", metavar="POSITION:HASH", help="The head that the file must end with.")
@click.pass_context
def verify_chain(context: click.Context, file: IO[str], head: str | None) -> None:
    """Verify an exported chain of entries (GET /proof/chain), without any server; "-" reads what is piped in.

    Exit code 1 when a line does not follow from the one before it.
    """
    from services.ledger.proof.chain import verified

    found = verified(file)
    kept = _kept_head(head) if head else None
    click.echo(f"{found.coop or 'nobody'}: {found.positions} entries follow from each other, up to {found.head}")
    if found.wrong:
        click.echo(f"does not hold: {found.wrong}")
    elif kept and (kept.position, kept.hash) != (found.positions, found.head):
        click.echo(f"does not hold: it should end at position {kept.position} with {kept.hash}")
    else:
        return
    context.exit(FAILED)


def _kept_head(said: str) -> KeptHead:
    from services.ledger.proof.check import KeptHead

    position, _, head = said.partition(":")
    if not (position.isascii() and position.isdigit() and len(position) < 19) or len(head) != 64:
        raise click.BadParameter("write a head as POSITION:HASH, the hash with 64 digits", param_hint="--head")
    return KeptHead(int(position), head.lower())


def _tell(report: CheckReport, seconds: float) -> None:
    counted = f"{report.entries} entries, {report.lines} lines, {report.movements} share movements"
    rate = f"{report.lines / seconds:,.0f} lines/s" if seconds else "at once"
    held = len(report.checks) - len(report.findings)
    click.echo(f"{report.coop}: {counted}: {held} of {len(report.checks)} checks hold ({seconds:.1f} s, {rate})")
    waiting = report.entries - report.chained
    behind = f", {waiting} wait" if waiting else ""
    click.echo(f"{report.coop}: chained up to {report.chained}:{report.head}{behind}")
    for finding in report.findings:
        click.echo(f"{report.coop}: does not hold: {finding.check}; first at {finding.row}: {finding.detail}")


def _tell_json(report: CheckReport, seconds: float) -> None:
    told = {**asdict(report), "holds": report.holds, "seconds": round(seconds, 3)}
    click.echo(json.dumps(told, ensure_ascii=False))
