"""What the surplus of a cooperative of collective interest rests on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.ledger.capital.levels import capital_on
from services.ledger.journal.tables import FiscalYear
from services.ledger.surplus import contract
from services.ledger.surplus.rules import CollectiveFacts, CollectiveTerms, Split, split_collective_surplus

from .books import LEGAL_RESERVE, capital_held, income_of, rate_maximum, reserves_on, stricter

# Subsidies of public bodies and what they gave to investments; 777 until the chart of 2025 moved it to 747.
PUBLIC_SUBSIDIES = ("74", "777")


def collective_split(
    unit: Unit, year: FiscalYear, surplus: int, asked: Mapping[str, Fraction], causes: Mapping[str, Fraction]
) -> Split:
    """Split the surplus of a cooperative of collective interest, as asked or as the statutes say."""
    terms = collective_terms(unit, asked)
    accounts = unit.rules.statutes("economy.surplus.public_subsidy_accounts", PUBLIC_SUBSIDIES).value
    subsidies = income_of(unit, year.year, accounts)
    facts = CollectiveFacts(surplus, subsidies, _gap(unit, year), capital_held(unit, year), causes)
    split = offload(split_collective_surplus, facts, terms)
    if terms.interest and not facts.capital.days_held:
        raise contract.NobodyToShare(part="interest", year=year.year, article=terms.articles["interest"])
    return split


def collective_terms(unit: Unit, asked: Mapping[str, Fraction]) -> CollectiveTerms:
    """Return the terms of a cooperative of collective interest: what is asked, else the statutes, within the law."""
    rules = unit.rules
    law = {name: rules.law(f"surplus.scic.{name}") for name in (
        "legal_reserve_rate", "statutory_reserve_of_rest_minimum", "public_subsidies_in_interest_base",
    )}  # fmt: skip
    legal = rules.statutes("economy.surplus.legal_reserve", law["legal_reserve_rate"].value)
    rest_minimum = law["statutory_reserve_of_rest_minimum"]
    statutory = rules.statutes("economy.surplus.statutory_reserve_of_rest", rest_minimum.value)
    interest = rules.statutes("economy.surplus.interest", "0")
    community = rules.statutes("economy.surplus.community", "0")
    lawful, lawful_rest = stricter(law["legal_reserve_rate"], legal), stricter(rest_minimum, statutory)
    rate, rate_article = rate_maximum(unit)
    terms = CollectiveTerms(
        asked.get("legal_reserve", legal.fraction), lawful.fraction,
        asked.get("statutory_reserve", statutory.fraction), lawful_rest.fraction,
        asked.get("interest", interest.fraction), interest.fraction, rate,
        {"legal_reserve": lawful.article, "statutory_reserve": lawful_rest.article, "interest": interest.article,
         "interest_rate": rate_article, "community": community.article,
         "subsidies": law["public_subsidies_in_interest_base"].article},
        asked.get("community", Fraction(0)), community.fraction,
    )  # fmt: skip
    reserves = terms.legal_reserve_rate + terms.statutory_reserve * max(Fraction(0), 1 - terms.legal_reserve_rate)
    if max(terms.statutory_reserve, reserves) > 1 or terms.interest + terms.community > 1:
        raise contract.PartsExceedSurplus(total=reserves + terms.interest + terms.community)
    return terms


def _gap(unit: Unit, year: FiscalYear) -> int | None:
    """Return what the legal reserve may still take; without an end in the statutes it goes on for ever."""
    until = unit.rules.statutes("economy.surplus.legal_reserve_until", None).value
    capital, reserves = capital_on(unit, year.ends_on), reserves_on(unit, year.ends_on)
    if until == "highest_capital":
        return max(0, int(capital["highest"].minor) - reserves.get(LEGAL_RESERVE, 0))
    if until == "capital" and sum(reserves.values()) >= capital["paid_up"].minor:
        return 0
    return None
