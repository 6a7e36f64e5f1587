"""Drafts polls: what is asked, of whom, in what form, and what it would put into effect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.preparing import put_on_agenda
from services.voting.assemblies.actions.terms import part_of
from services.voting.assemblies.rules import parts_of_kind
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.polls import contract
from services.voting.polls.actions.candidates import check_method, stand
from services.voting.polls.actions.effects import check_votable
from services.voting.polls.actions.reading import shown
from services.voting.polls.contract import refusals
from services.voting.polls.tables import KnownProposal, Poll
from services.voting.tally.rules.votes import ELECTIVE

__all__ = ["ballot_of", "create_poll", "draft_poll", "named_proposal", "seats_of"]


@answers(contract.create_poll)
def create_poll(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Draft a poll in an assembly; what it would put into effect must have been proposed by its owner."""
    return shown(unit, draft_poll(unit, body))


def draft_poll(unit: Unit, body: dict[str, Any]) -> Poll:
    """Draft a poll as ``NewPoll`` asks; what is not said has its default. Refuses as the operation does."""
    asked = {**_DEFAULTS, **body}
    assembly = held_assembly(unit, asked["assembly_id"], lock=True)
    in_state(assembly, "draft", "convened", "open")
    proposal = named_proposal(unit, assembly, asked["proposal_id"], asked["agenda_item_id"])
    method: str = asked["method"]
    seats = seats_of(method, asked["seats"], len(asked["candidates"]), proposal)
    about_person = asked["about_person"] or method in ELECTIVE or bool(proposal and proposal.about_person)
    poll = Poll(
        id=new_id("pol"), assembly_id=assembly.id, agenda_item_id=_agenda_item(unit, assembly, asked, proposal),
        title=asked["title"], question=asked["question"], method=method, state="draft", about_person=about_person,
        ballot=ballot_of(unit, assembly, method, asked["ballot"], about_person), seats=seats,
        maximum_choices=_maximum_choices(unit, assembly, method, seats),
        proposal_id=proposal.id if proposal else None, effect=proposal.effect if proposal else None,
        digest=proposal.digest if proposal else None, created_at=unit.now,
    )  # fmt: skip
    unit.session.add(poll)
    unit.session.flush()
    stand(unit, assembly, poll, asked["candidates"])
    return poll


_DEFAULTS: dict[str, Any] = {
    "question": None, "method": "resolution", "ballot": None, "about_person": False, "agenda_item_id": None,
    "proposal_id": None, "seats": None, "candidates": (),
}  # fmt: skip


def named_proposal(
    unit: Unit, assembly: Assembly, proposal_id: str | None, agenda_item_id: str | None
) -> KnownProposal | None:
    """Return the proposal that a poll is to carry, locked, if it can be put to the vote of this assembly."""
    if proposal_id is None:
        return None
    # Locked, so that two polls drafted at once cannot both find it free.
    proposal = unit.session.get(KnownProposal, proposal_id, with_for_update=True)
    if proposal is None:
        raise refusals.ProposalUnknown(proposal_id=proposal_id)
    parts = parts_of_kind(assembly.kind)
    if agenda_item_id is not None and unit.session.get(AgendaItem, agenda_item_id) is not None:
        parts = (part_of(unit, assembly, agenda_item_id),)
    if proposal.assembly not in parts:
        raise refusals.WrongAssemblyKind(
            effect=proposal.effect, needed=proposal.assembly, assembly_id=assembly.id, kind=" or ".join(parts),
            article=unit.rules.statutes(f"assemblies.{proposal.assembly}").article,
        )  # fmt: skip
    standing = select(Poll.id).where(
        Poll.proposal_id == proposal_id, Poll.state != "annulled",
        or_(Poll.outcome.is_(None), Poll.outcome == "adopted"),
    )  # fmt: skip
    if poll_id := unit.session.scalars(standing).first():
        raise refusals.ProposalStands(proposal_id=proposal_id, poll_id=poll_id)
    check_votable(unit, proposal)
    return proposal


def seats_of(method: str, asked: int | None, candidates: int, proposal: KnownProposal | None) -> int | None:
    """Return how many seats a poll fills: those of its proposal, if it fills any; a single choice fills one."""
    seats = asked
    if proposal is not None and proposal.seats is not None:
        if seats not in (None, proposal.seats):
            raise refusals.SeatsDiffer(proposal_id=proposal.id, proposed=proposal.seats, seats=seats)
        seats = proposal.seats
    if proposal is not None and proposal.seats is None and method in ELECTIVE:
        raise refusals.WrongMethod(method=method, why="the proposal fills no seats")
    if method == "single_choice" and seats is None:
        seats = 1
    check_method(method, seats, candidates)
    return seats


def ballot_of(unit: Unit, assembly: Assembly, method: str, asked: str | None, about_person: bool) -> str:
    """Return how a poll is voted: in secret on persons where the statutes say so, by a show of hands otherwise.

    Hands say for, against or abstain: other methods are voted by name, unless in secret.
    """
    persons = unit.rules_on(assembly.held_on).statutes("ballots.persons", "secret")
    if about_person and persons.value == "secret":
        if asked not in (None, "secret"):
            raise refusals.SecretRequired(ballot=asked, article=persons.article)
        return "secret"
    if method != "resolution" and asked == "hands":
        raise refusals.WrongMethod(method=method, why="a show of hands says for, against or abstain only")
    return asked or ("hands" if method == "resolution" else "named")


def _maximum_choices(unit: Unit, assembly: Assembly, method: str, seats: int | None) -> int | None:
    """Return how many candidates one ballot may name; whoever ranks or grades may name all of them (None).

    A ballot that approves names as many as there are seats, or what the statutes say.
    """
    if method == "single_choice":
        return 1
    if method != "approval":
        return None
    rule = unit.rules_on(assembly.held_on).statutes("ballots.elections.choices", "seats").value
    return seats if rule == "seats" else int(rule)


def _agenda_item(unit: Unit, assembly: Assembly, asked: dict[str, Any], proposal: KnownProposal | None) -> str:
    """Return the agenda item of a poll; a draft's is made from the title, a convened assembly's must stand already."""
    item_id = asked["agenda_item_id"]
    if item_id is not None:
        item = unit.session.get(AgendaItem, item_id)
        if item is None or item.assembly_id != assembly.id:
            raise NotFound(what="agenda item", id=item_id)
        return str(item_id)
    if assembly.state != "draft":
        article = unit.rules.statutes(f"assemblies.{parts_of_kind(assembly.kind)[0]}").article
        raise refusals.NotOnAgenda(assembly_id=assembly.id, convened_on=assembly.convened_on, article=article)
    part = proposal.assembly if proposal is not None and assembly.kind == "mixed" else None
    return put_on_agenda(unit, assembly, asked["title"], asked["question"], part).id
