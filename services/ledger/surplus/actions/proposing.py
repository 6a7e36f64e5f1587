"""Proposes an allocation, shows it, and simulates others."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.proposals import propose
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.closing.years import held_year, known_year, losses_before
from services.ledger.contract import proposals
from services.ledger.journal.refusals import UnknownAuxiliary
from services.ledger.journal.tables import FiscalYear
from services.ledger.reports.balances import books_digest
from services.ledger.surplus import contract
from services.ledger.surplus.computing import computed, shown
from services.ledger.surplus.facts.books import weights_digest
from services.ledger.surplus.rules import Limit
from services.ledger.surplus.tables import in_force


@answers(contract.propose_surplus)
def propose_surplus(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Propose an allocation; what breaks a limit is refused with the article of the first one broken."""
    year = held_year(unit, body["year"])
    check_not_allocated(unit, year.year)
    causes = _causes(unit, body["causes"])
    found = computed(unit, year, body["parameters"], causes)
    if found.broken:
        raise _refusal(unit, found.broken)
    content = found.content
    if content["parts"].get("community") and not causes:
        article = unit.rules.statutes("economy.surplus.community", None).article
        raise contract.NobodyToShare(part="gifts", year=year.year, article=article)
    summary = f"Allocation of the surplus of {year.year}: {Money(content['surplus'], unit.currency)} {unit.currency}"
    row = propose(unit, proposals, "allocate_surplus", content, ground_of(unit, year), summary=summary)
    return shown(unit, content, row.id, row.digest)


@answers(contract.get_proposal)
def get_proposal(unit: Unit, proposal_id: str) -> dict[str, Any]:
    """Show a proposal as it was made."""
    row = known_proposal(unit, proposal_id)
    return shown(unit, row.content, row.id, row.digest)


@answers(contract.simulate)
def simulate(unit: Unit, year: int, **asked: Fraction) -> dict[str, Any]:
    """Show what parameters would come to, with the limits that they break."""
    return shown(unit, computed(unit, known_year(unit, year), asked).content, None, None)


def known_proposal(unit: Unit, proposal_id: str) -> ProposalRow:
    """Return a proposal to allocate a surplus, or refuse as not found."""
    row = unit.session.get(ProposalRow, proposal_id)
    if row is None or row.effect != "allocate_surplus":
        raise NotFound(what="surplus proposal", id=proposal_id)
    return row


def ground_of(unit: Unit, year: FiscalYear) -> dict[str, Any]:
    """Return the state that a proposal rests on: when it has changed, the allocation is refused."""
    return {
        "year": year.year, "books": books_digest(unit.session, year.ends_on), "result": year.result,
        # Covered by another year's surplus in the meantime, they must not be covered again.
        "losses": losses_before(unit, year),
        # Corrected since, they would give everybody another part than the one that was voted on.
        "weights": weights_digest(unit, year),
        "statutes": unit.rules.versions.get("statutes", 0),
    }  # fmt: skip


def check_not_allocated(unit: Unit, year: int) -> None:
    """Refuse when the surplus of a year was allocated."""
    allocation = unit.session.scalar(in_force(year))
    if allocation is not None:
        raise contract.SurplusAllocated(year=year, resolution_id=allocation.resolution_id)


def _causes(unit: Unit, given: list[dict[str, Any]]) -> Mapping[str, Fraction]:
    weights = {one["auxiliary"]: Fraction(one["weight"]) for one in given}
    known = set(unit.session.scalars(select(Auxiliary.id).where(Auxiliary.id.in_(weights)))) if weights else set()
    for cause, weight in weights.items():
        if cause not in known:
            raise UnknownAuxiliary(auxiliary=cause)
        if weight <= 0:
            raise contract.PartsExceedSurplus(total=weight)
    return weights


def _refusal(unit: Unit, broken: tuple[Limit, ...]) -> contract.SurplusRuleBroken:
    """Return the refusal by the first limit broken, all of them among its errors."""
    said = [
        contract.SurplusRuleBroken(
            article=limit.article, rule=limit.rule, value=Money(limit.value, unit.currency),
            side=limit.side.replace("_", " "), bound=Money(limit.bound, unit.currency),
        )
        for limit in broken
    ]  # fmt: skip
    said[0].errors = [
        {"in": "body", "pointer": "/parameters", "message": f"{one.detail} ({one.article})"} for one in said
    ]
    return said[0]
