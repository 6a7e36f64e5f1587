"""Opens, adjourns, resumes and closes the session."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.amendments import end_amendments
from services.voting.assemblies.actions.holding import held_assembly, require_step, take_step, told
from services.voting.assemblies.actions.presence import require_on_roll
from services.voting.assemblies.actions.quorum import attendance_now
from services.voting.assemblies.actions.terms import part_of, parts_of, terms_of
from services.voting.assemblies.contract import refusals
from services.voting.assemblies.tables import Adjournment, Assembly, PresenceEntry, QuorumFinding
from services.voting.polls.actions.succession import annul, unopened
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.rolls import final_roll

BEGUN = ("open", "suspended", "closed", "tallied")


@answers(contract.open_assembly)
def open_assembly(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Open the session on its day, with the final roll; the quorum is checked for each poll."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "open")
    if unit.today < assembly.held_on:
        raise refusals.AssemblyAhead(
            assembly_id=assembly_id, held_on=assembly.held_on, today=unit.today, article=_article(unit, assembly)
        )
    final_roll(unit, assembly)
    if body["chair_id"]:
        require_on_roll(unit, assembly, {body["chair_id"]})
    take_step(assembly, "open")
    assembly.opened_at, assembly.chair_id = unit.now, body["chair_id"]
    unit.emit(contract.assembly_opened, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.adjourn_assembly)
def adjourn_assembly(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Adjourn the session to a later time, between two votes; to another day, the room is empty until then."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "adjourn")
    until, article = body["until"], _article(unit, assembly)
    if until <= unit.now:
        raise refusals.AdjournedBack(assembly_id=assembly_id, until=until, now=unit.now, article=article)
    if poll_ids := polls_in(unit, assembly, ("open", "suspended")):
        raise refusals.PollsOpen(poll_ids=", ".join(poll_ids), article=article)
    take_step(assembly, "adjourn")
    assembly.adjourned_until = until
    unit.session.add(
        Adjournment(assembly_id=assembly_id, adjourned_at=unit.now, until=until, reason=body["reason"])
    )
    if legal_day(until) > unit.today:
        _empty_room(unit, assembly)
    unit.emit(contract.assembly_adjourned, f"assemblies/{assembly_id}", {**told(assembly), "until": until})
    return assembly


@answers(contract.resume_assembly)
def resume_assembly(unit: Unit, assembly_id: str) -> Assembly:
    """Sit again at the time that was announced: earlier, members who rely on it would find the vote over."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "resume")
    until = assembly.adjourned_until
    if until is not None and unit.now < until:
        raise refusals.SessionAdjourned(
            assembly_id=assembly_id, until=until, now=unit.now, article=_article(unit, assembly)
        )
    take_step(assembly, "resume")
    assembly.adjourned_until = None
    last = select(Adjournment).where(Adjournment.assembly_id == assembly_id).order_by(Adjournment.seq.desc()).limit(1)
    unit.session.scalars(last).one().resumed_at = unit.now
    unit.emit(contract.assembly_resumed, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.close_assembly)
def close_assembly(unit: Unit, assembly_id: str) -> Assembly:
    """Close the session once every poll that began is proclaimed; the others are annulled.

    Those of a part that lacked its quorum are left to its second call.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "close")
    require_none(unit, assembly, BEGUN)
    end_amendments(unit, assembly)
    lacking = set(unit.session.scalars(select(QuorumFinding.part).where(QuorumFinding.assembly_id == assembly_id)))
    for poll in unopened(unit, assembly):
        if part_of(unit, assembly, poll.agenda_item_id) not in lacking:
            annul(unit, poll, "assembly_closed", None)
    take_step(assembly, "close")
    assembly.closed_at = unit.now
    unit.emit(contract.assembly_closed, f"assemblies/{assembly_id}", told(assembly))
    return assembly


def require_none(unit: Unit, assembly: Assembly, states: tuple[str, ...], parts: list[str] | None = None) -> None:
    """Refuse while a poll of the assembly, or of some parts of it, is in one of these states."""
    if poll_ids := polls_in(unit, assembly, states, parts):
        raise refusals.PollsUnfinished(poll_ids=", ".join(poll_ids), article=_article(unit, assembly))


def polls_in(unit: Unit, assembly: Assembly, states: tuple[str, ...], parts: list[str] | None = None) -> list[str]:
    """Return the polls of an assembly that are in one of these states, in all parts of it or in some."""
    rows = select(Poll.id, Poll.agenda_item_id).where(Poll.assembly_id == assembly.id, Poll.state.in_(states))
    return [
        row.id for row in unit.session.execute(rows.order_by(Poll.id))
        if parts is None or part_of(unit, assembly, row.agenda_item_id) in parts
    ]  # fmt: skip


def _empty_room(unit: Unit, assembly: Assembly) -> None:
    """Note that those who are there leave; a vote by post needs nobody to come back."""
    leaving = [member for member, kind in attendance_now(unit, assembly).how.items() if kind != "postal"]
    if leaving:
        unit.session.execute(insert(PresenceEntry), [
            {"assembly_id": assembly.id, "member_id": member, "kind": "leave", "at": unit.now, "recorded_at": unit.now}
            for member in sorted(leaving)
        ])  # fmt: skip


def _article(unit: Unit, assembly: Assembly) -> str:
    """Return the article under which an assembly sits."""
    return terms_of(unit, assembly, parts_of(unit, assembly)[0]).notice.article
