"""BLT, the file of ballots that most programs for the single transferable vote write.

Hill, Wichmann & Woodall, "Algorithm 123 - Single Transferable Vote by Meek's method" (1987): candidates and seats; the
withdrawn as negative numbers; ballots as weight, preferences, 0; a 0; names and title in quotes. From later programs
(OpenSTV, OpaVote, Droop): comments, ballot ids ``(…)`` before the weight, ``=`` between equals, ``-`` for a rank that
was left out (passed over), a party after the name. Old files hold a ballot on several lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .blt_names import names_in
from .errors import BallotFileError
from .papers import MOST_CANDIDATES, Papers, apart

Ranks = list[list[int]]
MOST_VOTES = 10**12
_NUMBER = re.compile(r"[0-9]{1,15}")
_WITHDRAWN = re.compile(r"-[0-9]{1,15}")
_LONG_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class _Lines:
    """The lines of a file, without comments and outer blanks, and the number that each has in the file."""

    texts: list[str]
    numbers: list[int]


def read_blt(text: str, rule: str) -> Papers:
    """Read a BLT file for a rule; ballots that say the same in the same words are read once."""
    if rule == "majority_judgment":
        raise BallotFileError("a BLT file ranks candidates and has no grades; majority judgment needs JSON with grades")
    if "/*" in text:
        text = _LONG_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    raw = text.splitlines()
    lines = _without_comments(raw)
    if not lines.texts:
        raise BallotFileError("the file is empty")
    candidates, seats, gone, start = _head(lines)
    end, ballots = _ballots(lines, start)
    names, title = names_in(raw[end:], end, candidates)
    named = apart(names)
    known = {str(number): [number] for number in range(1, candidates + 1)}
    profile = []
    for statement, times, line in ballots:
        ranks, weight = _ranks(statement, known, line)
        if gone:  # whoever comes next moves up
            ranks = [rest for rank in ranks if (rest := [one for one in rank if one not in gone])]
        profile.append((_KEPT[rule](ranks, named, line), weight * times))
    return Papers(title, tuple(named), frozenset(named[one - 1] for one in gone), seats, profile)


def _without_comments(raw: list[str]) -> _Lines:
    texts, numbers = [], []
    for number, line in enumerate(raw, start=1):
        text = line.partition("#")[0].strip() if "#" in line else line.strip()
        if text:
            texts.append(text)
            numbers.append(number)
    return _Lines(texts, numbers)


def _head(lines: _Lines) -> tuple[int, int, set[int], int]:
    """Return the number of candidates and of seats, who withdrew, and where the ballots begin."""
    first, number = lines.texts[0].split(), lines.numbers[0]
    if len(first) < 2 or not all(_NUMBER.fullmatch(one) for one in first[:2]):
        raise BallotFileError("expected the number of candidates and the number of seats", number)
    candidates, seats = int(first[0]), int(first[1])
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise BallotFileError(f"{candidates} candidates: there must be from 1 to {MOST_CANDIDATES}", number)
    if seats < 1:
        raise BallotFileError("no seat to fill", number)
    gone, at, words = set[int](), 0, first[2:]
    while True:
        while words and _WITHDRAWN.fullmatch(words[0]):
            word = words.pop(0)
            if not 1 <= -int(word) <= candidates:
                raise BallotFileError(f"{word!r} withdraws none of the {candidates} candidates", lines.numbers[at])
            gone.add(-int(word))
        if words:  # where line ends mean nothing, ballots may follow at once
            lines.texts[at] = " ".join(words)
            return candidates, seats, gone, at
        at += 1
        if at == len(lines.texts) or not _WITHDRAWN.match(lines.texts[at]):
            return candidates, seats, gone, at
        words = lines.texts[at].split()


def _ballots(lines: _Lines, start: int) -> tuple[int, list[tuple[str, int, int]]]:
    """Return after which line of the file the ballots end, and each different statement, how often and on which line.

    A statement is a ballot up to its 0. Nearly all files have one on each line; the others are put together.
    """
    try:
        end = lines.texts.index("0", start)
    except ValueError:
        end = len(lines.texts)
    one_a_line = lines.texts[start:end]
    if end < len(lines.texts) and all(map(_is_whole, one_a_line)):
        seen = Counter(one_a_line)
        return lines.numbers[end], [(text, seen[text], lines.numbers[at]) for text, at in _first(one_a_line, start)]
    return _put_together(lines, start)


def _is_whole(text: str) -> bool:
    """Say whether a line is one ballot: the 0 that ends it is the only one, but for what an id may have."""
    said = text.rpartition(")")[2] if text[0] == "(" else text
    return said.endswith((" 0", "\t0")) and " 0 " not in said


def _first(texts: list[str], start: int) -> list[tuple[str, int]]:
    """Return each different text with the place where it stands first, in that order."""
    places: dict[str, int] = {}
    for at, text in enumerate(texts, start):
        places.setdefault(text, at)
    return list(places.items())


def _put_together(lines: _Lines, start: int) -> tuple[int, list[tuple[str, int, int]]]:
    """Put together ballots that go on over the end of a line, or stand several on one, up to the 0 that ends them."""
    found: list[tuple[str, int, int]] = []
    words: list[str] = []
    began = lines.numbers[0]
    for text, number in zip(lines.texts[start:], lines.numbers[start:], strict=True):
        for word in text.split():
            if not words:
                began = number
            if word == "0" and not words:
                return number, found
            if word.startswith('"'):
                raise BallotFileError("names begin before a 0 has ended the ballots", number)
            words.append(word)
            if word == "0":
                found.append((" ".join(words), 1, began))
                words = []
    if words:
        raise BallotFileError("the ballot that begins here does not end with 0", began)
    raise BallotFileError("no 0 ends the ballots", lines.numbers[-1])


def _ranks(statement: str, known: dict[str, list[int]], line: int) -> tuple[Ranks, int]:
    """Return what a ballot says, best first, and its weight; ``known`` has the rank that each candidate alone makes."""
    if statement.startswith("("):
        label, closed, statement = statement.partition(")")
        if not closed:
            raise BallotFileError(f"the id {label!r} is not closed by a bracket", line)
    weight, *said = statement.split()[:-1] or [""]
    if not _NUMBER.fullmatch(weight):
        raise BallotFileError(f"a ballot begins with its weight, a whole number, not with {weight!r}", line)
    if int(weight) > MOST_VOTES:
        raise BallotFileError(f"the weight {weight} is too great", line)
    try:
        ranks = [known[one] for one in said]
    except KeyError:
        ranks = [_rank(one, len(known), line) for one in said if one != "-"]
    named = [one for rank in ranks for one in rank]
    if len(set(named)) != len(named):
        twice = next(one for one in named if named.count(one) > 1)
        raise BallotFileError(f"candidate {twice} stands twice on one ballot", line)
    return ranks, int(weight)


def _rank(said: str, candidates: int, line: int) -> list[int]:
    found = []
    for one in said.split("="):
        if not _NUMBER.fullmatch(one) or not 1 <= int(one) <= candidates:
            raise BallotFileError(f"{one!r} is none of the candidates 1 to {candidates}", line)
        found.append(int(one))
    return found


def _preferences(ranks: Ranks, names: list[str], line: int) -> list[str]:
    for rank in ranks:
        if len(rank) > 1:
            raise BallotFileError("candidates stand equal on this ballot, which Scottish STV does not admit", line)
    return [names[rank[0] - 1] for rank in ranks]


def _first_choice(ranks: Ranks, names: list[str], line: int) -> list[str]:
    if ranks and len(ranks[0]) > 1:
        raise BallotFileError("several candidates stand first on this ballot; plurality counts one", line)
    return [names[ranks[0][0] - 1]] if ranks else []


def _approved(ranks: Ranks, names: list[str], line: int) -> list[str]:
    return sorted(names[one - 1] for rank in ranks for one in rank)


def _ranked(ranks: Ranks, names: list[str], line: int) -> list[list[str]]:
    return [sorted(names[one - 1] for one in rank) for rank in ranks]


_KEPT: dict[str, Callable[[Ranks, list[str], int], Any]] = {
    "scottish_stv": _preferences, "plurality": _first_choice, "approval": _approved, "schulze": _ranked,
}  # fmt: skip
