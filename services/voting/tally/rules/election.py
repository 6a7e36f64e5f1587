"""Fills seats: the method ranks the candidates; where statutes ask for a majority, only who has it is elected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.voting.tally.rules.colleges import Colleges, scaled
from services.voting.tally.rules.counting import Counts
from services.voting.tally.rules.majority import Majority
from services.voting.tally.rules.methods import Count, commitment
from services.voting.tally.rules.outcome import Outcome, ballots
from services.voting.tally.rules.question import Question
from services.voting.tally.rules.reasoning import Step

Rows = list[tuple[Any, int, str | None]]
# The methods that give each candidate a number of votes, which a majority can be asked of.
BY_VOTES = ("single_choice", "approval")


@dataclass(frozen=True)
class _Bar:
    """What each elected candidate needs: ``required`` of ``whole``, in votes or, with colleges, in units of a scale."""

    majority: Majority | None
    required: int
    whole: Fraction

    def passed(self, votes: int) -> bool:
        """Say whether so many votes are enough; nobody is elected by none."""
        return votes >= self.required


def elect(
    question: Question, rows: Rows, by_college: Mapping[str, Counts], colleges: list[dict[str, Any]],
    preamble: list[Step],
) -> Outcome:  # fmt: skip
    """Count an election and fill its seats from the top of the ranking.

    Each college's part of the vote is shared equally among its votes on the base of the majority (the votes expressed
    where none is asked for); a block makes no sense where several are elected.
    """
    heads = question.count((vote, number) for vote, number, _ in rows)
    written = question.terms.get("elected_if")
    majority = Majority.read(written) if written else None
    base = majority.base if majority else "expressed"
    counts = Counts(votes_for=heads.expressed, blank=heads.blank, null=heads.null)
    counted, scale, whole = heads, None, Fraction(question.votes(counts).of(base))
    if question.colleges:
        weights = Colleges.read(question.terms["colleges"]).weights
        bases = {name: question.votes_of(name, by_college[name]).of(base) for name in weights}
        weighed, scale = scaled(rows, weights, bases)
        counted = question.count(weighed)
        whole = scale * sum((weights[name] for name, votes in bases.items() if votes), Fraction(0))
    bar = _Bar(majority, 1 if majority is None else majority.required(whole), whole)
    elected, able = _filled(question, counted, bar)
    empty = (question.seats or 0) - len(elected)
    left = [one for one in question.candidates if one not in elected]
    second = {"seats": empty, "candidates": left} if majority is not None and empty > 0 and left else None
    ties = [one for one in counted.ties if one["for"] != "last_seat" or set(one["among"]) & set(elected)]
    steps = [
        *preamble, _handed_in(question, counts), *_colleges(question, colleges), *_needed(bar, question, able, scale),
        *_tied(question, ties), _seated(question, elected), *_second(question, second, written),
    ]  # fmt: skip
    return Outcome(
        outcome="adopted" if elected else "rejected", counts=ballots(counts),
        reasoning=[step.as_json() for step in steps], colleges=colleges,
        ranking=_ranking(question, heads, counted, scale, elected), elected=elected,
        runners_up=[one for one in able if one not in elected], second_round=second, figures=dict(counted.figures),
        rounds=list(counted.rounds), ties=ties, scale=scale,
    )  # fmt: skip


def _filled(question: Question, counted: Count, bar: _Bar) -> tuple[list[str], list[str]]:
    """Return who is elected, and who may hold a seat at all, both in the order of the ranking."""
    if question.method not in BY_VOTES:
        expressed = counted.expressed > 0
        return list(counted.elected), list(counted.ranking) if expressed else []
    votes = counted.figures["votes"]
    able = [one for one in counted.ranking if bar.passed(votes[one])]
    return able[: question.seats], able


def _ranking(
    question: Question, heads: Count, counted: Count, scale: int | None, elected: list[str]
) -> list[dict[str, Any]]:
    """Return the candidates by rank; ``approvals`` are the votes that name one, ``share`` is of the weighed whole."""
    named = heads.figures["votes"] if question.method in BY_VOTES else {}
    weighed = counted.figures["votes"] if scale and question.method in BY_VOTES else {}
    return [
        {"member_id": one, "rank": rank, "approvals": named.get(one), "elected": one in elected,
         "share": str(Fraction(weighed[one], scale or 1)) if one in weighed else None}
        for rank, one in enumerate(counted.ranking, start=1)
    ]  # fmt: skip


def _handed_in(question: Question, counts: Counts) -> Step:
    said = f"{counts.cast} ballots were cast, {counts.blank} of them blank, for {question.seats} seat(s)."
    numbers = {**ballots(counts), "seats": question.seats or 0}
    return Step("ballots", said, question.terms["choices"]["article"], numbers, {}, {"method": question.method})


def _colleges(question: Question, colleges: list[dict[str, Any]]) -> list[Step]:
    return [
        Step(
            "college_of_electors",
            f"College {one['college']} ({one['weight']} of the vote) shares it equally among its votes:"
            f" {one['counts']['cast']} cast, {one['counts']['expressed']} expressed.",
            question.terms["colleges"]["article"], {"entitled": one["entitled"], **one["counts"]},
            {"weight": Fraction(one["weight"])}, {"college": one["college"]},
        )
        for one in colleges
    ]  # fmt: skip


def _needed(bar: _Bar, question: Question, able: list[str], scale: int | None) -> list[Step]:
    if bar.majority is None or question.method not in BY_VOTES:
        return []
    needed = f"{bar.required} of {bar.whole}" if scale is None else str(Fraction(bar.required, scale))
    said = f"Election needs {bar.majority}: {needed}; {len(able)} candidate(s) have it."
    shares = {"fraction": bar.majority.fraction}
    if scale is not None:
        shares |= {"required": Fraction(bar.required, scale), "base": bar.whole / scale}
    numbers = {"able": len(able)} | ({"required": bar.required, "base": int(bar.whole)} if scale is None else {})
    words = {"base": bar.majority.base, "side": "more_than" if bar.majority.strictly_more else "at_least"}
    return [Step("elected_if", said, bar.majority.article, numbers, shares, words)]


def _tied(question: Question, ties: list[dict[str, Any]]) -> list[Step]:
    if not ties:
        return []
    rule, words = question.terms["ties"], {"settled_by": question.ties.rule}
    by_rule = [one for one in ties if one["settled_by"] in ("order", "lot")]
    if not by_rule:
        return [Step("ties", f"{len(ties)} tie(s) were settled by earlier rounds.", rule["article"],
                     {"ties": len(ties)})]  # fmt: skip
    said = f"{len(by_rule)} tie(s) were settled by the order in which candidates stand."
    if question.ties.rule == "lot":
        seed = question.ties.seed or ""
        words |= {"seed": seed, "commitment": commitment(seed)}
        said = f"{len(by_rule)} tie(s) were settled by the lot whose seed was committed to before the vote: {seed}."
    return [Step("ties", said, rule["article"], {"ties": len(by_rule)}, {}, words)]


def _seated(question: Question, elected: list[str]) -> Step:
    return Step("seats", f"{len(elected)} of {question.seats} seat(s) are filled.", question.terms["ties"]["article"],
                {"elected": len(elected), "seats": question.seats or 0})  # fmt: skip


def _second(question: Question, second: dict[str, Any] | None, elected_if: Mapping[str, Any] | None) -> list[Step]:
    if second is None or elected_if is None:
        return []
    said = f"A second round fills {second['seats']} seat(s); {len(second['candidates'])} candidate(s) may stand."
    numbers = {"seats": int(second["seats"]), "candidates": len(second["candidates"])}
    return [Step("second_round", said, elected_if["article"], numbers)]
