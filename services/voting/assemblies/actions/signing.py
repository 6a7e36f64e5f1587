"""Ends the life of an assembly: its minutes are signed."""

from __future__ import annotations

from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import require_step, take_step, told
from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.assemblies.tables import Assembly


def fix_minutes(unit: Unit, assembly: Assembly, digest: str) -> Assembly:
    """Record that the bureau signed the minutes, whose SHA-256 is ``digest``; the assembly is locked.

    A closed assembly becomes ``minutes_signed``; an inquorate one stays so, with its minutes signed. Refuses
    (``wrong_assembly_state``) before the session ended, and a second time.
    """
    require_step(assembly, "sign_minutes")
    if assembly.minutes_signed_at is not None:
        raise WrongAssemblyState(
            assembly_id=assembly.id, state="inquorate, with its minutes signed", needed="without signed minutes"
        )
    take_step(assembly, "sign_minutes")
    assembly.minutes_signed_at, assembly.minutes_digest = unit.now, digest
    unit.emit(contract.minutes_signed, f"assemblies/{assembly.id}", {**told(assembly), "digest": digest})
    return assembly
