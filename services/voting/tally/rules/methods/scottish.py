"""Scottish STV: the single transferable vote of the Scottish Local Government Elections Order 2007 (SSI 2007/42).

Schedule 1, rules 45 to 52: the quota is the votes over the seats and one, without decimals, and one more; a surplus
goes to the next preference of every paper, at the value that the paper had, times surplus, over the candidate's votes,
to five decimals, the rest ignored (weighted inclusive Gregory); the greatest surplus first; when there is none the
candidate with the fewest votes is excluded, and the papers go on at the value that they have. Equals are parted by the
last stage at which they were not equal; where the Order then draws a lot, the announced rule of ties decides.

Votes are integers of the last decimal throughout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from services.voting.tally.rules.methods.counted import Count
from services.voting.tally.rules.methods.ties import Ties

# Papers in bundles of those that say the same: a letter for each candidate in the order of preference, how many there
# are. Text makes it quick: all bundles of a pile lose the candidates who left the count in one translation.
Bundles = dict[str, int]
_SEPARATOR = "\n"
_FIRST_LETTER = 33  # the sign after the space: up to 94 candidates are ASCII, which is translated the fastest


def count_scottish_stv(
    votes: Iterable[tuple[Any, int]], candidates: Sequence[str], seats: int, ties: Ties, precision: int = 5
) -> Count:
    """Count; the round log tells votes as decimal text, and each round adds up: tallies, exhausted and lost."""
    letters = _Letters({candidate: chr(_FIRST_LETTER + number) for number, candidate in enumerate(candidates)})
    papers: Bundles = defaultdict(int)
    cast = null = 0
    for vote, many in votes:
        cast += many
        if vote is None:
            null += many
        else:
            papers["".join(map(letters.__getitem__, vote))] += many
    blank = papers.pop("", 0)
    counting = _Counting(candidates, papers, seats, ties, precision)
    elected, ranking_out = counting.run() if papers else ([], [])
    return Count(
        "scottish_stv", cast=cast, blank=blank, null=null,
        elected=tuple(candidates[one] for one in elected), ranking=tuple(candidates[one] for one in ranking_out),
        figures={"quota": str(counting.quota // counting.unit), "seats": seats, "votes": cast - blank - null,
                 "precision": precision},
        rounds=tuple(counting.rounds), ties=tuple(counting.settled),
    )  # fmt: skip


class _Letters(dict[str, str]):
    """The letter of each candidate; who does not stand has none, and drops out of the ranking."""

    def __missing__(self, candidate: str) -> str:
        return ""


class _Counting:
    """One count, stage by stage; a stage is the first preferences, one surplus, or one exclusion.

    Invariant: after every stage the tallies, what is exhausted and what is lost to truncation add up to the papers.
    """

    def __init__(self, candidates: Sequence[str], papers: Bundles, seats: int, ties: Ties, precision: int) -> None:
        self.candidates, self.papers, self.seats, self.rule = candidates, papers, seats, ties.rule
        self.precision, self.unit = precision, 10**precision
        self.total = sum(papers.values())
        self.quota = (self.total // (seats + 1) + 1) * self.unit  # rule 46
        precedence = ties.precedence(candidates)
        self.precedence = [precedence[candidate] for candidate in candidates]
        self.tallies = [0] * len(candidates)
        # The papers of each candidate in parcels, as (the value of each paper, the bundles).
        self.piles: list[list[tuple[int, Bundles]]] = [[] for _ in candidates]
        self.continuing = set(range(len(candidates)))
        self.elected: list[int] = []
        self.excluded: list[int] = []
        self.surpluses: set[int] = set()
        self.exhausted = self.lost = 0
        self.history: list[list[int]] = []
        self.rounds: list[dict[str, Any]] = []
        self.settled: list[dict[str, Any]] = []

    def run(self) -> tuple[list[int], list[int]]:
        """Return who is elected, in the order of election, and everyone by rank: the last who was excluded is last."""
        self._move([(self.unit, self.papers)])
        self._end_stage("first_preferences", None, {})
        while len(self.elected) < self.seats and self.continuing:
            if self.surpluses:
                self._transfer_surplus()
            else:
                self._exclude()
        rest = sorted(self.continuing, key=self._standing)
        return self.elected, [*self.elected, *rest, *reversed(self.excluded)]

    def _transfer_surplus(self) -> None:
        """Transfer the greatest surplus (rules 48 and 49)."""
        giver = self._chosen(self.surpluses, min, "surplus")
        self.surpluses.remove(giver)
        total, surplus = self.tallies[giver], self.tallies[giver] - self.quota
        parcels = [(surplus * value // total, bundles) for value, bundles in self.piles[giver]]
        self.piles[giver], self.tallies[giver] = [], self.quota
        moved, stayed = self._move(parcels)
        self.lost += surplus - sum(moved.values()) - stayed
        self._end_stage("surplus", giver, moved, self._text(surplus))

    def _exclude(self) -> None:
        """Exclude whoever has the fewest votes; the papers keep their values (rules 50 and 51)."""
        giver = self._chosen(self.continuing, max, "exclusion")
        self.continuing.remove(giver)
        self.excluded.append(giver)
        parcels, given = self.piles[giver], self.tallies[giver]
        self.piles[giver], self.tallies[giver] = [], 0
        moved, _ = self._move(parcels)
        self._end_stage("exclusion", giver, moved, self._text(given))

    def _move(self, parcels: Iterable[tuple[int, Bundles]]) -> tuple[dict[int, int], int]:
        """Move papers on to the next candidate who continues; return the votes by receiver, and those of no one."""
        moved: dict[int, int] = defaultdict(int)
        stayed = 0
        gone = {_FIRST_LETTER + one: None for one in range(len(self.candidates)) if one not in self.continuing}
        for value, bundles in parcels:
            sorted_out: dict[str, Bundles] = defaultdict(dict)
            rest = _SEPARATOR.join(bundles).translate(gone).split(_SEPARATOR) if gone else bundles
            for ranking, many in zip(rest, bundles.values(), strict=True):
                parcel = sorted_out[ranking[:1]]
                parcel[ranking] = parcel.get(ranking, 0) + many
            stayed += value * sum(sorted_out.pop("", {}).values())
            for letter, parcel in sorted_out.items():
                receiver = ord(letter) - _FIRST_LETTER
                moved[receiver] += value * sum(parcel.values())
                self.piles[receiver].append((value, parcel))
        for receiver, votes in moved.items():
            self.tallies[receiver] += votes
        self.exhausted += stayed
        return moved, stayed

    def _end_stage(self, action: str, giver: int | None, moved: dict[int, int], given: str | None = None) -> None:
        """Close a stage: who has the quota is elected (rule 47), and so are all when no more are left (rule 52)."""
        self.history.append(list(self.tallies))
        reached = [one for one in self.continuing if self.tallies[one] >= self.quota]
        by_quota = sorted(reached, key=self._standing)
        self._elect(by_quota)
        self.surpluses |= {one for one in by_quota if self.tallies[one] > self.quota}
        last: list[int] = []
        if len(self.continuing) <= self.seats - len(self.elected):
            last = sorted(self.continuing, key=self._standing)
            self._elect(last)
        name, gone = self.candidates, set(self.excluded) - {giver}
        self.rounds.append({
            "round": len(self.rounds) + 1, "action": action, "candidate": None if giver is None else name[giver],
            "given": given, "quota": self._text(self.quota),
            "transfers": {name[one]: self._text(moved[one]) for one in sorted(moved)},
            "tallies": {name[one]: self._text(votes) for one, votes in enumerate(self.tallies) if one not in gone},
            "exhausted": self._text(self.exhausted), "lost": self._text(self.lost),
            "total": self._text(sum(self.tallies) + self.exhausted + self.lost),
            "elected": [{"candidate": name[one], "by": "quota"} for one in by_quota]
            + [{"candidate": name[one], "by": "last_vacancies"} for one in last],
        })  # fmt: skip

    def _elect(self, chosen: list[int]) -> None:
        self.elected += chosen
        self.continuing -= set(chosen)

    def _standing(self, one: int) -> tuple[list[int], int]:
        """Return what sorts candidates, the foremost first: votes now, at the stage before …, then the announced rule.

        The Order has equals parted by the most recent stage at which they were not, the rest of them by the one
        before, and so on: that is to compare their tallies backwards.
        """
        return [-tallies[one] for tallies in reversed(self.history)], self.precedence[one]

    def _chosen(self, among: set[int], foremost_or_last: Callable[..., int], what: str) -> int:
        """Choose whose surplus goes first, or who is excluded; the past is looked at only where votes are equal."""
        votes = {one: -self.tallies[one] for one in among}
        extreme = foremost_or_last(votes.values())
        tied = [one for one in among if votes[one] == extreme]
        chosen = foremost_or_last(tied, key=self._standing)
        if len(tied) > 1:
            past = self._standing(chosen)[0]
            alike = any(self._standing(one)[0] == past for one in tied if one != chosen)
            self.settled.append({
                "among": [self.candidates[one] for one in sorted(tied)], "for": what,
                "settled_by": self.rule if alike else "earlier_stage", "first": self.candidates[chosen],
                "round": len(self.rounds) + 1,
            })  # fmt: skip
        return chosen

    def _text(self, votes: int) -> str:
        whole, rest = divmod(votes, self.unit)
        return f"{whole}.{rest:0{self.precision}d}" if self.precision else str(whole)
