"""The extracts as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.commons.documents import Column, Curve, Sheet, Table, said
from services.commons.documents.said import Said

from .rules import Movements

STATES = {
    "active": said("Active"), "suspended": said("Suspended"), "leaving": said("Leaving"),
}  # fmt: skip
MOVEMENTS = {"joined": said("Joined"), "moved": said("Moved"), "left": said("Left")}
REASONS = {
    "resignation": said("Resignation"), "exclusion": said("Exclusion"), "death": said("Death"),
    "loss_of_quality": said("Loss of quality"), "end_of_employment": said("End of employment"),
    "dissolution": said("Dissolution"), "admission_annulled": said("Admission annulled"),
}  # fmt: skip
REGISTER = (
    Column(said("Number"), "count"), Column(said("Name"), share=40), Column(said("Category"), share=20),
    Column(said("College"), share=16), Column(said("Member since"), "day"),
    Column(said("In this category since"), "day"), Column(said("Last day"), "day"), Column(said("State"), share=16),
)  # fmt: skip
JOURNAL = (
    Column(said("Effective on"), "day"), Column(said("Movement"), share=14), Column(said("Number"), "count"),
    Column(said("Name"), share=36), Column(said("Category"), share=20), Column(said("College"), share=16),
    Column(said("Last day"), "day"), Column(said("Reason"), share=20),
)  # fmt: skip


def register_row(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Any, ...]:
    """Return a member of the day as a line; ``names`` are those of the statutes for categories and colleges."""
    return (
        row["number"], row["named"], _called(names, row["category"]), _called(names, row["college"]), row["joined_on"],
        row["moved_on"] or row["joined_on"], row["left_on"], STATES.get(row["state"], ""),
    )  # fmt: skip


def movement_row(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Any, ...]:
    """Return a movement as a line."""
    return (
        row["on"], MOVEMENTS[row["movement"]], row["number"], row["named"], _called(names, row["category"]),
        _called(names, row["college"]), row["last_day"], REASONS.get(row["reason"], row["reason"]),
    )  # fmt: skip


def register_sheet(
    coop: str, day: date, rows: Sequence[tuple[Any, ...]], counts: Mapping[str, int], names: Mapping[str, str],
    over_time: Sequence[tuple[date, int]],
) -> Sheet:  # fmt: skip
    """Return the register of a day, with how its number came about as a picture."""
    facts: list[tuple[Said | str, Any]] = [(said("Number of members"), sum(counts.values()))]
    if len(counts) > 1:
        facts += [(_called(names, category), count) for category, count in counts.items()]
    return Sheet(
        said("Register of members"), coop, said("As of {day}", day=day), facts, [Table(REGISTER, rows)],
        [_members(over_time)], [_as_registered()],
    )  # fmt: skip


def movements_sheet(
    coop: str, since: date, until: date, counted: Movements, rows: Sequence[tuple[Any, ...]],
    over_time: Sequence[tuple[date, int]],
) -> Sheet:  # fmt: skip
    """Return the movements of a period, with the sum that they make."""
    facts = [
        (said("Members at the start of {day}", day=since), counted.start), (said("Joined"), counted.joined),
        (said("Left"), counted.left), (said("Members at the end of {day}", day=until), counted.end),
        (said("Moved to another category or college"), counted.moved),
    ]  # fmt: skip
    note = said("Who leaves is a member on the last day, and has left on the day after, that of the movement.")
    return Sheet(
        said("Movements of members"), coop, said("From {since} to {until}", since=since, until=until), facts,
        [Table(JOURNAL, rows)], [_members(over_time)], [note, _as_registered()],
    )  # fmt: skip


def _members(over_time: Sequence[tuple[date, int]]) -> Curve:
    return Curve(said("Members over time"), [day for day, _ in over_time], [number for _, number in over_time])


def _as_registered() -> Said:
    return said("Written from the register as it is recorded now; a number is given once and never again.")


def _called(names: Mapping[str, str], slug: str | None) -> str:
    return "" if slug is None else names.get(slug, slug)
