"""Tallies a poll: its votes counted, its terms applied, and every step of the reasoning.

One pure function of the question and the votes. The tally room keeps what it returns, and whoever verifies a poll from
its published file calls it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from services.voting.tally.rules.counting import Counts
from services.voting.tally.rules.decision import Terms, decide
from services.voting.tally.rules.election import elect
from services.voting.tally.rules.outcome import Outcome, ballots
from services.voting.tally.rules.question import Profile, Question, counts_of
from services.voting.tally.rules.reasoning import Step


def outcome_of(question: Question, profile: Profile) -> Outcome:
    """Tally a poll; the order of the votes never matters."""
    votes = list(profile)
    by_college = _by_college(question, votes)
    colleges = [
        {"college": name, "weight": weight, "entitled": question.votes_of(name, Counts()).entitled,
         "present": question.votes_of(name, Counts()).present, "counts": _named(question, by_college[name])}
        for name, weight in _weights(question).items()
    ]  # fmt: skip
    preamble = [*_weighing(question), *_quorum(question)]
    if question.elects:
        return elect(question, votes, by_college, colleges, preamble)
    heads = counts_of(question.count((vote, number) for vote, number, _ in votes))
    verdict = decide(
        Terms.read(question.terms, question.method), question.votes(heads),
        {name: question.votes_of(name, counts) for name, counts in by_college.items()
         if name in question.electorate},
    )  # fmt: skip
    return Outcome(
        verdict.outcome, heads.named(), [step.as_json() for step in (*preamble, *verdict.steps)], colleges,
        ranking=[], elected=[], runners_up=[], second_round=None, figures={}, rounds=[], ties=[], scale=None,
    )  # fmt: skip


def _by_college(question: Question, votes: list[tuple[Any, int, str | None]]) -> dict[str, Counts]:
    """Count the heads of each college of the terms; one without a vote is there too."""
    if not question.colleges:
        return {}
    own: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    for vote, number, college in votes:
        own[college or ""].append((vote, number))
    return {name: counts_of(question.count(own[name])) for name in question.colleges}


def _weights(question: Question) -> dict[str, str]:
    return {one["college"]: one["weight"] for one in (question.terms.get("colleges") or {}).get("weights", ())}


def _named(question: Question, counts: Counts) -> dict[str, int]:
    return ballots(counts) if question.elects else counts.named()


def _quorum(question: Question) -> list[Step]:
    """Tell the quorum that the poll opened with."""
    quorum = question.quorum
    if quorum is None:
        return []
    numbers = {name: int(quorum[name]) for name in ("counted", "entitled", "required")}
    said = "{counted} of {entitled} votes were present or represented; {required} were needed."
    return [Step("quorum", said.format(**numbers), quorum["article"], numbers)]


def _weighing(question: Question) -> list[Step]:
    """Tell by what a federation weighs its members, and that nobody is above the cap."""
    weighing: Mapping[str, Any] | None = question.weighing
    if not weighing:
        return []
    said = (
        f"Members have votes by {weighing['figure']}: the most is {weighing['largest']} of {weighing['votes']}; nobody"
        f" may have more than {weighing['maximum_fraction']}."
    )
    numbers = {"largest": int(weighing["largest"]), "votes": int(weighing["votes"])}
    words = {"figure": str(weighing["figure"]), "maximum_fraction": str(weighing["maximum_fraction"])}
    return [Step("weighing", said, weighing["article"], numbers, {}, words)]
