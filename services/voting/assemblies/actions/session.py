"""Opens and closes the session, and calls again when the quorum was missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly, in_state, told
from services.voting.assemblies.actions.preparing import drafted, put_on_agenda
from services.voting.assemblies.actions.presence import require_on_roll
from services.voting.assemblies.actions.quorum import presence_now
from services.voting.assemblies.contract import refusals
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.polls.actions.succession import annul, carry_over, unopened
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.rolls import final_roll

BEGUN = ("open", "suspended", "closed", "tallied")


@answers(contract.open_assembly)
def open_assembly(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Open the session on its day, with the final roll; the quorum is checked for each poll."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened")
    if unit.today < assembly.held_on:
        article = unit.rules.statutes(f"assemblies.{assembly.kind}").article
        raise refusals.AssemblyAhead(
            assembly_id=assembly_id, held_on=assembly.held_on, today=unit.today, article=article
        )
    final_roll(unit, assembly)
    if body["chair_id"]:
        require_on_roll(unit, assembly, {body["chair_id"]})
    assembly.state, assembly.opened_at, assembly.chair_id = "open", unit.now, body["chair_id"]
    unit.emit(contract.assembly_opened, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.close_assembly)
def close_assembly(unit: Unit, assembly_id: str) -> Assembly:
    """Close the session once every poll that began is proclaimed; the others are annulled."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    _none_begun(unit, assembly)
    for poll in unopened(unit, assembly):
        annul(unit, poll, "assembly_closed", None)
    assembly.state, assembly.closed_at = "closed", unit.now
    unit.emit(contract.assembly_closed, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.declare_inquorate)
def declare_inquorate(unit: Unit, assembly_id: str) -> Assembly:
    """End a session that lacks its quorum, before anything was voted."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    now = presence_now(unit, assembly)
    if now.quorum.reached:
        raise refusals.QuorumPresent(
            counted=now.quorum.counted, entitled=now.quorum.entitled, required=now.quorum.required,
            article=now.terms.quorum.article,
        )  # fmt: skip
    _none_begun(unit, assembly, *BEGUN, "proclaimed", "contested", "final")
    assembly.state, assembly.closed_at = "inquorate", unit.now
    unit.emit(contract.assembly_inquorate, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.second_call)
def second_call(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Prepare the second call: same agenda, same polls, its own notice and quorum."""
    first = held_assembly(unit, assembly_id, lock=True)
    in_state(first, "inquorate")
    made = unit.session.scalars(select(Assembly.id).where(Assembly.first_call_id == first.id)).first()
    article = unit.rules.statutes(f"assemblies.{first.kind}.second_call").article
    if made is not None:
        raise refusals.SecondCallMade(assembly_id=first.id, second_id=made, article=article)
    second = drafted(unit, first.kind, first.title, body, first_call_id=first.id)
    agenda = unit.session.scalars(
        select(AgendaItem).where(AgendaItem.assembly_id == first.id).order_by(AgendaItem.position)
    ).all()
    items = {item.id: put_on_agenda(unit, second, item.title, item.text).id for item in agenda}
    for poll in unopened(unit, first):
        carry_over(unit, poll, second, items, "second_call")
    return second


def _none_begun(unit: Unit, assembly: Assembly, *states: str) -> None:
    begun = select(Poll.id).where(Poll.assembly_id == assembly.id, Poll.state.in_(states or BEGUN)).order_by(Poll.id)
    if poll_ids := unit.session.scalars(begun).all():
        article = unit.rules.statutes(f"assemblies.{assembly.kind}").article
        raise refusals.PollsUnfinished(poll_ids=", ".join(poll_ids), article=article)
