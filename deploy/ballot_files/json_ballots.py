"""Our own file of ballots: {"title", "candidates": [names], "seats", "ballots": [{"votes": 3, "vote": …}]}.

A vote stands in its kept form for the rule: one name for plurality, names for approval and in order of preference for
scottish_stv, ranks for schulze ([["a"], ["b", "c"]]), grades for majority_judgment ({"a": "good"}).
"""

from __future__ import annotations

import json
from typing import Any

from services.voting.tally.rules.votes import expected, parse_kept

from .errors import BallotFileError
from .papers import MOST_CANDIDATES, RULES, Papers

KEYS = {"title", "candidates", "withdrawn", "seats", "ballots"}


def read_json(text: str, rule: str) -> Papers:
    """Read JSON; a vote that does not fit the rule is an error, ``null`` is a null vote."""
    try:
        found = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise BallotFileError(f"not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise BallotFileError("not JSON that can be read: nested too deep") from None
    if not isinstance(found, dict) or not isinstance(found.get("ballots"), list):
        raise BallotFileError('expected {"candidates": […], "seats": n, "ballots": [{"votes": n, "vote": …}]}')
    if strange := sorted(found.keys() - KEYS):
        raise BallotFileError(f"unknown: {', '.join(strange)}")
    candidates, withdrawn = _names(found, "candidates"), _names(found, "withdrawn")
    if not 1 <= len(candidates) <= MOST_CANDIDATES:
        raise BallotFileError(f"{len(candidates)} candidates: there must be from 1 to {MOST_CANDIDATES}")
    if strangers := sorted(set(withdrawn) - set(candidates)):
        raise BallotFileError(f"withdrawn, but not among the candidates: {', '.join(strangers)}")
    seats = found.get("seats")
    if seats is not None and not _whole(seats, 1):
        raise BallotFileError("seats: a whole number from 1 on")
    profile = [_ballot(at, one, rule, candidates) for at, one in enumerate(found["ballots"], start=1)]
    title = found.get("title")
    return Papers(title if isinstance(title, str) else "", tuple(candidates), frozenset(withdrawn), seats, profile)


def _names(found: dict[str, Any], key: str) -> list[str]:
    names = found.get(key, [])
    if not isinstance(names, list) or not all(isinstance(one, str) and one for one in names):
        raise BallotFileError(f"{key}: a list of names")
    if len(set(names)) != len(names):
        raise BallotFileError(f"{key}: the same name twice")
    return names


def _ballot(at: int, one: Any, rule: str, candidates: list[str]) -> tuple[Any, int]:
    if not isinstance(one, dict) or one.keys() - {"votes", "vote"} or "vote" not in one:
        raise BallotFileError(f'ballot {at}: expected {{"votes": n, "vote": …}}')
    votes = one.get("votes", 1)
    if not _whole(votes, 0):
        raise BallotFileError(f"ballot {at}: votes is a whole number")
    if one["vote"] is None:
        return None, votes
    method = RULES[rule]
    kept = parse_kept(method, one["vote"], candidates, None)
    if kept is None:
        raise BallotFileError(f"ballot {at} is no vote for {rule}; expected {expected(method)}")
    return kept, votes


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= 10**15


def _no_float(said: str) -> None:
    raise BallotFileError(f"whole numbers only, not {said}")
