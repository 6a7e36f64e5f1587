"""Takes into a final roll whom the assembly itself has admitted, and records every late change with its ground."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.tables import Assembly
from services.voting.polls.tables import Poll
from services.voting.rolls import contract
from services.voting.rolls.actions.making import electors_on, entries_of, keep_roll
from services.voting.rolls.actions.showing import told
from services.voting.rolls.rules import GROUNDS
from services.voting.rolls.tables import Roll, RollChange


def take_in_admitted(unit: Unit, assembly: Assembly, roll: Roll) -> Roll:
    """Return the final roll with those whom a resolution of this very assembly has made members since.

    Members admitted by one item vote on the next (DOMAIN, voting rules). The assembly is held, so that two requests do
    not make the same version; polls that are open keep the roll that they were opened with.
    """
    admitted = _admitted_here(unit, assembly)
    if not admitted:
        return roll
    electors = {entry["member_id"]: entry for entry in entries_of(unit, roll.id)}
    settled = electors.keys() | _removed(unit, assembly)
    new = [entry for entry in electors_on(unit, assembly, unit.today, *admitted) if entry["member_id"] not in settled]
    if not new:
        return roll
    entries = [*electors.values(), *new]
    grown = keep_roll(unit, assembly, "final", roll.version + 1, roll.as_of, entries)
    for entry in new:
        change = {"member_id": entry["member_id"], "change": "added", "reason": "admitted_by_resolution"}
        record_change(unit, grown, change, admitted[entry["member_id"]])
    return grown


def record_change(unit: Unit, roll: Roll, change: dict[str, Any], resolution_id: str | None) -> None:
    """Write a late change of a final roll beside the version that it made, and tell it."""
    ground = GROUNDS[change["reason"]]
    article = ground.article if ground.path is None else unit.rules.law(ground.path).article
    unit.session.add(RollChange(roll_id=roll.id, article=article, resolution_id=resolution_id, recorded_at=unit.now,
                                **change))  # fmt: skip
    unit.emit(contract.roll_changed, f"assemblies/{roll.assembly_id}", {
        **told(roll), **change, "resolution_id": resolution_id,
    })  # fmt: skip


def _admitted_here(unit: Unit, assembly: Assembly) -> dict[str, str]:
    """Return whom the adopted resolutions of an assembly have admitted, with the resolution, as their owner told."""
    done = select(Poll.resolution_id, Poll.effect_links).where(
        Poll.assembly_id == assembly.id, Poll.effect.startswith("admit"), Poll.effect_state == "applied",
        Poll.outcome == "adopted", Poll.state != "annulled",
    )  # fmt: skip
    return {
        member_id: str(row.resolution_id)
        for row in unit.session.execute(done.order_by(Poll.id))
        for member_id in _named(row.effect_links)
    }


def _removed(unit: Unit, assembly: Assembly) -> set[str]:
    """Return whom a late change has removed; they come back by another one only."""
    rows = select(RollChange.member_id).join(Roll, Roll.id == RollChange.roll_id)
    return set(unit.session.scalars(rows.where(Roll.assembly_id == assembly.id, RollChange.change == "removed")))


def _named(links: Any) -> list[str]:
    """Return every text among the links of an effect; those that are no members are on no register either."""
    if isinstance(links, str):
        return [links]
    inner = links.values() if isinstance(links, dict) else links if isinstance(links, list) else ()
    return [name for one in inner for name in _named(one)]
