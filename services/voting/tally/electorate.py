"""The electorate of a poll when it closed: its votes by college, and how a federation weighed them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, cast, func, select

from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import journal_of, proxies_of
from services.voting.assemblies.timeline import attended
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import Roll, RollEntry
from services.voting.tally.rules import Question
from services.voting.tally.seeds import seed_of


def question_of(unit: Unit, poll: Poll) -> Question:
    """Return what a closed poll asks to be tallied, apart from its votes."""
    return Question(
        poll_id=poll.id, method=poll.method, terms=poll.terms, entitled=poll.entitled or 0, present=poll.present or 0,
        quorum=poll.quorum, seats=poll.seats, candidates=tuple(standing_candidates(unit, poll.id)),
        electorate=_by_college(unit, poll) if poll.terms.get("colleges") else {}, weighing=_weighing(unit, poll),
        tie_seed=seed_of(unit, poll.id),
    )  # fmt: skip


def _by_college(unit: Unit, poll: Poll) -> dict[str, tuple[int, int]]:
    """Return the votes entitled, and those present or represented while the poll was open, of each college."""
    entitled = _votes(unit, poll)
    assembly = held_assembly(unit, poll.assembly_id)
    opened_at, closed_at = poll.opened_at or unit.now, poll.closed_at or unit.now
    there = attended(journal_of(unit, assembly), proxies_of(unit, assembly), opened_at, closed_at)
    present = _votes(unit, poll, sorted(there))
    return {college: (votes, present.get(college, 0)) for college, votes in sorted(entitled.items())}


def _votes(unit: Unit, poll: Poll, members: list[str] | None = None) -> dict[str, int]:
    votes = select(RollEntry.college, cast(func.sum(RollEntry.weight), Integer)).where(
        RollEntry.roll_id == poll.roll_id, RollEntry.college.is_not(None)
    )
    if members is not None:
        votes = votes.where(RollEntry.member_id.in_(members))
    return {row[0] or "": row[1] for row in unit.session.execute(votes.group_by(RollEntry.college))}


def _weighing(unit: Unit, poll: Poll) -> dict[str, Any] | None:
    weighing = unit.session.get_one(Roll, poll.roll_id).weighing
    if not weighing:
        return None
    largest = select(func.max(RollEntry.weight)).where(RollEntry.roll_id == poll.roll_id)
    return {**weighing, "largest": unit.session.scalar(largest) or 0}
