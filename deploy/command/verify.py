"""`rochdale verify`: proves a poll from its published board, without any server."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from .outcome import FAILED

if TYPE_CHECKING:
    from services.voting.board.verifying import Report

NO_BOARD = 2
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_HASH = 64


@click.command()
@click.argument("board", type=_FILE)
@click.option(
    "--receipt", "receipts", multiple=True, type=_FILE,
    help="What casting a ballot answered, or a receipt, as JSON: is that ballot on the board? May be repeated.",
)  # fmt: skip
@click.option("--key", metavar="HEX", help="The key that must have signed the board, from GET /board/key.")
@click.option("--share", type=_FILE, help="A scrutineer's share: is it one of this poll's?")
@click.option("--credentials", type=_FILE, help="Credential hashes, one a line: are they those fixed before the vote?")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def verify(
    context: click.Context, board: Path, receipts: tuple[Path, ...], key: str | None, share: Path | None,
    credentials: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Verify a poll from its board (GET /polls/{id}/board), with no service, database or network.

    Checks every hash and signature, opens every ballot, counts again and compares. Names what is wrong by its line, and
    says what the file alone cannot show. Exit code 1 when something is wrong, 2 when the file is no board.
    """
    from services.voting.board.verifying import Given, NoBoard
    from services.voting.board.verifying import verify as prove

    given = Given(
        {path.name: _receipt(path) for path in receipts},
        share.read_text().strip() if share else None,
        credentials.read_text().split() if credentials else None,
        _key(key),
    )
    with ExitStack() as stack:
        file = stack.enter_context(board.open("rb"))
        told = stack.enter_context(_progress(file, quiet=as_json))
        try:
            report = prove(file, given, told)
        except NoBoard as problem:
            click.echo(f"{board}: {problem}", err=True)
            context.exit(NO_BOARD)
    (_tell_json if as_json else _tell)(report)
    if not report.holds:
        context.exit(FAILED)


def _progress(file: IO[bytes], *, quiet: bool) -> Any:
    """Show on a terminal how far the reading is; it is told as (what, position in the file)."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return nullcontext(None)
    size = max(1, os.fstat(file.fileno()).st_size)

    class Shown:
        def __enter__(self) -> Any:
            self.status = console.status("reading").__enter__()
            return lambda what, at: self.status.update(f"{what} {100 * at // size} %" if at else what)

        def __exit__(self, *caught: Any) -> None:
            self.status.__exit__(*caught)

    return Shown()


def _receipt(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_bytes())
    except ValueError:
        read = None
    if not isinstance(read, dict) or not isinstance(read.get("tracker"), str):
        raise click.BadParameter(f"{path} is no receipt: it names no tracker", param_hint="--receipt")
    return read


def _key(said: str | None) -> str | None:
    if said is not None and (len(said) != _HASH or set(said.lower()) - set("0123456789abcdef")):
        raise click.BadParameter("write the key with 64 hexadecimal digits", param_hint="--key")
    return said.lower() if said else None


def _tell(report: Report) -> None:
    click.echo(f"{report.coop}, poll {report.poll_id}: {report.entries} entries, {report.ballots} ballots")
    if report.result:
        told = ", ".join(f"{name} {number}" for name, number in report.result["counts"].items())
        elected = ", ".join(report.result["elected"])
        click.echo(f"  result: {report.result['outcome']}" + (f"; {told}" if told else "")
                   + (f"; elected: {elected}" if elected else ""))  # fmt: skip
    for said in report.checked:
        click.echo(f"  holds: {said}")
    for said in report.unchecked:
        click.echo(f"  not shown by this file: {said}")
    for finding in report.findings:
        click.echo(f"  WRONG: {finding}")
    if report.more:
        click.echo(f"  WRONG: {report.more} more")
    click.echo("  the board holds" if report.holds else "  the board does NOT hold")


def _tell_json(report: Report) -> None:
    findings = [{"line": one.line, "entry": one.entry, "said": one.said} for one in report.findings]
    click.echo(json.dumps({**asdict(report), "findings": findings, "holds": report.holds}, ensure_ascii=False))
