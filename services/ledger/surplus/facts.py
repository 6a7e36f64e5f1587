"""Gathers what a split of the surplus rests on: the books, the law and statutes, the payroll, the purchases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from services.commons.canonical import digest
from services.commons.rulebook import Rule, Rules
from services.commons.storage import Unit
from services.ledger.capital.actions import capital_on
from services.ledger.capital.tables import Movement
from services.ledger.journal.tables import FiscalYear
from services.ledger.reports.balances import balances_on, result_of
from services.ledger.sales.actions import purchases
from services.ledger.surplus import contract
from services.ledger.surplus.rules import (
    ConsumerFacts,
    ConsumerTerms,
    Employee,
    LabourTerms,
    Split,
    WorkerFacts,
    WorkerTerms,
    split_consumer_surplus,
    split_worker_surplus,
)
from services.ledger.surplus.tables import Payroll

Asked = Mapping[str, Fraction]
LEGAL_RESERVE, RESERVES = "1061", ("1061", "1063", "1068")


def split_of(unit: Unit, year: FiscalYear, surplus: int, asked: Asked) -> Split:
    """Split a year's surplus by the regime of the statutes, as asked or as they say."""
    rules = unit.rules
    regime = rules.statutes("identity.regime").value
    if any(part < 0 for part in asked.values()):
        raise contract.PartsExceedSurplus(total=sum(asked.values(), Fraction(0)))
    if regime == "scop":
        return _worker(unit, rules, year, surplus, asked)
    if regime == "consumer":
        return _consumer(unit, rules, year, surplus, asked)
    raise contract.RegimeWithoutAllocation(regime=regime, article=rules.statutes("identity.regime").article)


def _worker(unit: Unit, rules: Rules, year: FiscalYear, surplus: int, asked: Asked) -> Split:
    posting = rules.statutes("economy.surplus.labour_share_posting", "allocation")
    if posting.value != "allocation":
        raise contract.PostingNotOffered(posting=posting.value, article=posting.article)
    terms = worker_terms(rules, asked)
    total = terms.reserves + terms.labour_share + terms.interest
    if total > 1:
        raise contract.PartsExceedSurplus(total=total)
    payroll = unit.session.scalars(select(Payroll).where(Payroll.year == year.year).order_by(Payroll.person_id))
    employees = [
        Employee(row.person_id, row.member_id, row.wages, row.hours, row.months_present, row.seniority_months)
        for row in payroll
    ]
    debit, credit = balances_on(unit.session, year.ends_on, before_closing=True).get(LEGAL_RESERVE, (0, 0))
    facts = WorkerFacts(
        surplus, credit - debit, capital_on(unit, year.ends_on)["highest"].minor, employees,
        capital_days(unit, year.starts_on, year.ends_on), (year.ends_on - year.starts_on).days + 1,
    )  # fmt: skip
    split = split_worker_surplus(facts, terms)
    if split.parts["labour_share"] and not split.labour:
        raise contract.NobodyToShare(part="labour share", year=year.year, article=terms.articles["labour_share"])
    if terms.interest and not split.interest and not facts.capital_days:
        raise contract.NobodyToShare(part="interest", year=year.year, article=terms.articles["interest"])
    return split


def worker_terms(rules: Rules, asked: Asked) -> WorkerTerms:
    """Return the terms of a worker cooperative: what is asked, else the statutes, within the law."""
    statutes = {name: rules.statutes(f"economy.surplus.{name}") for name in ("reserves", "labour_share", "interest")}
    legal_reserve = rules.statutes("economy.surplus.legal_reserve")
    keys = rules.statutes("economy.surplus.labour_share_keys", None)
    seniority = rules.statutes("economy.surplus.labour_share_seniority", {"per_year": "0", "maximum": "1"}).value
    cap = rules.statutes("economy.surplus.interest_rate_maximum", None)
    law = {name: rules.law(f"surplus.scop.{name}") for name in (
        "legal_reserve_rate", "development_fund", "labour_share_minimum", "interest_maximum",
        "presence_months", "seniority_months", "seniority_coefficient_maximum",
    )}  # fmt: skip
    labour_share = asked.get("labour_share", statutes["labour_share"].fraction)
    interest = asked.get("interest", statutes["interest"].fraction)
    # Who asks for other parts of persons without a word on the reserves leaves the rest to them.
    rest = max(Fraction(0), 1 - labour_share - interest)
    reserves = rest if {"labour_share", "interest"} & set(asked) else statutes["reserves"].fraction
    own_keys = {name: asked[name] for name in ("salary", "hours", "equal") if name in asked}
    lawful_reserve = _stricter(law["legal_reserve_rate"], legal_reserve)

    def labour(parts: Mapping[str, Any]) -> LabourTerms:
        return LabourTerms(
            {name: Fraction(str(part)) for name, part in parts.items()}, Fraction(str(seniority["per_year"])),
            min(Fraction(str(seniority["maximum"])), law["seniority_coefficient_maximum"].fraction),
            int(law["presence_months"].value), int(law["seniority_months"].value),
        )  # fmt: skip

    of_statutes = keys.value or {"equal": "1"}
    return WorkerTerms(
        reserves=asked.get("reserves", reserves),
        labour_share=labour_share,
        interest=interest,
        legal_reserve_rate=asked.get("legal_reserve", legal_reserve.fraction),
        lawful_reserve_rate=lawful_reserve.fraction,
        lawful_labour_share=law["labour_share_minimum"].fraction,
        interest_rate_maximum=None if cap.value is None else cap.fraction,
        labour=labour(own_keys or of_statutes),
        labour_of_statutes=labour(of_statutes) if own_keys and keys.value else None,
        fixed={name: rule.fraction for name, rule in statutes.items()},
        articles={
            "legal_reserve": lawful_reserve.article, "development_fund": law["development_fund"].article,
            "labour_share_keys": keys.article,
            "labour_share": law["labour_share_minimum"].article, "interest": law["interest_maximum"].article,
            "interest_rate": cap.article, **{f"fixed_{name}": rule.article for name, rule in statutes.items()},
        },
    )  # fmt: skip


def _consumer(unit: Unit, rules: Rules, year: FiscalYear, surplus: int, asked: Asked) -> Split:
    def statute(name: str, default: str = "0") -> Fraction:
        return asked[name] if name in asked else rules.statutes(f"economy.surplus.{name}", default).fraction

    law, refunds = rules.law("surplus.consumer.legal_reserve_rate"), rules.law("surplus.consumer.refunds_base")
    lawful = _stricter(law, rules.statutes("economy.surplus.legal_reserve", law.value))
    interest = rules.statutes("economy.surplus.interest", "0")
    cap = rules.statutes("economy.surplus.interest_rate_maximum", None)
    terms = ConsumerTerms(
        statute("legal_reserve", str(law.value)), lawful.fraction, statute("interest"), statute("refunds", "1"),
        {"legal_reserve": lawful.article, "refunds": refunds.article, "interest": interest.article,
         "interest_rate": cap.article},
        interest.fraction, None if cap.value is None else cap.fraction,
    )  # fmt: skip
    if terms.interest + terms.legal_reserve_rate > 1:
        raise contract.PartsExceedSurplus(total=terms.interest + terms.legal_reserve_rate)
    prefixes = tuple(rules.statutes("economy.surplus.accessory_income_accounts", []).value)
    result = result_of(unit.session, year.year)
    accessory = sum(amount for account, amount in result.items() if account.startswith(prefixes))
    balances = balances_on(unit.session, year.ends_on, before_closing=True)
    reserves = sum(balances[account][1] - balances[account][0] for account in RESERVES if account in balances)
    bought, total = purchases(unit, year.starts_on, year.ends_on)
    split = split_consumer_surplus(
        ConsumerFacts(
            surplus, accessory, reserves, capital_on(unit, year.ends_on)["paid_up"].minor, bought, total,
            capital_days(unit, year.starts_on, year.ends_on), (year.ends_on - year.starts_on).days + 1,
        ),
        terms,
    )  # fmt: skip
    return split


def _stricter(law: Rule, statutes: Rule) -> Rule:
    """Return the rule that asks for more: the statutes may go beyond the law."""
    return statutes if statutes.fraction > law.fraction else law


def weights_digest(unit: Unit, year: FiscalYear) -> str:
    """Name the state of what persons' parts are reckoned by: the year's payroll and purchases."""
    columns = (Payroll.person_id, Payroll.wages, Payroll.hours, Payroll.months_present, Payroll.seniority_months)
    rows = unit.session.execute(select(*columns).where(Payroll.year == year.year).order_by(Payroll.person_id))
    bought, total = purchases(unit, year.starts_on, year.ends_on)
    return digest({"payroll": [list(row) for row in rows], "purchases": bought, "sales": total})


def capital_days(unit: Unit, starts_on: date, ends_on: date) -> dict[str, int]:
    """Return each member's paid-up capital times the days it was held in a year (minor units · days)."""
    rows = unit.session.execute(
        select(Movement.member_id, Movement.effective_on, Movement.amount)
        .where(Movement.kind == "payment", Movement.effective_on <= ends_on)
    )  # fmt: skip
    held: dict[str, int] = {}
    for member, since, amount in rows:
        held[member] = held.get(member, 0) + amount * ((ends_on - max(since, starts_on)).days + 1)
    return dict(sorted(held.items()))


def labour_members(unit: Unit, year: int) -> dict[str, str | None]:
    """Return the member id, if any, behind each person of a year's payroll."""
    rows: Any = unit.session.execute(select(Payroll.person_id, Payroll.member_id).where(Payroll.year == year))
    return dict(rows.all())
