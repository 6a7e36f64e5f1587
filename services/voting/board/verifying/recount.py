"""Opens the ballots with the published key, and tallies them again by the rules that the service used."""

from __future__ import annotations

import base64
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import IO, Any

from services.commons.canonical import canonical
from services.voting.board.statements import BALLOT
from services.voting.board.verifying.document import Entry, Header, header_of, rows_of
from services.voting.board.verifying.replay import Event, Replay
from services.voting.board.verifying.report import Report
from services.voting.scrutiny.reading import read_piece
from services.voting.tally.rules import Question, outcome_of

_PIECE = 2_000
Rows = list[tuple[Any, int, str | None]]
# What is compared of a tally: always, unless figures are withheld, and unless figures of colleges are.
_ALWAYS = ("outcome", "elected", "second_round", "scale")
_UNLESS_FEW = ("counts", "runners_up", "ties")
_UNLESS_FEW_OF_A_COLLEGE = ("ranking", "colleges", "figures", "rounds", "reasoning")


def ballots_of(
    file: IO[bytes], header: Header, replay: Replay, private: bytes, progress: Callable[[int], None]
) -> Rows:
    """Open every ballot of the file and return each different vote, how many votes say so, and their college."""
    opened = replay.events["opened"].data
    cells = sorted(replay.cells, key=lambda cell: (cell[0] or "", cell[1]))
    numbers = {cell: number for number, cell in enumerate(cells)}
    votes: Counter[tuple[int, str]] = Counter()
    piece: list[tuple[int, bytes]] = []

    def read() -> None:
        found: dict[str, Any] = read_piece(
            private, header.poll_id, opened["method"], opened["candidates"], opened["maximum_choices"], piece
        )
        for cell, vote, ballots in zip(found["cells"], found["votes"], found["ballots"], strict=True):
            votes[cell, vote] += ballots
        piece.clear()

    file.seek(0)
    header_of(file)
    for row in rows_of(file, Report()):
        if not isinstance(row, Entry):
            break
        if row.kind == BALLOT:
            cell = numbers[row.data.get("college"), row.data.get("weight", 1)]
            piece.append((cell, base64.b64decode(row.data["sealed"])))
        if len(piece) == _PIECE:
            read()
            progress(file.tell())
    if piece:
        read()
    rows: Rows = []
    while votes:
        # Each is let go as its row is made: a hundred thousand rankings are not in memory twice.
        (cell, vote), ballots = votes.popitem()
        rows.append((_shared(json.loads(vote)), ballots * cells[cell][1], cells[cell][0]))
    return rows


def _shared(vote: Any) -> Any:
    """Return a vote in which the same candidate is the same string as in every other vote."""
    if isinstance(vote, str):
        return sys.intern(vote)
    if isinstance(vote, list):
        return [_shared(one) for one in vote]
    return {sys.intern(name): _shared(grade) for name, grade in vote.items()} if isinstance(vote, dict) else vote


def papers_of(tally: Mapping[str, Any]) -> Rows:
    """Return what the tellers counted on paper."""
    return [(one["vote"], one["papers"] * one["weight"], one["college"]) for one in tally["papers"] or ()]


def counted_of(tally: Mapping[str, Any]) -> Rows:
    """Return what was counted in a poll that is not secret."""
    return [(one["vote"], one["votes"], one["college"]) for one in tally["counted"] or ()]


def check_tally(report: Report, header: Header, replay: Replay, rows: Rows) -> None:
    """Tally again, and compare everything that was published."""
    opened, closed, told = (replay.events[name] for name in ("opened", "closed", "tally"))
    again = json.loads(canonical(_again(header, opened, closed, told, rows)))
    names = list(_ALWAYS)
    if not told.data["withheld"]:
        names += _UNLESS_FEW
        names += () if told.data["withheld_by_college"] else _UNLESS_FEW_OF_A_COLLEGE
    for name in names:
        if again[name] != told.data[name]:
            report.wrong(told.line, f"the tally says {name} {_short(told.data[name])}; counted again it is"
                                    f" {_short(again[name])}", told.index)  # fmt: skip


def _again(header: Header, opened: Event, closed: Event, told: Event, rows: Rows) -> dict[str, Any]:
    asked, ended = opened.data, closed.data
    question = Question(
        poll_id=header.poll_id, method=asked["method"], terms=asked["terms"], entitled=asked["entitled"],
        present=ended["present"], quorum=asked["quorum"], seats=asked["seats"], candidates=tuple(asked["candidates"]),
        electorate={name: tuple(votes) for name, votes in ended["electorate"].items()}, weighing=ended["weighing"],
        tie_seed=told.data["tie_seed"],
    )  # fmt: skip
    outcome = asdict(outcome_of(question, rows))
    return outcome | {"scale": None if outcome["scale"] is None else str(outcome["scale"])}


def _short(value: Any) -> str:
    text = canonical(value).decode()
    return text if len(text) <= 200 else f"{text[:200]}…"
