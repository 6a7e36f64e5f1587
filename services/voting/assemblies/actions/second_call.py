"""Declares that a quorum is missing, and calls again for what could not be decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.agenda import copy_agenda
from services.voting.assemblies.actions.amendments import end_amendments
from services.voting.assemblies.actions.holding import held_assembly, in_state, require_step, take_step, told
from services.voting.assemblies.actions.preparing import drafted
from services.voting.assemblies.actions.quorum import presence_now
from services.voting.assemblies.actions.sections import call_section_again
from services.voting.assemblies.actions.session import BEGUN, require_none
from services.voting.assemblies.actions.terms import part_of, parts_of
from services.voting.assemblies.contract import refusals
from services.voting.assemblies.contract.agenda import PartDoesNotFit
from services.voting.assemblies.tables import Assembly, QuorumFinding
from services.voting.polls.actions.succession import carry_over, unopened
from services.voting.polls.tables import PROCLAIMED


@answers(contract.declare_inquorate)
def declare_inquorate(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Declare that the quorum is missing before anything of it was voted; what was counted is kept.

    Without a part, the session ends. In a mixed assembly one part may lack its quorum while the other decides.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "declare_inquorate")
    there = parts_of(unit, assembly)
    part = body["part"]
    if part is not None and part not in there:
        article = unit.rules.statutes(f"assemblies.{part}").article
        raise PartDoesNotFit(kind=assembly.kind, allowed=" or ".join(there), part=part, article=article)
    require_none(unit, assembly, (*BEGUN, *PROCLAIMED), [part] if part else there)
    for one in [part] if part else there:
        _find_missing(unit, assembly, one)
    unit.session.flush()
    found = select(QuorumFinding.part).where(QuorumFinding.assembly_id == assembly_id)
    if set(there) <= set(unit.session.scalars(found)):
        take_step(assembly, "declare_inquorate")
        assembly.closed_at = unit.now
        end_amendments(unit, assembly)
        unit.emit(contract.assembly_inquorate, f"assemblies/{assembly_id}", told(assembly))
    return assembly


@answers(contract.list_quorum_findings)
def list_quorum_findings(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """Read what was counted when a quorum was declared missing, part by part."""
    held_assembly(unit, assembly_id)
    found = select(QuorumFinding).where(QuorumFinding.assembly_id == assembly_id)
    return page_of(unit.session, found, key=[QuorumFinding.part], limit=limit, cursor=cursor)


@answers(contract.second_call)
def second_call(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Prepare the second call: the agenda and the polls of what lacked its quorum, with its own notice and quorum."""
    first = held_assembly(unit, assembly_id, lock=True)
    in_state(first, "inquorate", "closed", "minutes_signed")
    there = parts_of(unit, first)
    article = unit.rules.statutes(f"assemblies.{there[0]}.second_call").article
    parts = list(unit.session.scalars(select(QuorumFinding.part).where(QuorumFinding.assembly_id == first.id)))
    if not parts:
        raise refusals.QuorumNotMissing(assembly_id=first.id, article=article)
    made = unit.session.scalars(select(Assembly.id).where(Assembly.first_call_id == first.id)).first()
    if made is not None:
        raise refusals.SecondCallMade(assembly_id=first.id, second_id=made, article=article)
    kind = parts[0] if first.kind == "mixed" and len(parts) == 1 else first.kind
    when = {**body, "modes": body["modes"] or first.modes}
    second = drafted(unit, kind, first.title, when, first_call_id=first.id, main_id=first.main_id,
                     section=first.section)  # fmt: skip
    items = copy_agenda(unit, first, second, *(parts if first.kind == "mixed" else ()))
    polls = {
        poll.id: carry_over(unit, poll, second, items, "second_call")
        for poll in unopened(unit, first) if part_of(unit, first, poll.agenda_item_id) in parts
    }  # fmt: skip
    call_section_again(unit, first, second, polls)
    return second


def _find_missing(unit: Unit, assembly: Assembly, part: str) -> None:
    if unit.session.get(QuorumFinding, (assembly.id, part)) is not None:
        return
    now = presence_now(unit, assembly, part)
    quorum, article = now.quorum, now.terms.quorum.article
    if quorum.reached:
        raise refusals.QuorumPresent(
            part=part, counted=quorum.counted, entitled=quorum.entitled, required=quorum.required, article=article
        )
    unit.session.add(QuorumFinding(
        assembly_id=assembly.id, part=part, counted=quorum.counted, entitled=quorum.entitled, required=quorum.required,
        fraction=None if quorum.fraction is None else str(quorum.fraction), article=article, found_at=unit.now,
    ))  # fmt: skip
