"""`rochdale tally`: counts a file of ballots, without any service."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from deploy.ballot_files import Papers
    from services.voting.tally.rules.methods import Count

RULES = ("scottish_stv", "schulze", "approval", "plurality", "majority_judgment")


class Unreadable(click.ClickException):
    """The file cannot be counted as asked."""

    exit_code = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(RULES), required=True, help="By which rule the ballots are counted.")
@click.option("--seats", type=click.IntRange(1, 1000), help="The seats to fill, unless as the file says.")
@click.option("--precision", type=click.IntRange(0, 30), default=5, show_default=True, metavar="D",
              help="The decimals of the values of an STV; the Scottish rules have 5.")  # fmt: skip
@click.option("--ties", type=click.Choice(["order", "lot"]), default="order", show_default=True,
              help="What settles ties: the order in which candidates stand, or a lot drawn from --seed.")  # fmt: skip
@click.option("--seed", metavar="HEX", help="The seed of the lot, in hexadecimal.")
@click.option("--poll", default="", help="The id of the poll, which the lot of a poll of Rochdale is drawn with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def tally(file: Path, rule: str, seats: int | None, precision: int, ties: str, seed: str | None, poll: str,
          as_json: bool) -> None:  # fmt: skip
    """Count the ballots of FILE: BLT as any program writes it, or JSON.

    \b
    scottish_stv       Scottish Local Government Elections Order 2007, with every stage
    schulze            strongest paths by winning votes; equal ranks count for neither
    approval           every candidate whom a ballot names is approved of
    plurality          the first preference counts
    majority_judgment  JSON alone: a BLT file has no grades

    \b
    JSON: {"title": "…", "candidates": ["Ann", "Bob"], "seats": 1, "ballots": [{"votes": 3, "vote": ["Bob", "Ann"]}]}
    with a vote as names (by preference for scottish_stv), ranks for schulze [["Ann"], ["Bob"]], or grades
    {"Ann": "good"}: excellent, very_good, good, fair, poor, reject; null is a null vote.

    \b
    Exit code 2 when the file cannot be counted so; the message names the line.
    """
    from deploy.ballot_files import RULES as METHODS
    from deploy.ballot_files import BallotFileError, read_ballot_file
    from services.voting.tally.rules.methods import count

    settled_by = _ties(ties, seed, poll)
    try:
        papers = read_ballot_file(file, rule)
    except (BallotFileError, OSError) as error:
        raise Unreadable(f"{file}: {error}") from None
    filled = seats or papers.seats
    if filled is None:
        raise click.UsageError("the file does not say how many seats there are; name them by --seats")
    if not papers.standing:
        raise Unreadable(f"{file}: every candidate has withdrawn")
    counted = count(METHODS[rule], papers.profile, papers.standing, filled, ties=settled_by, precision=precision)
    told = _told(file, rule, filled, papers, counted)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        from .tally_table import tell_count

        tell_count(told)


def _ties(rule: str, seed: str | None, poll: str) -> Any:
    from services.voting.tally.rules.methods import Ties

    if (rule == "lot") != (seed is not None):
        raise click.UsageError("a lot is drawn from a seed: --ties lot and --seed HEX go together")
    if seed is not None and (len(seed) % 2 or not re.fullmatch(r"[0-9a-fA-F]{2,1024}", seed)):
        raise click.BadParameter("write the seed in hexadecimal, two digits for each byte", param_hint="--seed")
    return Ties(rule, seed.lower() if seed else None, poll)


def _told(file: Path, rule: str, seats: int, papers: Papers, counted: Count) -> dict[str, Any]:
    """Return the result as JSON; all ballots of the file are accounted for."""
    assert counted.cast == papers.total, "ballots were lost"
    return {
        "file": file.name, "title": papers.title, "rule": rule, "seats": seats,
        "candidates": [{"name": name, "withdrawn": name in papers.withdrawn} for name in papers.candidates],
        "ballots": {"total": papers.total, "valid": counted.expressed, "blank": counted.blank, "null": counted.null},
        "quota": counted.figures.get("quota"), "winners": list(counted.elected), "ranking": list(counted.ranking),
        "figures": dict(counted.figures), "rounds": list(counted.rounds), "ties": list(counted.ties),
    }  # fmt: skip
