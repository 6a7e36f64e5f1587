"""Changes a final roll late, on grounds in law only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.tables import Assembly
from services.voting.rolls import contract
from services.voting.rolls.actions.admitted import record_change
from services.voting.rolls.actions.making import electors_on, entries_of, keep_roll
from services.voting.rolls.actions.showing import needed_roll, one_vote, shown
from services.voting.rolls.rules import grounds_for
from services.voting.rolls.tables import Elector, Roll, RollChange

Entry = dict[str, Any]


@answers(contract.change_roll)
def change_roll(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add or remove one elector after the roll was final; the next version is what polls opened from now on use."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened", "open")
    before = needed_roll(unit, assembly_id, "final")
    entries = {entry["member_id"]: entry for entry in entries_of(unit, before.id)}
    member_id, change, reason = body["member_id"], body["change"], body["reason"]
    _check_ground(unit, body)
    if change == "added":
        entries[member_id] = _added(unit, assembly, entries, member_id, reason)
    else:
        _check_removal(unit, entries, member_id, reason)
        del entries[member_id]
    roll = keep_roll(unit, assembly, "final", before.version + 1, before.as_of, list(entries.values()))
    record_change(unit, roll, body, None)
    return shown(unit, roll)


@answers(contract.list_roll_changes)
def list_roll_changes(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """List the late changes, with the version of the roll that each made."""
    held_assembly(unit, assembly_id)
    rows = select(RollChange).join(Roll, Roll.id == RollChange.roll_id).where(Roll.assembly_id == assembly_id)
    key = [RollChange.recorded_at, RollChange.roll_id, RollChange.member_id]
    page = page_of(unit.session, rows, key=key, limit=limit, cursor=cursor)
    made = select(Roll.id, Roll.version).where(Roll.assembly_id == assembly_id)
    versions = {row.id: row.version for row in unit.session.execute(made)}
    columns = [column.key for column in RollChange.__table__.columns]
    return Listed([
        {**{name: getattr(change, name) for name in columns}, "version": versions[change.roll_id]}
        for change in page.data
    ], page.next_cursor)  # fmt: skip


def _check_ground(unit: Unit, body: dict[str, Any]) -> None:
    grounds = grounds_for(body["change"])
    if body["reason"] not in grounds:
        raise contract.NoGroundInLaw(**body, grounds=", ".join(grounds), article=one_vote(unit))


def _added(unit: Unit, assembly: Assembly, entries: dict[str, Any], member_id: str, reason: str) -> Entry:
    if member_id in entries:
        raise contract.ReasonDoesNotFit(member_id=member_id, change="added", reason=reason,
                                        why="the member is on the roll", article=one_vote(unit))  # fmt: skip
    found = electors_on(unit, assembly, unit.today, member_id)
    if not found:
        raise contract.NotAVotingMember(member_id=member_id, day=unit.today, article=one_vote(unit))
    return found[0]


def _check_removal(unit: Unit, entries: dict[str, Any], member_id: str, reason: str) -> None:
    """Refuse a removal whose ground is not there: a member whose membership runs stays on the roll."""
    if member_id not in entries:
        raise NotFound(what="elector", id=member_id)
    running = select(Elector.member_id).where(Elector.member_id == member_id, Elector.left_on.is_(None))
    if reason == "membership_ended" and unit.session.scalar(running):
        raise contract.ReasonDoesNotFit(member_id=member_id, change="removed", reason=reason,
                                        why="the membership runs on", article=one_vote(unit))  # fmt: skip
