"""The rounds of an election on paper: what each candidate had after each, and what each round did."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from services.commons.documents import Column, Said, Table, said
from services.commons.documents.paper import Block, Grid, Prose, Steps
from services.commons.documents.sheet import Value
from services.voting.minutes.people import People

ACROSS = 8  # rounds that stand side by side on a page
ACTIONS = {
    "first_preferences": said("First preferences."), "surplus": said("The surplus of {candidate} is transferred."),
    "exclusion": said("{candidate} is excluded; the votes are transferred."),
}  # fmt: skip
GRADES = {
    "excellent": said("Excellent"), "very_good": said("Very good"), "good": said("Good"), "fair": said("Fair"),
    "poor": said("Poor"), "reject": said("Reject"),
}  # fmt: skip


def rounds_of(result: dict[str, Any], people: People) -> Iterator[Block]:
    """Return the log of the method as tables: transfers of an STV, duels of Schulze, grades of a judgment."""
    figures = result["figures"] or {}
    if result["rounds"] and all("tallies" in one for one in result["rounds"]):
        yield from _transfers(result["rounds"], figures, people)
    if "duels" in figures:
        yield from _duels(figures["duels"], people)
    if "grades" in figures:
        yield from _grades(figures["grades"], people)


def _transfers(rounds: list[dict[str, Any]], figures: dict[str, Any], people: People) -> Iterator[Block]:
    if "quota" in figures:
        yield Prose(said("Quota: {quota} votes.", quota=_number(figures["quota"])))
    yield Steps([(_did(one, people), "") for one in rounds])
    candidates = list(rounds[0]["tallies"])
    for start in range(0, len(rounds), ACROSS):
        part = rounds[start : start + ACROSS]
        numbered = [said("Round {number}", number=one["round"]) for one in part]
        columns = [Column(said("Candidate"), share=26), *(Column(heading, "count", share=12) for heading in numbered)]
        rows: list[list[Value]] = [
            [people.called(name), *(_number(one["tallies"].get(name)) for one in part)] for name in candidates
        ]
        totals: list[list[Value]] = [
            [label, *(_number(one.get(key)) for one in part)]
            for label, key in ((said("Not transferable"), "exhausted"), (said("Lost by rounding"), "lost"))
        ]
        strong = frozenset(range(len(rows), len(rows) + 2))
        yield Grid(Table(columns, [*rows, *totals], title=said("Votes after each round"), subtotals=strong))


def _did(one: dict[str, Any], people: People) -> Said:
    action = ACTIONS.get(one["action"], ACTIONS["first_preferences"])
    did = Said(action.text, {"candidate": people.called(one["candidate"])} if one["candidate"] else {})
    for elected in one["elected"]:
        did = said("{first} {candidate} is elected.", first=did, candidate=people.called(elected["candidate"]))
    return did


def _duels(duels: Any, people: People) -> Iterator[Block]:
    if not isinstance(duels, dict) or len(duels) > ACROSS:
        return
    names = list(duels)
    columns = [Column(said("Preferred to"), share=24),
               *(Column(people.called(name), "count", share=14) for name in names)]  # fmt: skip
    rows: list[list[Value]] = [
        [people.called(one), *("" if one == other else _number(duels[one].get(other)) for other in names)]
        for one in names
    ]
    yield Grid(Table(columns, rows, title=said("How many prefer one to the other")))


def _grades(grades: Any, people: People) -> Iterator[Block]:
    counts = {name: one.get("numbers", one) for name, one in grades.items()} if isinstance(grades, dict) else {}
    if not counts or not all(isinstance(one, dict) for one in counts.values()):
        return
    columns = [Column(said("Candidate"), share=26), *(Column(word, "count", share=11) for word in GRADES.values())]
    rows: list[list[Value]] = [
        [people.called(name), *(_number(one.get(grade, 0)) for grade in GRADES)] for name, one in counts.items()
    ]
    yield Grid(Table(columns, rows, title=said("Grades given")))


def _number(told: Any) -> Value:
    """Return votes that were told as an integer or as decimal text."""
    return None if told is None else Decimal(str(told)) if not isinstance(told, int) else told
