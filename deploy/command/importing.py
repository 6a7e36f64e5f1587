"""`rochdale import`: sends a spreadsheet to a running suite, and shows the verdict on each line."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import coop_option
from .outcome import FAILED, Failed, Refused

if TYPE_CHECKING:
    import httpx

KINDS = (
    "members", "persons", "contacts", "cards", "mandates", "working-groups", "activities", "engagements", "payroll",
    "shifts", "share-movements", "share-subscriptions", "revenues", "expenses", "payroll-entries", "sales",
    "auxiliary-names",
)
SHOWN = 200
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("what", type=click.Choice(KINDS))
@click.argument("file", type=_FILE)
@coop_option
@click.option("--url", default="http://127.0.0.1:8080", show_default=True, help="Where the suite answers.")
@click.option("--key-file", "key_file", type=_FILE, required=True,
              help="The file that holds the key, or the keys as `rochdale up --demo-keys` writes them.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would happen; nothing is written.")
@click.option("--legacy", is_flag=True, help="Take days before the founding (members, shifts, share movements, sales).")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN:FIELD", help="What a column is; may be repeated.")
@click.option("--ignore", "ignored", multiple=True, metavar="COLUMN", help="A column to pass over; may be repeated.")
@click.option("--encoding", type=click.Choice(["utf-8", "utf-16", "windows-1252", "iso-8859-15"]),
              help="How the file is written, if it is not UTF-8.")  # fmt: skip
@click.option("--refused", "mended", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT",
              help="Write the refused lines to this file with what is wrong, to mend and send again.")  # fmt: skip
@click.pass_context
def import_sheet(
    context: click.Context, what: str, file: Path, coop: str, url: str, key_file: Path, dry_run: bool, legacy: bool,
    mapped: tuple[str, ...], ignored: tuple[str, ...], encoding: str | None, mended: Path | None,
) -> None:  # fmt: skip
    """Send FILE (CSV) to be taken in, show its progress, and the verdict on every line that is refused.

    A line that was taken in is known by its id: sending the sheet again changes nothing, so that it can be mended and
    sent as a whole. Exit code 1 when a line is refused.
    """
    said = {
        "map": ",".join(map(_without_comma, mapped)), "ignore": ",".join(map(_without_comma, ignored)),
        "encoding": encoding, "dry_run": "true" if dry_run else None, "legacy": "true" if legacy else None,
    }  # fmt: skip
    with _client(url, coop, _key(key_file, coop)) as http:
        job = _sent(http, f"/imports/{what}", file, {name: value for name, value in said.items() if value})
        job = _awaited(http, job)
        refused = _tell(http, job, dry_run)
        if refused and mended is not None:
            mended.write_bytes(_answer(http.get(f"/jobs/{job['id']}/refused-lines")).content)
            click.echo(f"{mended}: {refused} line(s) to mend")
    if refused or job["state"] != "succeeded":
        context.exit(FAILED)


def _without_comma(name: str) -> str:
    """A comma parts names in the query; a name is known without it (see services/commons/sheets/headings)."""
    return name.replace(",", " ")


def _key(file: Path, coop: str) -> str:
    text = file.read_text().strip()
    try:
        text = str(json.loads(text)[coop]) if text.startswith("{") else text
    except (ValueError, KeyError):
        raise Refused(f"{file} holds no key of {coop}") from None
    if not text.startswith("rk_") or len(text.split()) != 1:
        raise Refused(f"{file} holds no key: a key begins with rk_")
    return text


@contextmanager
def _client(url: str, coop: str, key: str) -> Iterator[httpx.Client]:
    import httpx

    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{url.rstrip('/')}/v1/coops/{coop}", headers=headers, timeout=60) as http:
        yield http


def _sent(http: httpx.Client, path: str, file: Path, query: dict[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": uuid.uuid4().hex,
               "Content-Length": str(file.stat().st_size)}  # fmt: skip
    with file.open("rb") as opened:
        job: dict[str, Any] = _answer(http.post(path, params=query, content=opened, headers=headers)).json()
    return job


def _awaited(http: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Wait until the job has ended, and show how far it is: on a terminal in place, else a line for each step."""
    from .telling import console

    told = ""
    with console.status("reading") as status:
        while job["state"] in ("queued", "running"):
            job = _answer(http.get(f"/jobs/{job['id']}", headers={"Prefer": "wait=1"})).json()
            progress = job["progress"]
            said = f"{progress['settled']} of {progress['total'] or '?'} lines"
            status.update(said)
            if said != told and not sys.stdout.isatty() and progress["total"]:
                click.echo(said)
            told = said
    return job


def _tell(http: httpx.Client, job: dict[str, Any], dry_run: bool) -> int:
    """Print the counts, and the lines that are refused; return how many these are."""
    from .telling import tell_table

    if job["state"] != "succeeded":
        problem = job.get("problem") or {}
        raise Failed(f"{job['state']}: {problem.get('detail') or problem.get('code') or 'no reason was given'}")
    counts = job["counts"]
    would, outcomes = "would be " if dry_run else "", ("created", "updated", "skipped", "refused")
    told = [f"{counts[name]} {would}{name}" for name in outcomes if counts.get(name)]
    click.echo(", ".join(told) or "the sheet has no lines")
    refused = int(counts.get("refused", 0))
    if refused:
        lines = _answer(http.get(f"/jobs/{job['id']}/lines", params={"outcome": "refused", "limit": SHOWN})).json()
        rows = [(one["line"], one["problem"]["code"], _why(one["problem"])) for one in lines["data"]]
        tell_table(("line", "code", "what is wrong"), rows, "")
        if refused > len(rows):
            click.echo(f"and {refused - len(rows)} more; --refused OUT writes them all")
    return refused


def _why(problem: dict[str, Any]) -> str:
    said = str(problem.get("detail", ""))
    if problem.get("code") == "invalid_request":
        said = " ".join(f"{one.get('pointer', '').lstrip('/')}: {one['message']}" for one in problem.get("errors", []))
    return f"{said} [{problem['article']}]" if problem.get("article") else said


def _answer(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < 400:
        return answer
    kind = answer.headers.get("content-type", "")
    problem = answer.json() if "json" in kind else {}
    raise Refused(f"{problem.get('detail') or answer.reason_phrase} ({problem.get('code') or answer.status_code})")
