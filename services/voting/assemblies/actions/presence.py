"""Keeps the journal of presence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.attendance import counted
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.modes import MODE_OF, require_mode
from services.voting.assemblies.actions.representing import Last, represent
from services.voting.assemblies.contract.refusals import NotOnRoll, PresenceOutOfOrder
from services.voting.assemblies.tables import Assembly, PresenceEntry
from services.voting.rolls.actions.admitted import take_in_admitted
from services.voting.rolls.actions.making import current_roll, weights_of


@answers(contract.record_presences)
def record_presences(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add entries to the journal; one that changes nothing (a second scan at the door) adds no line."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened", "open", "adjourned")
    entries = [{**entry, "at": entry["at"] or unit.now} for entry in body["entries"]]
    for kind in sorted({entry["kind"] for entry in entries} - {"leave"}):
        require_mode(unit, assembly, MODE_OF[kind])
    require_on_roll(unit, assembly, {entry["member_id"] for entry in entries})
    last = _last_entries(unit, assembly, {entry["member_id"] for entry in entries})
    lines = []
    for entry in entries:
        kind, at, person_id = last.get(entry["member_id"], ("leave", None, None))
        if entry["kind"] == kind and entry["represented_by"] in (None, person_id):
            continue
        _check_order(unit, entry, (kind, at))
        last[entry["member_id"]] = (entry["kind"], entry["at"], entry["represented_by"])
        lines.append({**entry, "assembly_id": assembly_id, "recorded_at": unit.now})
    unnamed = represent(unit, assembly, lines, lambda members: _last_entries(unit, assembly, members))
    if lines:
        unit.session.execute(insert(PresenceEntry), lines)
    return {**counted(unit, assembly), "recorded": len(lines), "unnamed": unnamed}


@answers(contract.list_presences)
def list_presences(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the journal from its beginning."""
    held_assembly(unit, assembly_id)
    lines = select(PresenceEntry).where(PresenceEntry.assembly_id == assembly_id)
    return page_of(unit.session, lines, key=[PresenceEntry.seq], limit=limit, cursor=cursor)


def require_on_roll(unit: Unit, assembly: Assembly, member_ids: set[str]) -> None:
    """Refuse when one of these members is not on the roll in force; whom the assembly has just admitted is on it."""
    roll = current_roll(unit, assembly.id)
    missing = sorted(member_ids - weights_of(unit, roll.id, member_ids).keys()) if roll else sorted(member_ids)
    if missing and roll is not None and roll.kind == "final":
        grown = take_in_admitted(unit, assembly, roll)
        missing = sorted(set(missing) - weights_of(unit, grown.id, missing).keys())
    if missing:
        named = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        raise NotOnRoll(assembly_id=assembly.id, member_ids=named, article=unit.rules.law("votes.per_member").article)


def _last_entries(unit: Unit, assembly: Assembly, member_ids: set[str]) -> Last:
    table = PresenceEntry.__table__
    latest = (
        select(table.c.member_id, table.c.kind, table.c.at, table.c.represented_by)
        .where(table.c.assembly_id == assembly.id, table.c.member_id.in_(member_ids))
        .ext(distinct_on(table.c.member_id))
        .order_by(table.c.member_id, table.c.seq.desc())
    )
    return {row.member_id: (row.kind, row.at, row.represented_by) for row in unit.session.execute(latest)}


def _check_order(unit: Unit, entry: dict[str, Any], before: tuple[str, Any]) -> None:
    why = None
    if entry["at"] > unit.now:
        why = "it has not happened yet"
    elif before[1] is not None and entry["at"] < before[1]:
        why = "the member has a later entry"
    elif before[0] == "postal" and entry["kind"] == "remote":
        why = "the member has voted by post"
    elif before[0] == "arrive" and entry["kind"] == "remote":
        why = "the member is in the room; record the departure first"
    elif entry["kind"] == "postal" and before[0] in ("arrive", "remote"):
        why = "the member is present"
    if why:
        article = unit.rules.statutes("assemblies", {}).article
        raise PresenceOutOfOrder(
            member_id=entry["member_id"], kind=entry["kind"], at=entry["at"], why=why, article=article
        )
