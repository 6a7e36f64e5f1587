"""What the surplus of a worker cooperative rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from services.commons.rulebook import Rules
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.ledger.capital.levels import capital_on
from services.ledger.journal.tables import FiscalYear
from services.ledger.surplus import contract
from services.ledger.surplus.places import PARTICIPATION
from services.ledger.surplus.rules import (
    LabourTerms,
    Split,
    WorkerFacts,
    WorkerTerms,
    split_worker_surplus,
    worker_labour_share,
)

from .books import LEGAL_RESERVE, capital_held, employees_of, income_of, rate_maximum, reserves_on, stricter

PARTS = ("reserves", "labour_share", "interest")


def worker_split(
    unit: Unit, year: FiscalYear, surplus: int, asked: Mapping[str, Fraction], causes: Mapping[str, Fraction]
) -> Split:
    """Split the surplus of a worker cooperative; under a participation agreement it is the one before the reserve."""
    terms = worker_terms(unit, asked)
    facts = worker_facts(unit, year, surplus, None)
    if (posting := posting_of(unit.rules)).value == "participation":
        provided = provided_for(unit, year.year)
        if not provided and worker_labour_share(facts, terms):
            raise contract.ParticipationNotProvided(year=year.year, article=posting.article)
        facts = replace(facts, provided=provided)
    split = offload(split_worker_surplus, facts, terms)
    if split.parts["labour_share"] and not split.labour:
        raise contract.NobodyToShare(part="labour share", year=year.year, article=terms.articles["labour_share"])
    if terms.interest and not split.interest and not facts.capital.days_held:
        raise contract.NobodyToShare(part="interest", year=year.year, article=terms.articles["interest"])
    return split


def posting_of(rules: Rules) -> Any:
    """Return the rule that says how the labour share is booked: allocation or participation."""
    return rules.statutes("economy.surplus.labour_share_posting", "allocation")


def provided_for(unit: Unit, year: int) -> int:
    """Return what a year booked as participation (account 691), in minor units."""
    return -income_of(unit, year, (PARTICIPATION,))


def worker_facts(unit: Unit, year: FiscalYear, surplus: int, provided: int | None) -> WorkerFacts:
    """Read what the books of a worker cooperative say at the end of a year."""
    return WorkerFacts(
        surplus, reserves_on(unit, year.ends_on).get(LEGAL_RESERVE, 0), capital_on(unit, year.ends_on)["highest"].minor,
        employees_of(unit, year.year), capital_held(unit, year), provided,
    )  # fmt: skip


def worker_terms(unit: Unit, asked: Mapping[str, Fraction]) -> WorkerTerms:
    """Return the terms of a worker cooperative: what is asked, else the statutes, within the law."""
    rules = unit.rules
    statutes = {name: rules.statutes(f"economy.surplus.{name}") for name in PARTS}
    legal_reserve = rules.statutes("economy.surplus.legal_reserve")
    keys = rules.statutes("economy.surplus.labour_share_keys", None)
    rate, rate_article = rate_maximum(unit)
    law = {name: rules.law(f"surplus.scop.{name}") for name in (
        "legal_reserve_rate", "development_fund", "labour_share_minimum", "interest_maximum",
    )}  # fmt: skip
    labour_share = asked.get("labour_share", statutes["labour_share"].fraction)
    interest = asked.get("interest", statutes["interest"].fraction)
    # Who asks for other parts of persons without a word on the reserves leaves the rest to them.
    rest = max(Fraction(0), 1 - labour_share - interest)
    reserves = rest if {"labour_share", "interest"} & set(asked) else statutes["reserves"].fraction
    own_keys = {name: str(asked[name]) for name in ("salary", "hours", "equal") if name in asked}
    of_statutes = keys.value or {"equal": "1"}
    lawful_reserve = stricter(law["legal_reserve_rate"], legal_reserve)
    terms = WorkerTerms(
        reserves=asked.get("reserves", reserves),
        labour_share=labour_share,
        interest=interest,
        legal_reserve_rate=asked.get("legal_reserve", legal_reserve.fraction),
        lawful_reserve_rate=lawful_reserve.fraction,
        lawful_labour_share=law["labour_share_minimum"].fraction,
        interest_rate_maximum=rate,
        labour=_labour_terms(rules, own_keys or of_statutes),
        labour_of_statutes=_labour_terms(rules, of_statutes) if own_keys and keys.value else None,
        fixed={name: rule.fraction for name, rule in statutes.items()},
        articles={
            "legal_reserve": lawful_reserve.article, "development_fund": law["development_fund"].article,
            "labour_share_keys": keys.article,
            "labour_share": law["labour_share_minimum"].article, "interest": law["interest_maximum"].article,
            "interest_rate": rate_article, **{f"fixed_{name}": rule.article for name, rule in statutes.items()},
        },
    )  # fmt: skip
    total = terms.reserves + terms.labour_share + terms.interest
    if total > 1:
        raise contract.PartsExceedSurplus(total=total)
    return terms


def _labour_terms(rules: Rules, parts: Mapping[str, Any]) -> LabourTerms:
    seniority = rules.statutes("economy.surplus.labour_share_seniority", {"per_year": "0", "maximum": "1"}).value
    return LabourTerms(
        {name: Fraction(str(part)) for name, part in parts.items()}, Fraction(str(seniority["per_year"])),
        min(Fraction(str(seniority["maximum"])), rules.law("surplus.scop.seniority_coefficient_maximum").fraction),
        int(rules.law("surplus.scop.presence_months").value), int(rules.law("surplus.scop.seniority_months").value),
    )  # fmt: skip
