"""Takes in candidacies: in time, of members whom law and statutes let stand, who accept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.governance.contract import candidacy_examined
from services.voting.assemblies.tables import Assembly
from services.voting.elections import contract
from services.voting.elections.actions.mandates import seats_of
from services.voting.elections.actions.reading import body_of, candidacy_shown, held_election, poll_of, state_of
from services.voting.elections.contract import refusals
from services.voting.elections.rules import Stander, obstacle
from services.voting.elections.tables import Candidacy, Election
from services.voting.polls.actions.candidates import withdraw_candidate
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.tables import Elector


@answers(contract.stand_for_election)
def stand_for_election(unit: Unit, election_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take in a candidacy while the call is open; who was withdrawn or refused may stand again until it closes."""
    election = held_election(unit, election_id, "called")
    _check_open(unit, election)
    member_id = body["member_id"]
    known = unit.session.get(Candidacy, (election_id, member_id))
    if known is not None and state_of(known) not in ("withdrawn", "refused"):
        raise refusals.CandidacyStands(member_id=member_id, election_id=election_id, state=state_of(known))
    asked = _check_eligible(unit, election, member_id)
    by_another = body["nominated_by"] not in (None, member_id)
    candidacy = known or Candidacy(election_id=election_id, member_id=member_id, number=_next(unit, election_id))
    candidacy.statement, candidacy.nominated_by = body["statement"], body["nominated_by"] if by_another else None
    candidacy.examined, candidacy.withdrawn_at = "minimum_age" not in asked, None
    # What stood in the way is examined anew.
    candidacy.refused_for = candidacy.article = None
    candidacy.submitted_at, candidacy.accepted_at = unit.now, None if by_another else unit.now
    unit.session.add(candidacy)
    unit.session.flush()
    unit.emit(contract.candidacy_submitted, f"elections/{election_id}", {
        "election_id": election_id, "body": election.body, "member_id": member_id,
    })  # fmt: skip
    return candidacy_shown(candidacy)


@answers(contract.accept_candidacy)
def accept_candidacy(unit: Unit, election_id: str, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Accept to stand; accepting twice changes nothing but the statement."""
    election = held_election(unit, election_id, "called")
    _check_open(unit, election)
    candidacy = _running(unit, election_id, member_id)
    candidacy.accepted_at = candidacy.accepted_at or unit.now
    candidacy.statement = body["statement"] or candidacy.statement
    return candidacy_shown(candidacy)


@answers(contract.withdraw_candidacy)
def withdraw_candidacy(unit: Unit, election_id: str, member_id: str) -> dict[str, Any]:
    """Withdraw, also from the poll that the election became, as long as that is not open."""
    election = held_election(unit, election_id, "called", "polled")
    candidacy = _running(unit, election_id, member_id)
    poll = poll_of(unit, election)
    if poll is not None and candidacy.position is not None:
        withdraw_candidate(unit, poll.id, {"member_id": member_id})
    candidacy.withdrawn_at = unit.now
    return candidacy_shown(candidacy)


@follows(candidacy_examined)
def keep_examination(unit: Unit, event: Event) -> None:
    """Keep what membership says of a candidate: nothing stands in the way, or what does and by which article."""
    told = event.data
    candidacy = unit.session.get(Candidacy, (told["election_id"], told["member_id"]), with_for_update=True)
    if candidacy is None or candidacy.position is not None:
        return
    candidacy.examined = True
    if told["code"] is not None:
        candidacy.refused_for, candidacy.article = told["code"], told["article"]


def _check_open(unit: Unit, election: Election) -> None:
    article = body_of(unit, election.body)[1]
    if election.opens_at is not None and unit.now < election.opens_at:
        raise refusals.CallNotOpen(election_id=election.id, opens_at=election.opens_at, now=unit.now, article=article)
    if election.closes_at is not None and unit.now >= election.closes_at:
        raise refusals.CallClosed(election_id=election.id, closes_at=election.closes_at, now=unit.now, article=article)


def _check_eligible(unit: Unit, election: Election, member_id: str) -> dict[str, Any]:
    """Refuse whom law or statutes keep from standing; return what the statutes ask of candidates."""
    body, article = body_of(unit, election.body)
    found = unit.session.scalars(
        select(Elector).where(Elector.member_id == member_id, entitled_on(unit.today))
        .order_by(Elector.admitted_on.desc()).limit(1)
    ).first()  # fmt: skip
    if found is None:
        raise refusals.CandidateIneligible(
            member_id=member_id, body=election.body, rule="voting_member", why="only a voting member may stand",
            article=unit.rules.law("votes.per_member").article,
        )  # fmt: skip
    held_on = unit.session.get_one(Assembly, election.assembly_id).held_on
    asked: dict[str, Any] = body.get("eligibility") or {}
    incompatible = unit.rules.statutes("governance.incompatibilities", [])
    stander = Stander(found.joined_on or found.admitted_on, found.category, found.college, seats_of(unit, member_id))
    why = obstacle(stander, election.body, asked, incompatible.value, election.starts_on or held_on)
    if why is not None:
        raise refusals.CandidateIneligible(
            member_id=member_id, body=election.body, rule=why.rule, why=why.why,
            article=incompatible.article if why.rule == "incompatibilities" else article,
        )  # fmt: skip
    return asked


def _running(unit: Unit, election_id: str, member_id: str) -> Candidacy:
    candidacy = unit.session.get(Candidacy, (election_id, member_id))
    if candidacy is None:
        raise NotFound(what="candidacy", id=member_id)
    if state_of(candidacy) in ("withdrawn", "refused"):
        raise refusals.CandidacyOver(member_id=member_id, election_id=election_id, state=state_of(candidacy))
    return candidacy


def _next(unit: Unit, election_id: str) -> int:
    last = select(func.coalesce(func.max(Candidacy.number), 0)).where(Candidacy.election_id == election_id)
    return unit.session.scalars(last).one() + 1
