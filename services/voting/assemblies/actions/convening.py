"""Calls the members."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly, in_state, told
from services.voting.assemblies.actions.terms import terms_of
from services.voting.assemblies.contract.refusals import ConvenedAhead, NoticeTooShort
from services.voting.assemblies.rules import earliest_day
from services.voting.assemblies.tables import Assembly
from services.voting.rolls.actions.making import make_roll


@answers(contract.convene_assembly)
def convene_assembly(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Record that the notice went out, if in time, and fix who was invited on the provisional roll.

    A notice sent earlier, on paper, is recorded with the day it bears; the day of recording is kept beside it.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "draft")
    convened_on = body["convened_on"] or unit.today
    notice = terms_of(unit, assembly).notice
    if convened_on > unit.today:
        raise ConvenedAhead(convened_on=convened_on, today=unit.today, article=notice.article)
    earliest = earliest_day(convened_on, int(notice.value))
    if assembly.held_on < earliest:
        raise NoticeTooShort(
            convened_on=convened_on, earliest=earliest, notice_days=notice.value, held_on=assembly.held_on,
            article=notice.article,
        )  # fmt: skip
    assembly.state, assembly.convened_on, assembly.convened_at = "convened", convened_on, unit.now
    invited = make_roll(unit, assembly, "provisional", convened_on)
    unit.emit(contract.assembly_convened, f"assemblies/{assembly.id}", {
        **told(assembly), "call": assembly.call, "invited": invited.size,
    })  # fmt: skip
    return assembly
