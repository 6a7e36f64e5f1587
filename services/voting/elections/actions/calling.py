"""Opens elections when seats are open, and calls for candidates."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.clock import legal_day
from services.commons.events.received import Event
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.contract import proposals
from services.membership.governance.contract import seats_opened
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.preparing import put_on_agenda
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.elections import contract
from services.voting.elections.actions.reading import body_of, shown
from services.voting.elections.contract.refusals import CalendarOutOfOrder, NoOpenSeats
from services.voting.elections.rules import commitment
from services.voting.elections.tables import Election
from services.voting.polls.contract.refusals import NotOnAgenda
from services.voting.polls.tables import KnownProposal


@follows(seats_opened)
def open_election(unit: Unit, event: Event) -> None:
    """Open an election in draft, once for each proposal of seats; its id is that of the proposal."""
    told = event.data
    proposal = unit.session.get(KnownProposal, told["proposal_id"])
    # What is worked off late, such as a dead letter, may have been given up since.
    over = proposal is not None and proposal.withdrawn is not None
    row = {
        "id": f"elc_{told['proposal_id'].partition('_')[2]}", "body": told["body"], "seats": told["seats"],
        "starts_on": date.fromisoformat(told["starts_on"]) if told["starts_on"] else None, "because": told["because"],
        "proposal_id": told["proposal_id"], "state": "superseded" if over else "draft", "round": 1,
        "opened_at": unit.now,
    }  # fmt: skip
    made = insert(Election).values(row).on_conflict_do_nothing().returning(Election.id)
    if (election_id := unit.session.scalar(made)) is not None and not over:
        unit.emit(contract.election_opened, f"elections/{election_id}", {
            "election_id": election_id, "body": row["body"], "seats": row["seats"],
            "proposal_id": row["proposal_id"], "starts_on": row["starts_on"], "because": row["because"],
        })  # fmt: skip


@follows(proposals.withdrawn)
def give_up(unit: Unit, event: Event) -> None:
    """Give up an election whose seats are no longer as they were proposed, as long as it is not put to the vote."""
    waiting = update(Election).where(Election.proposal_id == event.data["proposal_id"])
    unit.session.execute(waiting.where(Election.state.in_(("draft", "called"))).values(state="superseded"))


@answers(contract.call_election)
def call_election(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Call for candidates to the election of a body that waits in draft, for an assembly that is to elect."""
    assembly = held_assembly(unit, body["assembly_id"], lock=True)
    in_state(assembly, "draft", "convened")
    election = _waiting(unit, body["body"])
    opens_at = body["opens_at"] or unit.now
    _check_calendar(unit, assembly, opens_at, body["closes_at"])
    election.title = body["title"] or f"Election: {body_of(unit, election.body)[0].get('name', election.body)}"
    election.assembly_id, election.statement = assembly.id, body["statement"]
    election.agenda_item_id = _agenda_item(unit, assembly, election.title, body)
    election.opens_at, election.closes_at, election.called_at = opens_at, body["closes_at"], unit.now
    election.list_order, election.state = body["order"], "called"
    election.list_seed = secrets.token_hex(32) if body["order"] == "lot" else None
    election.method = unit.rules_on(assembly.held_on).statutes("ballots.elections.method", "approval").value
    unit.emit(contract.election_called, f"elections/{election.id}", {
        "election_id": election.id, "body": election.body, "seats": election.seats, "assembly_id": assembly.id,
        "opens_at": opens_at, "closes_at": body["closes_at"], "order": body["order"],
        "order_commitment": commitment(election.list_seed) if election.list_seed else None,
    })  # fmt: skip
    return shown(unit, election)


def _waiting(unit: Unit, body: str) -> Election:
    """Return the draft that was opened last, locked; older ones rest on seats as they were."""
    drafts = select(Election).where(Election.body == body, Election.state == "draft")
    newest = drafts.order_by(Election.opened_at.desc(), Election.id.desc()).limit(1)
    election = unit.session.scalars(newest.with_for_update()).first()
    if election is None:
        raise NoOpenSeats(body=body, article=body_of(unit, body)[1])
    return election


def _check_calendar(unit: Unit, assembly: Assembly, opens_at: datetime, closes_at: datetime) -> None:
    why = None
    if closes_at <= opens_at:
        why = "it closes before it opens"
    elif closes_at <= unit.now:
        why = "it would be over already"
    elif legal_day(closes_at) > assembly.held_on:
        why = f"the assembly sits on {assembly.held_on}"
    if why:
        article = unit.rules.statutes("governance.bodies", []).article
        raise CalendarOutOfOrder(opens_at=opens_at, closes_at=closes_at, why=why, article=article)


def _agenda_item(unit: Unit, assembly: Assembly, title: str, body: dict[str, Any]) -> str:
    """Return the item under which the election stands; a draft's agenda gets one, a convened one must have it."""
    if body["agenda_item_id"] is not None:
        item = unit.session.get(AgendaItem, body["agenda_item_id"])
        if item is None or item.assembly_id != assembly.id:
            raise NotFound(what="agenda item", id=body["agenda_item_id"])
        return str(item.id)
    if assembly.state != "draft":
        article = unit.rules.statutes("assemblies.ordinary").article
        raise NotOnAgenda(assembly_id=assembly.id, convened_on=assembly.convened_on, article=article)
    part = "ordinary" if assembly.kind == "mixed" else None
    return put_on_agenda(unit, assembly, title, body["statement"], part).id
