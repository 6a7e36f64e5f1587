"""Finalises, shows and proves rolls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.merkle import inclusion_proof
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.commons.workers.offload import offload
from services.voting.assemblies.actions.delegation import elected_by_sections
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.tables import Assembly
from services.voting.polls.tables import Poll
from services.voting.rolls import contract
from services.voting.rolls.actions.admitted import take_in_admitted
from services.voting.rolls.actions.delegates import send_delegates
from services.voting.rolls.actions.making import current_roll, entries_of, leaf, make_roll
from services.voting.rolls.actions.showing import needed_roll, one_vote, shown, told
from services.voting.rolls.tables import Roll, RollEntry


def finalise(unit: Unit, assembly: Assembly) -> Roll:
    """Make the final roll as of the record date and tell it; refuse before that day."""
    if unit.today < assembly.record_date:
        raise contract.RecordDateAhead(
            assembly_id=assembly.id, record_date=assembly.record_date, today=unit.today,
            article=unit.rules.statutes("assemblies.record_date", "day_of_assembly").article,
        )  # fmt: skip
    for section_id, member_ids in elected_by_sections(unit, assembly).items():
        send_delegates(unit, assembly.id, member_ids, section_id)
    roll = make_roll(unit, assembly, "final", assembly.record_date)
    unit.emit(contract.roll_finalised, f"assemblies/{assembly.id}", told(roll))
    return roll


def final_roll(unit: Unit, assembly: Assembly) -> Roll:
    """Return the final roll in force, made now if it was not, with whom the assembly has admitted since.

    The assembly is held; every poll that opens is committed to what this returns.
    """
    held = current_roll(unit, assembly.id, "final")
    return finalise(unit, assembly) if held is None else take_in_admitted(unit, assembly, held)


@answers(contract.finalise_roll)
def finalise_roll(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Make the final roll of an assembly."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened")
    if (held := current_roll(unit, assembly_id, "final")) is not None:
        raise contract.RollFinal(assembly_id=assembly_id, size=held.size, article=one_vote(unit))
    return shown(unit, finalise(unit, assembly))


@answers(contract.get_roll)
def get_roll(unit: Unit, assembly_id: str, kind: str | None) -> dict[str, Any]:
    """Return the roll in force."""
    held_assembly(unit, assembly_id)
    return shown(unit, needed_roll(unit, assembly_id, kind))


@answers(contract.list_roll)
def list_roll(unit: Unit, assembly_id: str, kind: str | None, limit: int, cursor: str | None) -> Listed:
    """List the electors of the roll in force."""
    held_assembly(unit, assembly_id)
    roll = needed_roll(unit, assembly_id, kind)
    entries = select(RollEntry).where(RollEntry.roll_id == roll.id)
    return page_of(unit.session, entries, key=[RollEntry.member_id], limit=limit, cursor=cursor)


@answers(contract.prove_roll)
def prove_roll(unit: Unit, poll_id: str, member_id: str) -> dict[str, Any]:
    """Prove that a member is on the roll that a poll was opened with."""
    poll = unit.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    if poll.roll_id is None:
        raise contract.RollMissing(assembly_id=poll.assembly_id, kind="final", article=one_vote(unit))
    entries = entries_of(unit, poll.roll_id)
    index = next((at for at, entry in enumerate(entries) if entry["member_id"] == member_id), None)
    if index is None:
        raise NotFound(what="elector", id=member_id)
    leaves = [leaf(entry) for entry in entries]
    return {
        "poll_id": poll_id, "roll_id": poll.roll_id, "leaf": leaves[index].decode(), "index": index,
        "size": len(leaves), "path": offload(inclusion_proof, leaves, index), "root": poll.roll_root,
    }  # fmt: skip
