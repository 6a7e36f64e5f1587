"""How a poll and its result stand in the minutes on paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from services.commons.documents import Bars, Column, Said, Table, said
from services.commons.documents.paper import Block, Facts, Grid, Heading, Prose, Steps, Verdict
from services.commons.documents.sheet import Value
from services.voting.minutes.people import People
from services.voting.minutes.reasoning import statement
from services.voting.minutes.rounds import rounds_of
from services.voting.notices.terms import METHODS, article_said, ballot_form, local_time

WORDS = {
    "for": said("For"), "against": said("Against"), "abstain": said("Abstentions"), "blank": said("Blank"),
    "null": said("Null"), "cast": said("Votes cast"), "expressed": said("Votes expressed"),
    "consent": said("Consent"), "object": said("Objections"),
}  # fmt: skip
STATES = {
    "draft": said("Not put to the vote."), "sealed": said("Not put to the vote."),
    "open": said("The vote is under way."), "suspended": said("The vote is suspended."),
    "closed": said("The vote is closed and being counted."), "tallied": said("The result is to be proclaimed."),
}  # fmt: skip
EFFECTS = {
    "pending": said("Effect “{effect}”: being carried out."), "applied": said("Effect “{effect}”: carried out."),
    "refused": said("Effect “{effect}”: refused by the service concerned."),
    "undone": said("Effect “{effect}”: undone after the annulment."),
    "kept": said("Effect “{effect}”: stands in spite of the annulment, since it cannot be undone."),
}  # fmt: skip


def poll_blocks(poll: dict[str, Any], people: People, *, elects: bool) -> Iterator[Block]:
    """Return what the minutes say of a poll, from its question to what became of it."""
    yield Heading(poll["title"], 2)
    if poll["question"] and poll["question"] != poll["title"]:
        yield Prose(poll["question"], "quote")
    yield Facts(_facts(poll))
    result = poll["result"]
    if result is None:
        if poll["state"] == "annulled":
            yield Verdict(said("Annulled."), "open")
        elif poll["state"] in STATES:
            yield Verdict(STATES[poll["state"]], "open")
        return
    yield from _figures(result, people) if elects else _counts(result)
    if result["reasoning"]:
        yield Steps([(statement(step), article_said(str(step["article"]))) for step in result["reasoning"]])
    yield _verdict(poll, result, people, elects=elects)
    yield from _after(poll, people)


def _facts(poll: dict[str, Any]) -> list[tuple[Said | str, Value]]:
    rows: list[tuple[Said | str, Value]] = [
        (said("Vote"), said("{form}; {method}", form=ballot_form(poll["ballot"]),
                            method=METHODS.get(poll["method"], poll["method"])))
    ]  # fmt: skip
    if poll["seats"]:
        rows.append((said("Seats"), poll["seats"]))
    if poll["opened_at"] and poll["closed_at"]:
        rows.append((said("Open from"), said("{opened} to {closed}", opened=local_time(poll["opened_at"]),
                                             closed=local_time(poll["closed_at"]))))  # fmt: skip
    return rows


def _counts(result: dict[str, Any]) -> Iterator[Block]:
    """Return the counts of a question, the votes that say something first; nothing where they are withheld."""
    counts = result["counts"]
    if not counts:
        return
    order = [name for name in WORDS if name in counts] + [name for name in counts if name not in WORDS]
    columns = [Column(WORDS[name] if name in WORDS else name, "count", share=12) for name in order]
    yield Grid(Table(columns, [[counts[name] for name in order]]))
    for college in result["colleges"] or ():
        own = college["counts"]
        yield Prose(said("College {college} ({weight} of the vote): {counts}", college=college["college"],
                         weight=college["weight"], counts=_listed(own)), "quiet")  # fmt: skip


def _listed(counts: dict[str, int]) -> Said | str:
    joined: Said | str = ""
    for name, count in counts.items():
        one = said("{name}: {count}", name=WORDS.get(name, name), count=count)
        joined = one if joined == "" else said("{first}, {then}", first=joined, then=one)
    return joined


def _figures(result: dict[str, Any], people: People) -> Iterator[Block]:
    """Return the ranking of an election, a chart of the votes where the method counts some, and the rounds."""
    ranking = result["ranking"] or []
    if not ranking:
        return
    voted = all(one.get("approvals") is not None for one in ranking)
    columns = [Column(said("Rank"), "count", share=8), Column(said("Candidate"), share=40)]
    columns += [Column(said("Votes"), "count", share=12)] if voted else []
    columns.append(Column(said("Result"), share=16))
    runners = set(result["runners_up"] or ())
    rows: list[list[Value]] = []
    for one in ranking:
        said_of = said("elected") if one["elected"] else said("runner-up") if one["member_id"] in runners else ""
        rows.append([one["rank"], people.called(one["member_id"]), *([one["approvals"]] if voted else []), said_of])
    elected = frozenset(place for place, one in enumerate(ranking) if one["elected"])
    yield Grid(Table(columns, rows, subtotals=elected))
    first = _first_preferences(result)
    if first is not None:
        yield Bars(said("First preferences by candidate"),
                   [people.called(one["member_id"]) for one in ranking[:13]],
                   [first[one["member_id"]] for one in ranking[:13]])  # fmt: skip
    elif voted:
        yield Bars(said("Votes by candidate"), [people.called(one["member_id"]) for one in ranking[:13]],
                   [int(one["approvals"]) for one in ranking[:13]])  # fmt: skip
    yield from rounds_of(result, people)


def _first_preferences(result: dict[str, Any]) -> dict[str, int] | None:
    """Return the votes of the first round of a transferable vote, where they are whole votes."""
    rounds = result["rounds"] or []
    tallies = rounds[0].get("tallies") if rounds else None
    if not tallies or any(Decimal(told) % 1 for told in tallies.values()):
        return None
    return {name: int(Decimal(told)) for name, told in tallies.items()}


def _verdict(poll: dict[str, Any], result: dict[str, Any], people: People, *, elects: bool) -> Block:
    if elects:
        if not result["elected"]:
            return Verdict(said("Nobody is elected."), "rejected")
        joined: Said | str = ""
        for member in result["elected"]:
            called = people.called(member)
            joined = called if joined == "" else said("{first}, {then}", first=joined, then=called)
        return Verdict(said("Elected: {names}.", names=joined), "adopted")
    if result["outcome"] == "adopted":
        return Verdict(said("The resolution is adopted."), "adopted")
    return Verdict(said("The resolution is rejected."), "rejected")


def _after(poll: dict[str, Any], people: People) -> Iterator[Block]:
    """Return what followed: the effect, a contestation, an annulment, the number under which it was proclaimed."""
    effect = poll["effect"]
    if effect and effect["state"] in EFFECTS:
        yield Prose(Said(EFFECTS[effect["state"]].text, {"effect": effect["effect"]}))
    if poll["state"] == "contested":
        yield Prose(said("The result is contested."))
    if poll["state"] == "annulled":
        yield Verdict(said("The result was annulled afterwards."), "rejected")
    if poll["resolution_id"]:
        yield Prose(said("Proclaimed at {time} under the number {number}.", time=local_time(poll["proclaimed_at"]),
                         number=poll["resolution_id"]), "quiet")  # fmt: skip
