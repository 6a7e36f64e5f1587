"""Publishes the list of candidates and puts it to the vote: the first round, and a second where seats were left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.elections import contract
from services.voting.elections.actions.reading import body_of, held_election, poll_of, shown, standing_now
from services.voting.elections.contract import refusals
from services.voting.elections.rules import listed
from services.voting.elections.tables import Candidacy, Election
from services.voting.polls.actions.drafting import draft_poll
from services.voting.polls.tables import PROCLAIMED
from services.voting.rolls.tables import Elector
from services.voting.tally.tables import Tally


@answers(contract.poll_election)
def poll_election(unit: Unit, election_id: str) -> dict[str, Any]:
    """Publish the list in its announced order and draft the poll; nobody stands or accepts from now on."""
    election = held_election(unit, election_id, "called")
    if election.closes_at is not None and unit.now < election.closes_at:
        raise refusals.CallRuns(election_id=election_id, closes_at=election.closes_at, now=unit.now,
                                article=body_of(unit, election.body)[1])  # fmt: skip
    standing = _standing(unit, election)
    numbers = _numbers(unit, list(standing))
    for place, member_id in enumerate(listed(numbers, election.list_seed), start=1):
        standing[member_id].position = place
    election.published_at, election.state = unit.now, "polled"
    _put_to_the_vote(unit, election, election.proposal_id, election.title or election.body, sorted(
        standing.values(), key=lambda one: one.position or 0
    ))  # fmt: skip
    return shown(unit, election)


@answers(contract.draft_second_round)
def draft_second_round(unit: Unit, election_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Draft the second round among those whom the result lets stand, in the order of the list.

    Where the first round elected nobody its proposal is free and is voted again. Where it filled some of the seats, the
    proposal is spent, and the seats left are put to the vote by the proposal that membership made of them.
    """
    election = held_election(unit, election_id, "polled")
    poll = poll_of(unit, election)
    assert poll is not None, "an election that is polled has a poll"
    tally = unit.session.get(Tally, poll.id)
    if poll.state not in PROCLAIMED or tally is None or tally.second_round is None:
        raise refusals.NoSecondRound(poll_id=poll.id, state=poll.state, article=body_of(unit, election.body)[1])
    seats, proposal_id = int(tally.second_round["seats"]), election.proposal_id
    standing = _standing(unit, election)
    again = [standing[one] for one in tally.second_round["candidates"] if one in standing]
    if not again:
        raise refusals.NobodyStands(election_id=election_id, article=body_of(unit, election.body)[1])
    if poll.outcome == "adopted":
        proposal_id = _remaining(unit, election, seats)
    election.seats, election.round = seats, election.round + 1
    election.assembly_id, election.agenda_item_id = poll.assembly_id, poll.agenda_item_id
    if body["assembly_id"] not in (None, poll.assembly_id):
        election.assembly_id, election.agenda_item_id = body["assembly_id"], None
    election.agenda_item_id = body["agenda_item_id"] or election.agenda_item_id
    title = f"{election.title}, round {election.round}"
    _put_to_the_vote(unit, election, proposal_id, title, sorted(again, key=lambda one: one.position or 0))
    return shown(unit, election)


def _put_to_the_vote(
    unit: Unit, election: Election, proposal_id: str, title: str, candidates: list[Candidacy]
) -> None:  # fmt: skip
    unit.session.flush()
    poll = draft_poll(unit, {
        "assembly_id": election.assembly_id, "agenda_item_id": election.agenda_item_id, "title": title[:200],
        "method": election.method, "proposal_id": proposal_id,
        "candidates": [{"member_id": one.member_id, "statement": one.statement} for one in candidates],
    })  # fmt: skip
    election.poll_id, election.agenda_item_id = poll.id, poll.agenda_item_id
    unit.emit(contract.election_polled, f"elections/{election.id}", {
        "election_id": election.id, "body": election.body, "poll_id": poll.id, "round": election.round,
        "candidates": len(candidates),
    })  # fmt: skip


def _standing(unit: Unit, election: Election) -> dict[str, Candidacy]:
    """Return who stands; refuse while something about one of them is unknown, or when nobody does."""
    rows = select(Candidacy).where(Candidacy.election_id == election.id, *standing_now()).order_by(Candidacy.number)
    standing = {one.member_id: one for one in unit.session.scalars(rows)}
    article = body_of(unit, election.body)[1]
    if waiting := [one.member_id for one in standing.values() if not one.examined]:
        raise refusals.ExaminationAhead(election_id=election.id, member_ids=", ".join(waiting[:10]), article=article)
    if not standing:
        raise refusals.NobodyStands(election_id=election.id, article=article)
    return standing


def _numbers(unit: Unit, members: list[str]) -> dict[str, int]:
    rows = unit.session.execute(select(Elector.member_id, Elector.number).where(Elector.member_id.in_(members)))
    return {row.member_id: row.number for row in rows}


def _remaining(unit: Unit, election: Election, seats: int) -> str:
    """Return the proposal of exactly the seats that are left, and take it from the draft that it opened."""
    draft = unit.session.scalars(
        select(Election).where(Election.body == election.body, Election.state == "draft", Election.seats == seats)
        .order_by(Election.opened_at.desc(), Election.id.desc()).limit(1).with_for_update()
    ).first()  # fmt: skip
    if draft is None:
        raise refusals.RemainingSeatsUnproposed(seats=seats, body=election.body,
                                                article=body_of(unit, election.body)[1])  # fmt: skip
    draft.state = "superseded"
    return draft.proposal_id
