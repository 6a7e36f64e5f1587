"""What a closed poll asks to be tallied: everything but the votes, as plain values that a file may hold too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from services.voting.tally.rules.colleges import Votes
from services.voting.tally.rules.counting import Counts
from services.voting.tally.rules.methods import Count, Ties, count
from services.voting.tally.rules.votes import WORDS

# Each different vote in its kept form (None is null), how many votes say so, and their college.
Profile = Iterable[tuple[Any, int, str | None]]


@dataclass(frozen=True)
class Question:
    """A poll as it was sealed and opened, and its electorate when it closed.

    ``electorate`` has the votes entitled and present of each college; ``candidates`` are those who stand, in the
    announced order; ``tie_seed`` is the revealed seed where a lot settles ties.
    """

    poll_id: str
    method: str
    terms: Mapping[str, Any]
    entitled: int
    present: int
    quorum: Mapping[str, Any] | None = None
    seats: int | None = None
    candidates: tuple[str, ...] = ()
    electorate: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    weighing: Mapping[str, Any] | None = None
    tie_seed: str | None = None

    @property
    def elects(self) -> bool:
        """Whether candidates are chosen, rather than a question decided."""
        return self.method not in WORDS

    @property
    def colleges(self) -> list[str]:
        """The colleges by which the vote is weighed, in the order of the statutes; none where each vote is one."""
        return [one["college"] for one in (self.terms.get("colleges") or {}).get("weights", ())]

    @property
    def ties(self) -> Ties:
        """The announced rule of ties."""
        if (self.terms.get("ties") or {}).get("rule") == "lot" and self.tie_seed is not None:
            return Ties("lot", self.tie_seed, self.poll_id)
        return Ties("order")

    def count(self, votes: Iterable[tuple[Any, int]]) -> Count:
        """Count votes by the method of the poll."""
        return count(self.method, votes, self.candidates, self.seats, ties=self.ties)

    def votes(self, counts: Counts) -> Votes:
        """Return the votes of all."""
        return Votes(self.entitled, self.present, counts)

    def votes_of(self, college: str, counts: Counts) -> Votes:
        """Return the votes of one college."""
        entitled, present = self.electorate.get(college, (0, 0))
        return Votes(entitled, present, counts)

    def as_json(self) -> dict[str, Any]:
        """Return the question as JSON; ``Question(**…)`` reads it again."""
        return asdict(self)


def counts_of(counted: Count) -> Counts:
    """Return what a count says on the question; in an election, whoever expressed something counts as for."""
    if counted.method in WORDS:
        yes, no = WORDS[counted.method][:2]
        return Counts(counted.figures[yes], counted.figures[no], counted.abstain, counted.blank, counted.null)
    return Counts(votes_for=counted.expressed, blank=counted.blank, null=counted.null)
