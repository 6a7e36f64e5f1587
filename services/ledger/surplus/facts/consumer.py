"""What the surplus of a consumer cooperative rests on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.ledger.capital.levels import capital_on
from services.ledger.journal.tables import FiscalYear
from services.ledger.sales.actions import purchases
from services.ledger.surplus import contract
from services.ledger.surplus.rules import ConsumerFacts, ConsumerTerms, Split, split_consumer_surplus

from .books import capital_held, income_of, rate_maximum, reserves_on, stricter

# What no purchase of a member earned: subsidies, other and financial income, exceptional income.
ACCESSORY_INCOME = ("74", "75", "76", "77")


def consumer_split(
    unit: Unit, year: FiscalYear, surplus: int, asked: Mapping[str, Fraction], causes: Mapping[str, Fraction]
) -> Split:
    """Split the surplus of a consumer cooperative, as asked or as the statutes say."""
    terms = consumer_terms(unit, asked)
    accounts = unit.rules.statutes("economy.surplus.accessory_income_accounts", ACCESSORY_INCOME).value
    bought, total = purchases(unit, year.starts_on, year.ends_on)
    facts = ConsumerFacts(
        surplus, income_of(unit, year.year, accounts), sum(reserves_on(unit, year.ends_on).values()),
        capital_on(unit, year.ends_on)["paid_up"].minor, bought, total, capital_held(unit, year), causes,
    )  # fmt: skip
    return offload(split_consumer_surplus, facts, terms)


def consumer_terms(unit: Unit, asked: Mapping[str, Fraction]) -> ConsumerTerms:
    """Return the terms of a consumer cooperative: what is asked, else the statutes, within the law."""
    rules = unit.rules

    def statute(name: str, default: str = "0") -> Fraction:
        return asked[name] if name in asked else rules.statutes(f"economy.surplus.{name}", default).fraction

    law, refunds = rules.law("surplus.consumer.legal_reserve_rate"), rules.law("surplus.consumer.refunds_base")
    lawful = stricter(law, rules.statutes("economy.surplus.legal_reserve", law.value))
    interest = rules.statutes("economy.surplus.interest", "0")
    community = rules.statutes("economy.surplus.community", "0")
    rate, rate_article = rate_maximum(unit)
    terms = ConsumerTerms(
        statute("legal_reserve", str(law.value)), lawful.fraction, statute("interest"), statute("refunds", "1"),
        {"legal_reserve": lawful.article, "refunds": refunds.article, "interest": interest.article,
         "interest_rate": rate_article, "community": community.article},
        interest.fraction, rate, asked.get("community", Fraction(0)), community.fraction,
        str(rules.statutes("economy.surplus.non_member_surplus", "other_reserves").value),
    )  # fmt: skip
    total = terms.legal_reserve_rate + terms.interest + terms.community
    if total > 1:
        raise contract.PartsExceedSurplus(total=total)
    return terms
