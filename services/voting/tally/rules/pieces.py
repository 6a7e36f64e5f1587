"""Votes in pieces: packed as they are read, so that a hundred thousand reach a worker without a long stop."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from services.voting.tally.rules.outcome import Outcome
from services.voting.tally.rules.question import Question
from services.voting.tally.rules.tallying import outcome_of

AT_ONCE = 1000
Row = tuple[Any, int, str | None]


def packed(rows: Iterable[tuple[str, int, str | None]]) -> Iterator[bytes]:
    """Pack rows as they come, ``AT_ONCE`` in each piece; the votes are JSON already and are not read here."""
    left, named = iter(rows), cache(json.dumps)
    while piece := list(islice(left, AT_ONCE)):
        said = (f"[{vote},{votes},{named(college)}]" for vote, votes, college in piece)
        yield f"[{','.join(said)}]".encode()


def unpacked(pieces: Iterable[bytes]) -> Iterator[Row]:
    """Return the rows of pieces."""
    for piece in pieces:
        yield from json.loads(piece)


def outcome_of_pieces(question: Question, pieces: list[bytes]) -> Outcome:
    """Tally a poll whose votes are packed; for a worker process."""
    return outcome_of(question, unpacked(pieces))
