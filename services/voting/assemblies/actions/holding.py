"""Gets hold of an assembly, checks that it is at the right point, and moves it on."""

from __future__ import annotations

from typing import Any

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.assemblies.rules import STEPS, next_state
from services.voting.assemblies.tables import Assembly


def held_assembly(unit: Unit, assembly_id: str, *, lock: bool = False) -> Assembly:
    """Return an assembly, locked until the end of the transaction if it is about to change."""
    # FOR NO KEY UPDATE: rows that merely name the assembly (a presence, a poll) need not wait.
    locking: Any = {"key_share": True} if lock else None
    assembly = unit.session.get(Assembly, assembly_id, with_for_update=locking, populate_existing=lock)
    if assembly is None:
        raise NotFound(what="assembly", id=assembly_id)
    return assembly


def in_state(assembly: Assembly, *states: str) -> None:
    """Refuse unless the assembly is in one of these states."""
    if assembly.state not in states:
        raise WrongAssemblyState(assembly_id=assembly.id, state=assembly.state, needed=" or ".join(states))


def require_step(assembly: Assembly, step: str) -> None:
    """Refuse unless a step may be taken from the state that the assembly is in."""
    in_state(assembly, *STEPS[step])


def take_step(assembly: Assembly, step: str) -> None:
    """Move an assembly that is locked one step on, or refuse."""
    require_step(assembly, step)
    assembly.state = next_state(step, assembly.state) or assembly.state


def told(assembly: Assembly) -> dict[str, Any]:
    """Return what every event of an assembly says."""
    return {"assembly_id": assembly.id, "kind": assembly.kind, "held_on": assembly.held_on}
