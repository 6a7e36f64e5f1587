"""Shows the attendance: live, in one count of the database, and as a curve over time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import journal_of, proxies_of, quorum_shown
from services.voting.assemblies.actions.terms import parts_of, terms_of
from services.voting.assemblies.rules import Quorum, parts_of_kind
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.assemblies.timeline import curve, thinned
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.making import current_roll, entries_of

WAYS = {"arrive": "in_room", "remote": "remote", "postal": "postal", "represented": "represented"}
MOST_POINTS = 2000

# The same rule as ``rules.attendance``, counted where the lines are: a screen in the hall asks every second. Rows are
# put together by sorting alone, no table is joined to another: a plan cannot go wrong on tables that just grew.
_COUNT = text(
    """
    WITH here AS (
        SELECT member_id, kind FROM (
            SELECT DISTINCT ON (member_id) member_id, kind FROM presence_journal
            WHERE assembly_id = :assembly_id ORDER BY member_id, seq DESC
        ) last WHERE kind <> 'leave'
    ), held AS (
        SELECT giver_id, max(kind) OVER (PARTITION BY holder_id) AS holder_kind FROM (
            SELECT member_id AS holder_id, kind, CAST(NULL AS text) AS giver_id FROM here
            UNION ALL
            SELECT COALESCE(holder_id, :chair_id), NULL, giver_id FROM proxies
            WHERE assembly_id = :assembly_id AND state = 'given'
        ) hands
    ), electors AS (
        SELECT max(college) AS college, max(weight) AS weight, COALESCE(max(kind), max(through)) AS kind FROM (
            SELECT member_id, college, weight, CAST(NULL AS text) AS kind, CAST(NULL AS text) AS through
            FROM roll_entries WHERE roll_id = (
                SELECT id FROM rolls WHERE assembly_id = :assembly_id ORDER BY kind, version DESC LIMIT 1
            )
            UNION ALL
            SELECT member_id, NULL, NULL, kind, NULL FROM here
            UNION ALL
            SELECT giver_id, NULL, NULL, NULL, 'represented' FROM held
            WHERE giver_id IS NOT NULL AND holder_kind IN ('arrive', 'remote')
        ) one GROUP BY member_id HAVING count(weight) = 1
    )
    SELECT college, kind, count(*) AS members, CAST(sum(weight) AS bigint) AS votes
    FROM electors GROUP BY college, kind
    """
)


@answers(contract.get_attendance)
def get_attendance(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Count who is there now."""
    return {**counted(unit, held_assembly(unit, assembly_id)), "recorded": None, "unnamed": None}


@answers(contract.get_attendance_history)
def get_attendance_history(unit: Unit, assembly_id: str, every_seconds: int) -> dict[str, Any]:
    """Return the attendance over time, by the journal, the proxies and the roll in force."""
    assembly = held_assembly(unit, assembly_id)
    colleges = _colleges(unit, assembly)
    points, seconds = attendance_curve(unit, assembly, every_seconds)
    return {
        "assembly_id": assembly.id, "entitled": sum(one["entitled"] for one in colleges), "every_seconds": seconds,
        "quorums": list(_quorums(unit, assembly, colleges).values()), "points": points,
    }  # fmt: skip


def attendance_curve(unit: Unit, assembly: Assembly, every_seconds: int = 60) -> tuple[list[dict[str, Any]], int]:
    """Return the points of the curve and the seconds that each stands for at least."""
    return offload(_curve, journal_of(unit, assembly), proxies_of(unit, assembly), _weights(unit, assembly),
                   every_seconds)  # fmt: skip


def counted(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    """Return the attendance of this moment: by way, by college, and the quorum of each part and each poll."""
    colleges = _colleges(unit, assembly)
    quorums = _quorums(unit, assembly, colleges)
    totals = {name: sum(one[name] for one in colleges) for name in ("entitled", "votes", *WAYS.values())}
    return {
        "assembly_id": assembly.id, "at": unit.now, **totals, "by_college": colleges,
        "quorum": next(iter(quorums.values())), "quorums": list(quorums.values()),
        "polls": _polls(unit, assembly, quorums),
    }  # fmt: skip


def _colleges(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    """Return, college by college, those entitled in votes, and those who count by way and in votes."""
    found: dict[str | None, dict[str, Any]] = {}
    for row in unit.session.execute(_COUNT, {"assembly_id": assembly.id, "chair_id": assembly.chair_id}):
        empty = {"college": row.college, "entitled": 0, "members": 0, **dict.fromkeys(WAYS.values(), 0), "votes": 0}
        line = found.setdefault(row.college, empty)
        line["entitled"] += row.votes
        line["members"] += row.members
        if row.kind is not None:
            line[WAYS[row.kind]] += row.members
            line["votes"] += row.votes
    return sorted(found.values(), key=lambda line: line["college"] or "")


def _quorums(unit: Unit, assembly: Assembly, colleges: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    entitled, votes = (sum(one[name] for one in colleges) for name in ("entitled", "votes"))
    quorums = {}
    for part in parts_of(unit, assembly):
        terms = terms_of(unit, assembly, part)
        quorum = Quorum(terms.quorum_fraction, entitled, votes)
        quorums[part] = {"part": part, **quorum_shown(quorum, terms)}
    return quorums


def _polls(unit: Unit, assembly: Assembly, quorums: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every poll with the quorum that it opened with, or that of this moment while it waits."""
    rows = unit.session.execute(
        select(Poll.id, Poll.title, Poll.state, Poll.quorum, AgendaItem.part)
        .join(AgendaItem, AgendaItem.id == Poll.agenda_item_id)
        .where(Poll.assembly_id == assembly.id, Poll.state != "annulled").order_by(AgendaItem.position, Poll.id)
    )  # fmt: skip
    single, first = len(parts_of_kind(assembly.kind)) == 1, next(iter(quorums))
    shown = []
    for row in rows:
        part = first if single else row.part
        quorum = row.quorum if row.state not in ("draft", "sealed") and row.quorum else quorums[part]
        shown.append({"poll_id": row.id, "title": row.title, "state": row.state, "part": part, "quorum": quorum})
    return shown


def _weights(unit: Unit, assembly: Assembly) -> dict[str, int]:
    roll = current_roll(unit, assembly.id)
    return {entry["member_id"]: entry["weight"] for entry in entries_of(unit, roll.id)} if roll else {}


def _curve(
    journal: list[tuple[str, str, datetime]], proxies: list[tuple[str, str, datetime, datetime | None]],
    weights: dict[str, int], every_seconds: int,
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    points, seconds = thinned(curve(journal, proxies, weights), every_seconds, MOST_POINTS)
    shown = [
        {"at": one.at, "in_room": one.arrive, "remote": one.remote, "postal": one.postal,
         "represented": one.represented, "votes": one.votes}
        for one in points
    ]  # fmt: skip
    return shown, seconds
