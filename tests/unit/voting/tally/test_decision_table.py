"""The decision table: each form of society, call, base and threshold, with the verdict that statutes and law ask for.

``decision_table.csv``: ``majority`` is "law" (the default of the form) or what the statutes say; ``quorum`` likewise,
with of whom it counts if not those present; ``colleges`` are name, part of the vote, entitled/present, and the votes
for-against-abstain-blank-null; ``members`` of a federation their figure and vote. Where colleges decide, ``required``
tells the part in favour and the whole instead.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from deploy.cooperatives import load_law
from services.membership.statutes.rules import law_on
from services.voting.rolls.rules import votes_by_figure
from services.voting.tally.rules import (
    Colleges,
    Counts,
    Majority,
    Quorum,
    Terms,
    Votes,
    Written,
    decide,
    lawful_majority,
    lawful_quorum,
    laxer_than_law,
)

WORDS = ("for", "against", "abstain", "blank", "null")
Row = dict[str, str]


def rows() -> list[Row]:
    """Return the rows of the table."""
    with (Path(__file__).parent / "decision_table.csv").open() as table:
        return list(csv.DictReader(table))


LAW = law_on(load_law(), "2026-03-02")


def law(path: str) -> Written | None:
    """Read the law in force in the tests."""
    return Written(LAW[path].value, LAW[path].source) if path in LAW else None


def majority_of(row: Row) -> Majority | None:
    """Return the majority of a row: "more than 1/2 of expressed", or the law's."""
    if row["majority"] == "law":
        if law(f"assemblies.{row['form']}.terms"):
            return None
        return lawful_majority(law, row["form"], row["kind"], int(row["call"]))
    side, part, base = row["majority"].rsplit(" ", 3)[0], *row["majority"].split(" ")[-3::2]
    return Majority(base, Fraction(part), side == "more than", "statutes")


def quorum_of(row: Row) -> Quorum | None:
    """Return the quorum of a row."""
    if row["quorum"] == "law":
        return lawful_quorum(law, row["form"], row["kind"], int(row["call"]))
    if row["quorum"] == "none":
        return None
    part, _, counted = row["quorum"].partition(" ")
    return Quorum(Fraction(part), counted or "present", "statutes")


def votes_of(row: Row) -> Votes:
    """Return all votes of a row; those of a federation as its cap weighs them."""
    if row["members"]:
        return federation_votes(row["members"])
    return Votes(int(row["entitled"]), int(row["present"]), Counts(*(int(row[word]) for word in WORDS)))


def federation_votes(written: str) -> Votes:
    """Return the votes of a federation from "100 votes, at most 1/4 | a 900 for | …"."""
    head, *members = (part.split() for part in written.split(" | "))
    figures = {name: Fraction(figure) for name, figure, _ in members}
    weights = votes_by_figure(figures, int(head[0]), 1, Fraction(head[-1]))
    assert max(weights.values()) <= Fraction(head[-1]) * sum(weights.values()) or set(weights.values()) == {1}
    said = {word: sum(weights[name] for name, _, vote in members if vote == word) for word in WORDS}
    whole = sum(weights.values())
    return Votes(whole, whole, Counts(*said.values()))


def colleges_of(row: Row) -> tuple[Colleges | None, dict[str, Votes]]:
    """Return the colleges of a row and the votes of each."""
    weights, votes = {}, {}
    for written in row["colleges"].split(" | ") if row["colleges"] else ():
        name, weight, there, said = written.split()
        entitled, present = there.split("/")
        weights[name] = Fraction(weight)
        votes[name] = Votes(int(entitled), int(present), Counts(*map(int, said.split("-"))))
    return (Colleges(row["carry"], weights, "statutes") if weights else None), votes


def verdict_of(row: Row) -> tuple[str, str]:
    """Decide a row; return the verdict and what it needed."""
    majority, quorum, votes = majority_of(row), quorum_of(row), votes_of(row)
    if majority is None:
        return "silent", ""
    if laxer_than_law(law, row["form"], row["kind"], int(row["call"]), majority, quorum):
        return "laxer", ""
    if quorum and quorum.counted == "present" and votes.present < quorum.required(votes.entitled):
        return "inquorate", ""
    colleges, by_college = colleges_of(row)
    verdict = decide(Terms(majority, quorum, colleges), votes, by_college)
    assert all(step.article for step in verdict.steps)
    if verdict.required is not None:
        return verdict.outcome, str(verdict.required)
    return verdict.outcome, f"{verdict.in_favour} of {verdict.whole}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["name"])
def test_the_decision_table(row: Row) -> None:
    """Every row comes to its verdict, by the number of votes or the part of the vote that it names."""
    assert verdict_of(row) == (row["verdict"], row["required"])


def test_the_table_covers_every_form_call_base_and_way_of_carrying() -> None:
    """Nothing that a decision can depend on is missing from the table."""
    found = rows()
    assert len(found) >= 60
    assert {row["form"] for row in found} == {"sa", "sarl", "sas", "association"}
    assert {(row["kind"], row["call"]) for row in found} == {(kind, call) for kind in ("ordinary", "extraordinary")
                                                             for call in "12"}  # fmt: skip
    assert {row["carry"] for row in found} == {"", "block", "proportional"}
    assert {row["verdict"] for row in found} == {"adopted", "rejected", "inquorate", "laxer", "silent"}
    bases = {majority.base for row in found if (majority := majority_of(row))}
    assert bases == {"entitled", "present", "cast", "expressed"}
