"""Who may see a case: who handles it, and nobody else."""

from __future__ import annotations

from services.commons.refusals import NotFound
from services.commons.storage import Unit

from .contract.refusals import CaseClosed, CaseConfidential
from .tables import SupportCase


def held(unit: Unit, case_id: str) -> SupportCase:
    """Return a case that the actor handles; refuse one that a union handles for which the actor does not act."""
    case = unit.session.get(SupportCase, case_id)
    if case is None:
        raise NotFound(what="support case", id=case_id)
    if case.handled_by != unit.actor.acts_for:
        raise CaseConfidential(case_id=case_id, handled_by=case.handled_by or unit.coop)
    return case


def held_open(unit: Unit, case_id: str) -> SupportCase:
    """Return a case that the actor handles and that is open, under its lock."""
    case = held(unit, case_id)
    unit.session.refresh(case, with_for_update=True)
    if case.state != "open":
        raise CaseClosed(case_id=case_id, state=case.state, closed_on=case.closed_on)
    return case
