"""Decides a question: quorum, majority on its base, colleges and objections, with every step of the reasoning.

Nothing is rounded: votes are whole, parts are fractions. The terms come from statutes and law (``forms``); which
step applies which article is said in the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.voting.tally.rules.colleges import Carried, Colleges, Votes, carried
from services.voting.tally.rules.majority import Majority, Quorum
from services.voting.tally.rules.reasoning import Step


@dataclass(frozen=True)
class Terms:
    """What a decision needs: a majority, a quorum if any, colleges if any; an objection bars it under consent."""

    majority: Majority
    quorum: Quorum | None = None
    colleges: Colleges | None = None
    objections_bar: bool = False

    @classmethod
    def read(cls, terms: Mapping[str, Any], method: str = "resolution") -> Terms:
        """Return what the terms of a sealed poll ask for."""
        quorum, colleges = terms.get("quorum"), terms.get("colleges")
        return cls(
            Majority.read(terms["majority"]),
            Quorum(Fraction(quorum["fraction"]), quorum["counted"], quorum["article"]) if quorum else None,
            Colleges.read(colleges) if colleges else None, method == "consent",
        )  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """Whether the question is adopted, and why.

    ``in_favour`` of ``whole`` are votes, or parts of the vote where colleges decide; ``required`` is the fewest votes
    that adopt, None where parts decide.
    """

    adopted: bool
    in_favour: Fraction
    whole: Fraction
    required: int | None
    steps: tuple[Step, ...]

    @property
    def outcome(self) -> str:
        """The verdict in one word."""
        return "adopted" if self.adopted else "rejected"


def decide(terms: Terms, votes: Votes, by_college: Mapping[str, Votes] | None = None) -> Verdict:
    """Decide by the terms; ``votes`` are those of all members, ``by_college`` those of each college."""
    quorate, steps = _quorum(terms.quorum, votes)
    steps.append(_counted(terms, votes))
    if terms.colleges is None:
        in_favour, whole = Fraction(votes.counts.votes_for), Fraction(votes.of(terms.majority.base))
        required: int | None = terms.majority.required(int(whole))
        reached = in_favour >= (required or 0)
    else:
        college_steps, in_favour, whole = _by_college(terms.colleges, terms.majority.base, by_college or {}, votes)
        steps += college_steps
        required, reached = None, terms.majority.reached(in_favour, whole)
    barred = terms.objections_bar and votes.counts.against > 0
    if terms.objections_bar:
        steps.append(_objections(votes, terms.majority.article))
    adopted = quorate and reached and not barred
    steps.append(_conclusion(terms.majority, in_favour, whole, required, adopted))
    return Verdict(adopted, in_favour, whole, required, tuple(steps))


def _quorum(quorum: Quorum | None, votes: Votes) -> tuple[bool, list[Step]]:
    """Check a quorum of those who voted; that of those present was checked when the poll opened."""
    if quorum is None or quorum.counted == "present":
        return True, []
    required, counted = quorum.required(votes.entitled), votes.of(quorum.counted)
    said = f"Of {votes.entitled} votes entitled {counted} were {quorum.counted}; {required} are needed"
    numbers = {"entitled": votes.entitled, "counted": counted, "required": required}
    words = {"counted": quorum.counted, "reached": "yes" if counted >= required else "no"}
    end = "." if counted >= required else ": the quorum is missing."
    step = Step("quorum_of_votes", said + end, quorum.article, numbers, {"fraction": quorum.fraction}, words)
    return counted >= required, [step]


def _counted(terms: Terms, votes: Votes) -> Step:
    counts = votes.counts
    said = (
        f"Of {votes.entitled} votes entitled {counts.cast} were cast: {counts.votes_for} for, {counts.against} against,"
        f" {counts.abstain} abstained, {counts.blank} blank, {counts.null} null; {counts.expressed} are expressed."
    )
    numbers = {"entitled": votes.entitled, "present": votes.present, **counts.named()}
    return Step("counts", said, terms.majority.article, numbers)


def _by_college(
    colleges: Colleges, base: str, by_college: Mapping[str, Votes], votes: Votes
) -> tuple[list[Step], Fraction, Fraction]:
    steps, parts = [], []
    for college, weight in colleges.weights.items():
        if (own := by_college.get(college)) is None:
            steps.append(Step("college_empty", f"College {college} ({weight} of the vote) has no member.",
                              colleges.article, {}, {"weight": weight}, {"college": college}))  # fmt: skip
            continue
        part = carried(college, weight, own, colleges.carry, base)
        parts.append(part)
        steps.append(_college(part, own, colleges, base))
    outside = votes.counts.cast - sum(one.counts.cast for name, one in by_college.items() if name in colleges.weights)
    if outside:
        steps.append(Step("outside_colleges", f"{outside} votes belong to no college and carry nothing.",
                          colleges.article, {"outside": outside}))  # fmt: skip
    return steps, sum((one.in_favour for one in parts), Fraction(0)), sum((one.base for one in parts), Fraction(0))


def _college(part: Carried, votes: Votes, colleges: Colleges, base: str) -> Step:
    counts = votes.counts
    said = f"College {part.college} ({part.weight} of the vote): {counts.votes_for} for of {votes.of(base)} {base}"
    if part.base == 0:
        said += "; without votes on this base it carries nothing."
    elif colleges.carry == "block":
        said += f", {counts.expressed} expressed; as one block it carries {part.in_favour} in favour."
    else:
        said += f"; in proportion it carries {part.in_favour} in favour."
    return Step(
        "college", said, colleges.article, {"entitled": votes.entitled, "present": votes.present, **counts.named()},
        {"weight": part.weight, "base": part.base, "in_favour": part.in_favour},
        {"college": part.college, "carry": colleges.carry, "base": base},
    )  # fmt: skip


def _objections(votes: Votes, article: str) -> Step:
    against = votes.counts.against
    said = f"{against} objected; one objection is enough." if against else "Nobody objected."
    return Step("objections", said, article, {"objections": against})


def _conclusion(majority: Majority, in_favour: Fraction, whole: Fraction, required: int | None, adopted: bool) -> Step:
    outcome = "adopted" if adopted else "rejected"
    words = {"base": majority.base, "side": "more_than" if majority.strictly_more else "at_least", "outcome": outcome}
    if required is not None:
        return Step(
            "majority", f"Adoption needs {majority}: {required} of {whole}; {in_favour} are for: {outcome}.",
            majority.article, {"base": int(whole), "required": required, "for": int(in_favour)},
            {"fraction": majority.fraction}, words,
        )  # fmt: skip
    side, needed = "more than" if majority.strictly_more else "at least", majority.fraction * whole
    return Step(
        "majority_of_colleges",
        f"Adoption needs {side} {majority.fraction} of what the colleges bring, {needed} of {whole} of the vote;"
        f" {in_favour} is in favour: {outcome}.", majority.article, {},
        {"fraction": majority.fraction, "base": whole, "required": needed, "for": in_favour}, words,
    )  # fmt: skip
