"""Who stands: candidates are electors, each once, in the order that settles ties."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.tables import Assembly
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_poll
from services.voting.polls.actions.reading import shown
from services.voting.polls.contract import refusals
from services.voting.polls.rules import method_problem, needed_for, repeated
from services.voting.polls.standing import candidates_of
from services.voting.polls.tables import Candidate, Poll
from services.voting.rolls.actions.making import current_roll, weights_of
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.tables import Elector


@answers(contract.add_candidates)
def add_candidates(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add candidates after those who stand already."""
    poll = hold_poll(unit, poll_id)
    if poll.state != "draft":
        raise refusals.WrongPollState(poll_id=poll_id, state=poll.state, needed="draft")
    check_method(poll.method, poll.seats, len(body["candidates"]))
    stand(unit, held_assembly(unit, poll.assembly_id), poll, body["candidates"])
    return shown(unit, poll)


@answers(contract.withdraw_candidate)
def withdraw_candidate(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Withdraw a candidate; the place in the order stays empty."""
    poll = hold_poll(unit, poll_id)
    if poll.state not in ("draft", "sealed"):
        raise refusals.WrongPollState(poll_id=poll_id, state=poll.state, needed=needed_for("open"))
    candidate = unit.session.get(Candidate, (poll_id, body["member_id"]))
    if candidate is None:
        raise NotFound(what="candidate", id=body["member_id"])
    candidate.withdrawn_at = candidate.withdrawn_at or unit.now
    return shown(unit, poll)


def stand(unit: Unit, assembly: Assembly, poll: Poll, candidates: list[dict[str, Any]]) -> None:
    """Let members stand in a poll that is a draft, after those who stand already."""
    if not candidates:
        return
    standing = [one.member_id for one in candidates_of(unit, poll.id)]
    new = [one["member_id"] for one in candidates]
    article = unit.rules.statutes("ballots", {}).article
    if twice := repeated([*standing, *new]):
        raise refusals.CandidateTwice(member_ids=", ".join(twice), article=article)
    if strangers := off_roll(unit, assembly, new):
        raise refusals.CandidateNotOnRoll(member_ids=", ".join(strangers), article=article)
    last = select(func.coalesce(func.max(Candidate.position), 0)).where(Candidate.poll_id == poll.id)
    first = unit.session.scalars(last).one() + 1
    unit.session.add_all(
        Candidate(poll_id=poll.id, position=first + at, **{"statement": None, **one})
        for at, one in enumerate(candidates)
    )


def off_roll(unit: Unit, assembly: Assembly, member_ids: list[str]) -> list[str]:
    """Return those who are not on the roll in force; before there is one, not voting members on the record date."""
    roll = current_roll(unit, assembly.id)
    if roll is not None:
        known = set(weights_of(unit, roll.id, member_ids))
    else:
        day = min(unit.today, assembly.record_date)
        rows = select(Elector.member_id).where(Elector.member_id.in_(member_ids), entitled_on(day))
        known = set(unit.session.scalars(rows))
    return sorted(set(member_ids) - known)


def check_method(method: str, seats: int | None, candidates: int) -> None:
    """Refuse a method that does not fit what is asked."""
    if why := method_problem(method, seats, candidates):
        raise refusals.WrongMethod(method=method, why=why)
