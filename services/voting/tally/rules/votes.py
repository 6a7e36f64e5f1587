"""What one ballot may say under each method, and the one form in which its vote is kept: pure.

The kept form is JSON and canonical, so that the same vote is always the same bytes:

- ``resolution``: one word, ``["for"]``, ``["against"]``, ``["abstain"]`` or ``["blank"]``;
- ``consent``: one word, ``["consent"]``, ``["object"]``, ``["abstain"]`` or ``["blank"]``;
- ``single_choice``: one candidate ``["mbr_x"]``;
- ``approval``: candidates, sorted, ``["mbr_x", "mbr_y"]``;
- ``scottish_stv``: candidates in the order of preference, ``["mbr_y", "mbr_x"]``;
- ``schulze``: ranks, best first, each sorted, ``[["mbr_x"], ["mbr_y", "mbr_z"]]``; who is not named stands last;
- ``majority_judgment``: grades, ``{"mbr_x": "good"}``; who is not named is graded ``reject``.

A ballot that names nobody at all (``[]`` or ``{}``) is blank under every method of election.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

METHODS = ("resolution", "single_choice", "approval", "scottish_stv", "schulze", "majority_judgment", "consent")
# The methods that choose among candidates; the others decide on a question.
ELECTIVE = ("single_choice", "approval", "scottish_stv", "schulze", "majority_judgment")

WORDS = {
    "resolution": ("for", "against", "abstain", "blank"),
    "consent": ("consent", "object", "abstain", "blank"),
}
# Best first.
GRADES = ("excellent", "very_good", "good", "fair", "poor", "reject")

# In which field of a ballot the vote is said.
FIELD = {
    "resolution": "choice", "consent": "choice", "single_choice": "choices", "approval": "choices",
    "scottish_stv": "ranking", "schulze": "ranking", "majority_judgment": "grades",
}  # fmt: skip
_EXPECTED = {
    "resolution": "one choice: for, against, abstain or blank",
    "consent": "one choice: consent, object, abstain or blank",
    "single_choice": "choices: one candidate; none is a blank ballot",
    "approval": "choices: candidates, each once; none is a blank ballot",
    "scottish_stv": "ranking: candidates in the order of preference, each once; none is a blank ballot",
    "schulze": "ranking: candidates or lists of equals, best first, each once; none is a blank ballot",
    "majority_judgment": "grades: a grade for each candidate, one of " + ", ".join(GRADES) + "; none is a blank ballot",
}  # fmt: skip

Kept = list[Any] | dict[str, str]


class VoteProblem(Exception):
    """A ballot does not say a vote; ``kind`` tells why and ``values`` give the numbers of the refusal.

    Kinds: ``wrong_form`` (expected), ``repeated`` (candidates), ``unknown_candidate`` (candidates),
    ``too_many_choices`` (named, maximum).
    """

    def __init__(self, kind: str, **values: Any) -> None:
        super().__init__(kind)
        self.kind, self.values = kind, values


def expected(method: str) -> str:
    """Say in words what a ballot must say under a method."""
    return _EXPECTED[method]


def read_vote(method: str, said: Mapping[str, Any]) -> Kept:
    """Return the kept form of what a ballot says in ``choice``, ``choices``, ``ranking`` or ``grades``.

    Exactly the one field of the method must be there. Raises VoteProblem wrong_form or repeated; whether the
    candidates stand is for ``check_vote``.
    """
    given = {name: said.get(name) for name in ("choice", "choices", "ranking", "grades")}
    found = given.pop(FIELD[method])
    if found is None or any(other is not None for other in given.values()):
        raise _wrong_form(method)
    if method in WORDS:
        found = [found]
    return _canonical_form(method, found)


def check_vote(method: str, kept: Kept, candidates: Collection[str], maximum: int | None) -> Kept:
    """Return a kept vote that names only those who stand, and no more than ``maximum`` (None: all may be named).

    Raises VoteProblem unknown_candidate or too_many_choices.
    """
    if method in WORDS:
        return kept
    named = named_in(method, kept)
    if maximum is not None and len(named) > maximum:
        raise VoteProblem("too_many_choices", named=len(named), maximum=maximum)
    if strangers := sorted(set(named) - set(candidates)):
        raise VoteProblem("unknown_candidate", candidates=strangers)
    return kept


def parse_kept(method: str, kept: object, candidates: Collection[str], maximum: int | None) -> Kept | None:
    """Return the canonical vote that an opened ballot says, or None when it is null: nothing valid is said."""
    try:
        return check_vote(method, _canonical_form(method, kept), candidates, maximum)
    except VoteProblem:
        return None


def named_in(method: str, kept: Kept) -> list[str]:
    """Return the candidates that a kept vote names."""
    if method in WORDS:
        return []
    if method == "schulze":
        return [one for rank in kept for one in rank]
    return list(kept)


def is_blank(method: str, kept: Kept) -> bool:
    """Say whether a kept vote is blank: handed in, and naming nothing."""
    return list(kept) == ["blank"] if method in WORDS else not kept


def canonical(value: Any) -> str:
    """Return a kept vote as canonical JSON: keys sorted, nothing between the signs."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _canonical_form(method: str, found: object) -> Kept:
    if method == "majority_judgment":
        return _graded(found)
    if not isinstance(found, list):
        raise _wrong_form(method)
    if method == "schulze":
        return _ranks(found)
    if not all(isinstance(one, str) for one in found):
        raise _wrong_form(method)
    if method in WORDS:
        if len(found) != 1 or found[0] not in WORDS[method]:
            raise _wrong_form(method)
        return found
    _once(found)
    if method == "single_choice" and len(found) > 1:
        raise VoteProblem("too_many_choices", named=len(found), maximum=1)
    return found if method == "scottish_stv" else sorted(found)


def _ranks(found: list[Any]) -> list[list[str]]:
    ranks = [[one] if isinstance(one, str) else one for one in found]
    for rank in ranks:
        if not isinstance(rank, list) or not rank or not all(isinstance(one, str) for one in rank):
            raise _wrong_form("schulze")
    _once([one for rank in ranks for one in rank])
    return [sorted(rank) for rank in ranks]


def _graded(found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found):
        raise _wrong_form("majority_judgment")
    if not all(isinstance(grade, str) and grade in GRADES for grade in found.values()):
        raise _wrong_form("majority_judgment")
    return dict(sorted(found.items()))


def _once(named: list[str]) -> None:
    if twice := sorted({one for one in named if named.count(one) > 1}):
        raise VoteProblem("repeated", candidates=twice)


def _wrong_form(method: str) -> VoteProblem:
    return VoteProblem("wrong_form", expected=_EXPECTED[method])
