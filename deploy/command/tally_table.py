"""The result of a count on the terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.markup import escape

from .telling import console, tell_table

_ENDED = {"order": "the order of the candidates", "lot": "the lot", "earlier_stage": "an earlier round"}


def tell_count(told: dict[str, Any]) -> None:
    """Print who is elected, and how it came to that."""
    ballots = told["ballots"]
    console.print(told["title"] or told["file"], style="bold", markup=False)
    console.print(
        f"{told['rule']}, {told['seats']} seat(s), {len(told['candidates'])} candidates, {ballots['total']:,} ballots:"
        f" {ballots['valid']:,} valid, {ballots['blank']:,} blank, {ballots['null']:,} null", markup=False,
    )  # fmt: skip
    if gone := [one["name"] for one in told["candidates"] if one["withdrawn"]]:
        console.print(f"withdrawn: {', '.join(gone)}", markup=False)
    _FIGURES[told["rule"]](told)
    for tie in told["ties"]:
        where = next((f" ({name} {tie[name]})" for name in ("round", "place") if name in tie), "")
        names = ", ".join(tie["among"])
        console.print(f"tie for {tie['for'].replace('_', ' ')}{where} between {names}: {tie['first']}, by "
                      f"{_ENDED[tie['settled_by']]}", markup=False)  # fmt: skip
    console.print(f"elected: {', '.join(told['winners']) or 'nobody'}", style="bold", markup=False)


def _rounds(told: dict[str, Any]) -> None:
    """Print each round: what was moved, what everyone then has, and that it adds up."""
    if told["quota"]:
        console.print(f"quota: {told['quota']}")
    for one in told["rounds"]:
        console.print(f"\n{_headline(one)}", markup=False)
        elected = {each["candidate"]: f"elected ({each['by'].replace('_', ' ')})" for each in one["elected"]}
        rows = [
            (escape(name), one["transfers"].get(name, ""), votes, elected.get(name, ""))
            for name, votes in sorted(one["tallies"].items(), key=lambda item: -Decimal(item[1]))
        ]
        rows.append(("exhausted", "", one["exhausted"], f"lost to rounding {one['lost']}, in all {one['total']}"))
        tell_table(("candidate", "received", "votes", ""), rows, "")


def _headline(one: dict[str, Any]) -> str:
    if one["action"] == "first_preferences":
        return f"round {one['round']}: first preferences"
    what = "surplus" if one["action"] == "surplus" else "exclusion"
    return f"round {one['round']}: {what} of {one['candidate']}, {one['given']} votes"


def _votes(told: dict[str, Any]) -> None:
    votes = told["figures"]["votes"]
    tell_table(("candidate", "votes"), [(escape(name), votes[name]) for name in told["ranking"]], "")


def _duels(told: dict[str, Any]) -> None:
    """Print the duels of each candidate, in the order of the ranking: votes before each other one."""
    duels, ranking = told["figures"]["duels"], told["ranking"]
    columns = ("place", "candidate", *(f"against {at}" for at in range(1, len(ranking) + 1)))
    rows = [
        (at, escape(name), *("" if other == name else duels[name][other] for other in ranking))
        for at, name in enumerate(ranking, start=1)
    ]
    tell_table(columns, rows, "")


def _grades(told: dict[str, Any]) -> None:
    grades = told["figures"]["grades"]
    names = list(grades[told["ranking"][0]]["numbers"])
    rows = [
        (escape(name), grades[name].get("grade", ""), *(grades[name]["numbers"][grade] for grade in names))
        for name in told["ranking"]
    ]
    tell_table(("candidate", "majority grade", *names), rows, "")


_FIGURES = {
    "scottish_stv": _rounds, "approval": _votes, "plurality": _votes, "schulze": _duels, "majority_judgment": _grades,
}  # fmt: skip
