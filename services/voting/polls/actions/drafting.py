"""Drafts polls: what is asked, of whom, in what form, and what it would put into effect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.preparing import put_on_agenda
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.polls import contract
from services.voting.polls.actions.holding import hold_poll, take_step
from services.voting.polls.actions.reading import candidates_of, shown
from services.voting.polls.actions.terms import terms_of_vote
from services.voting.polls.contract import refusals
from services.voting.polls.rules import method_problem, needed_for, repeated
from services.voting.polls.tables import Candidate, KnownProposal, Poll
from services.voting.rolls.actions.making import current_roll, weights_of
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.tables import Elector


@answers(contract.create_poll)
def create_poll(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Draft a poll in an assembly; what it would put into effect must have been proposed by its owner."""
    assembly = held_assembly(unit, body["assembly_id"], lock=True)
    in_state(assembly, "draft", "convened", "open")
    proposal = _proposal(unit, assembly, body["proposal_id"])
    seats = _seats(body, proposal)
    about_person = body["about_person"] or body["method"] == "approval"
    poll = Poll(
        id=new_id("pol"), assembly_id=assembly.id, agenda_item_id=_agenda_item(unit, assembly, body),
        title=body["title"], question=body["question"], method=body["method"], state="draft", about_person=about_person,
        ballot=_ballot(unit, assembly, body["method"], body["ballot"], about_person), seats=seats,
        maximum_choices=None if seats is None else _maximum_choices(unit, assembly, seats),
        proposal_id=proposal.id if proposal else None, effect=proposal.effect if proposal else None,
        digest=proposal.digest if proposal else None, created_at=unit.now,
    )  # fmt: skip
    unit.session.add(poll)
    unit.session.flush()
    _stand(unit, assembly, poll, body["candidates"])
    return shown(unit, poll)


@answers(contract.add_candidates)
def add_candidates(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add candidates after those who stand already."""
    poll = hold_poll(unit, poll_id)
    if poll.state != "draft":
        raise refusals.WrongPollState(poll_id=poll_id, state=poll.state, needed="draft")
    _check_method(poll.method, poll.seats, len(body["candidates"]))
    _stand(unit, held_assembly(unit, poll.assembly_id), poll, body["candidates"])
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


@answers(contract.seal_poll)
def seal_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Seal a draft."""
    poll = hold_poll(unit, poll_id)
    seal(unit, poll, held_assembly(unit, poll.assembly_id))
    return shown(unit, poll)


def seal(unit: Unit, poll: Poll, assembly: Assembly) -> None:
    """Fix the rules of the vote, with their articles, before anyone votes."""
    take_step(poll, "seal")
    if poll.method == "approval" and all(one.withdrawn_at for one in candidates_of(unit, poll.id)):
        raise refusals.NoCandidates(poll_id=poll.id, article=unit.rules.statutes("ballots").article)
    poll.terms = terms_of_vote(unit, poll, assembly)


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


def _proposal(unit: Unit, assembly: Assembly, proposal_id: str | None) -> KnownProposal | None:
    if proposal_id is None:
        return None
    # Locked, so that two polls drafted at once cannot both find it free.
    proposal = unit.session.get(KnownProposal, proposal_id, with_for_update=True)
    if proposal is None:
        raise refusals.ProposalUnknown(proposal_id=proposal_id)
    if proposal.assembly != assembly.kind:
        raise refusals.WrongAssemblyKind(
            effect=proposal.effect, needed=proposal.assembly, assembly_id=assembly.id, kind=assembly.kind,
            article=unit.rules.statutes(f"assemblies.{proposal.assembly}").article,
        )  # fmt: skip
    standing = select(Poll.id).where(
        Poll.proposal_id == proposal_id, Poll.state != "annulled",
        or_(Poll.outcome.is_(None), Poll.outcome == "adopted"),
    )  # fmt: skip
    if poll_id := unit.session.scalars(standing).first():
        raise refusals.ProposalStands(proposal_id=proposal_id, poll_id=poll_id)
    return proposal


def _seats(body: dict[str, Any], proposal: KnownProposal | None) -> int | None:
    seats: int | None = body["seats"]
    if proposal is not None and proposal.seats is not None:
        if seats not in (None, proposal.seats):
            raise refusals.SeatsDiffer(proposal_id=proposal.id, proposed=proposal.seats, seats=seats)
        seats = proposal.seats
    if proposal is not None and proposal.seats is None and body["method"] == "approval":
        raise refusals.WrongMethod(method="approval", why="the proposal fills no seats")
    _check_method(body["method"], seats, len(body["candidates"]))
    return seats


def _check_method(method: str, seats: int | None, candidates: int) -> None:
    if why := method_problem(method, seats, candidates):
        raise refusals.WrongMethod(method=method, why=why)


def _maximum_choices(unit: Unit, assembly: Assembly, seats: int) -> int:
    """Return how many candidates one ballot may name: as many as there are seats, or what the statutes say."""
    rule = unit.rules_on(assembly.held_on).statutes("ballots.elections.choices", "seats").value
    return seats if rule == "seats" else int(rule)


def _ballot(unit: Unit, assembly: Assembly, method: str, asked: str | None, about_person: bool) -> str:
    persons = unit.rules_on(assembly.held_on).statutes("ballots.persons", "secret")
    if about_person and persons.value == "secret":
        if asked not in (None, "secret"):
            raise refusals.SecretRequired(ballot=asked, article=persons.article)
        return "secret"
    if method == "approval" and asked == "hands":
        raise refusals.WrongMethod(method=method, why="several candidates are not voted by one show of hands")
    return asked or ("named" if method == "approval" else "hands")


def _agenda_item(unit: Unit, assembly: Assembly, body: dict[str, Any]) -> str:
    """Return the agenda item of a poll; a draft's is made from the title, a convened assembly's must stand already."""
    item_id = body["agenda_item_id"]
    if item_id is not None:
        item = unit.session.get(AgendaItem, item_id)
        if item is None or item.assembly_id != assembly.id:
            raise NotFound(what="agenda item", id=item_id)
        return str(item_id)
    if assembly.state != "draft":
        article = unit.rules.statutes(f"assemblies.{assembly.kind}").article
        raise refusals.NotOnAgenda(assembly_id=assembly.id, convened_on=assembly.convened_on, article=article)
    return put_on_agenda(unit, assembly, body["title"], body["question"]).id


def _stand(unit: Unit, assembly: Assembly, poll: Poll, candidates: list[dict[str, Any]]) -> None:
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
        Candidate(poll_id=poll.id, position=first + at, **one) for at, one in enumerate(candidates)
    )
