"""Finalises, shows, changes and proves rolls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.commons.workers.offload import offload
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.tables import Assembly
from services.voting.polls.tables import Poll
from services.voting.rolls import contract
from services.voting.rolls.actions.making import current_roll, entries_of, keep_roll, leaf, make_roll
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.rules import inclusion_proof
from services.voting.rolls.tables import Elector, Roll, RollChange, RollEntry


def finalise(unit: Unit, assembly: Assembly) -> Roll:
    """Make the final roll as of the record date and tell it; refuse before that day."""
    if unit.today < assembly.record_date:
        raise contract.RecordDateAhead(
            assembly_id=assembly.id, record_date=assembly.record_date, today=unit.today,
            article=unit.rules.statutes("assemblies.record_date", "day_of_assembly").article,
        )  # fmt: skip
    roll = make_roll(unit, assembly, "final", assembly.record_date)
    unit.emit(contract.roll_finalised, f"assemblies/{assembly.id}", _told(roll))
    return roll


def final_roll(unit: Unit, assembly: Assembly) -> Roll:
    """Return the final roll in force, made now if it was not."""
    return current_roll(unit, assembly.id, "final") or finalise(unit, assembly)


@answers(contract.finalise_roll)
def finalise_roll(unit: Unit, assembly_id: str) -> Roll:
    """Make the final roll of an assembly."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened")
    if (held := current_roll(unit, assembly_id, "final")) is not None:
        raise contract.RollFinal(assembly_id=assembly_id, size=held.size, article=_one_vote(unit))
    return finalise(unit, assembly)


@answers(contract.get_roll)
def get_roll(unit: Unit, assembly_id: str, kind: str | None) -> Roll:
    """Return the roll in force."""
    held_assembly(unit, assembly_id)
    return _needed(unit, assembly_id, kind)


@answers(contract.list_roll)
def list_roll(unit: Unit, assembly_id: str, kind: str | None, limit: int, cursor: str | None) -> Listed:
    """List the electors of the roll in force."""
    held_assembly(unit, assembly_id)
    roll = _needed(unit, assembly_id, kind)
    entries = select(RollEntry).where(RollEntry.roll_id == roll.id)
    return page_of(unit.session, entries, key=[RollEntry.member_id], limit=limit, cursor=cursor)


@answers(contract.change_roll)
def change_roll(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Roll:
    """Add or remove one elector after the roll was final; the next version is what polls opened from now on use."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened", "open")
    before = _needed(unit, assembly_id, "final")
    entries = {entry["member_id"]: entry for entry in entries_of(unit, before.id)}
    member_id, change, reason = body["member_id"], body["change"], body["reason"]
    if change == "added":
        entries[member_id] = _added(unit, entries, member_id, reason)
    else:
        _check_removal(unit, entries, member_id, reason)
        del entries[member_id]
    roll = keep_roll(unit, assembly_id, "final", before.version + 1, before.as_of, list(entries.values()))
    unit.session.add(RollChange(roll_id=roll.id, recorded_at=unit.now, **body))
    unit.emit(contract.roll_changed, f"assemblies/{assembly_id}", {**_told(roll), **body})
    return roll


@answers(contract.prove_roll)
def prove_roll(unit: Unit, poll_id: str, member_id: str) -> dict[str, Any]:
    """Prove that a member is on the roll that a poll was opened with."""
    poll = unit.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    if poll.roll_id is None:
        raise contract.RollMissing(assembly_id=poll.assembly_id, kind="final", article=_one_vote(unit))
    entries = entries_of(unit, poll.roll_id)
    index = next((at for at, entry in enumerate(entries) if entry["member_id"] == member_id), None)
    if index is None:
        raise NotFound(what="elector", id=member_id)
    leaves = [leaf(entry) for entry in entries]
    return {
        "poll_id": poll_id, "roll_id": poll.roll_id, "leaf": leaves[index].decode(), "index": index,
        "size": len(leaves), "path": offload(inclusion_proof, leaves, index), "root": poll.roll_root,
    }  # fmt: skip


def _needed(unit: Unit, assembly_id: str, kind: str | None) -> Roll:
    roll = current_roll(unit, assembly_id, kind)
    if roll is None:
        raise contract.RollMissing(assembly_id=assembly_id, kind=kind or "provisional", article=_one_vote(unit))
    return roll


def _added(unit: Unit, entries: dict[str, Any], member_id: str, reason: str) -> dict[str, Any]:
    if reason not in contract.ADDED or member_id in entries:
        why = "the member is on the roll" if member_id in entries else "it is a ground for removal only"
        raise contract.ReasonDoesNotFit(
            member_id=member_id, change="added", reason=reason, why=why, article=_one_vote(unit)
        )
    elector = unit.session.scalars(
        select(Elector).where(Elector.member_id == member_id, entitled_on(unit.today))
        .order_by(Elector.admitted_on.desc()).limit(1)
    ).first()  # fmt: skip
    if elector is None:
        raise contract.NotAVotingMember(member_id=member_id, day=unit.today, article=_one_vote(unit))
    return {"member_id": member_id, "number": elector.number, "category": elector.category,
            "college": elector.college, "weight": 1}  # fmt: skip


def _check_removal(unit: Unit, entries: dict[str, Any], member_id: str, reason: str) -> None:
    """Refuse a removal without a ground in law: a member whose membership runs stays on the roll."""
    if member_id not in entries:
        raise NotFound(what="elector", id=member_id)
    why = None
    if reason not in contract.REMOVED:
        why = "it is a ground for adding only"
    elif reason == "membership_ended":
        running = select(Elector.member_id).where(Elector.member_id == member_id, Elector.left_on.is_(None))
        why = "the membership runs on" if unit.session.scalar(running) else None
    if why:
        raise contract.ReasonDoesNotFit(
            member_id=member_id, change="removed", reason=reason, why=why, article=_one_vote(unit)
        )


def _told(roll: Roll) -> dict[str, Any]:
    return {"assembly_id": roll.assembly_id, "roll_id": roll.id, "version": roll.version, "as_of": roll.as_of,
            "size": roll.size, "root": roll.root}  # fmt: skip


def _one_vote(unit: Unit) -> str:
    return unit.rules.law("votes.per_member").article
