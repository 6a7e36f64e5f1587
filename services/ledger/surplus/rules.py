"""The surplus of a worker cooperative, of a consumer cooperative, and what every split has in common.

All amounts are integer minor units. Rounding leans to the law's side: minimums up, maximums down, and what is left
over goes to the reserves, so that no inequality breaks by a cent and the parts sum to the surplus exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from services.commons.money import share_out


@dataclass(frozen=True)
class Limit:
    """A limit of law or statutes: the value it is about, the bound, which side is allowed, and where it is written."""

    rule: str
    value: int
    bound: int
    side: str  # at_least | at_most | exactly
    article: str

    @property
    def holds(self) -> bool:
        """Whether the value keeps the limit."""
        if self.side == "exactly":
            return self.value == self.bound
        return self.value >= self.bound if self.side == "at_least" else self.value <= self.bound


@dataclass(frozen=True)
class Split:
    """A surplus in its parts; what of them goes to whom; and every limit that was looked at."""

    surplus: int
    parts: dict[str, int]
    limits: tuple[Limit, ...]
    labour: dict[str, int] = field(default_factory=dict)
    interest: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Limit, ...]:
        """The limits that do not hold, law before statutes."""
        return tuple(limit for limit in self.limits if not limit.holds)


@dataclass(frozen=True)
class Employee:
    """What counts for someone's labour share in a year; ``member_id`` None: an employee who is no member."""

    person_id: str
    member_id: str | None
    wages: int
    hours: int
    months_present: int
    seniority_months: int


@dataclass(frozen=True)
class LabourTerms:
    """Who shares the labour part, and by what: weights of each key, and the seniority coefficient."""

    keys: Mapping[str, Fraction]  # salary, hours, equal
    per_year: Fraction
    coefficient_maximum: Fraction
    presence_months: int
    seniority_months: int


@dataclass(frozen=True)
class WorkerTerms:
    """The parts that a worker cooperative's proposal asks for, and the bounds they must keep."""

    reserves: Fraction
    labour_share: Fraction
    interest: Fraction
    legal_reserve_rate: Fraction
    lawful_reserve_rate: Fraction
    lawful_labour_share: Fraction
    interest_rate_maximum: Fraction | None
    labour: LabourTerms
    # What the statutes fix, if the proposal may not depart from it.
    fixed: Mapping[str, Fraction]
    articles: Mapping[str, str]
    # How the labour share is split by the statutes, where they say it.
    labour_of_statutes: LabourTerms | None = None


@dataclass(frozen=True)
class WorkerFacts:
    """What a worker cooperative's books say: surplus after losses, legal reserve before, highest capital, weights.

    ``capital_days`` is each member's paid-up capital times the days it was held; ``days`` the length of the year.
    """

    surplus: int
    legal_reserve: int
    highest_capital: int
    employees: Sequence[Employee]
    capital_days: Mapping[str, int]
    days: int


def split_worker_surplus(facts: WorkerFacts, terms: WorkerTerms) -> Split:
    """Split the surplus E of a worker cooperative (law 78-763, article 33).

    reserves + labour share + interest = E; the legal reserve takes min(rate · E, highest capital − reserve before)
    of the reserves and the development fund the rest of them.
    """
    whole = facts.surplus
    labour_share = up(terms.labour_share * whole)
    interest = min(down(terms.interest * whole), whole - labour_share) if facts.capital_days else 0
    other = down((1 - terms.reserves - terms.labour_share - terms.interest) * whole)
    reserves = whole - labour_share - interest - other
    gap = max(0, facts.highest_capital - facts.legal_reserve)
    legal_reserve = max(0, min(up(terms.legal_reserve_rate * whole), gap, reserves))
    parts = {
        "legal_reserve": legal_reserve, "development_fund": reserves - legal_reserve, "labour_share": labour_share,
        "interest": interest, "other_reserves": other,
    }  # fmt: skip
    labour = share_labour(labour_share, facts.employees, terms.labour)
    limits = _worker_limits(facts, terms, parts, gap)
    if terms.labour_of_statutes is not None:
        lawful = share_labour(labour_share, facts.employees, terms.labour_of_statutes)
        moved = sum(max(0, amount - lawful.get(person, 0)) for person, amount in labour.items())
        limits.append(Limit("labour_share_keys", moved, 0, "exactly", terms.articles["labour_share_keys"]))
    weights = {member: weight for member, weight in facts.capital_days.items() if weight > 0}
    return Split(
        whole, parts, tuple(limits), labour=labour,
        interest=share_out(interest, weights) if interest else {},
    )  # fmt: skip


def _worker_limits(facts: WorkerFacts, terms: WorkerTerms, parts: Mapping[str, int], gap: int) -> list[Limit]:
    whole, said = facts.surplus, terms.articles
    reserves = parts["legal_reserve"] + parts["development_fund"]
    lawful = min(up(terms.lawful_reserve_rate * whole), gap)
    least = up(terms.lawful_labour_share * whole)
    limits = [
        Limit("legal_reserve", parts["legal_reserve"], lawful, "at_least", said["legal_reserve"]),
        Limit("development_fund", parts["development_fund"], 1, "at_least", said["development_fund"]),
        Limit("labour_share", parts["labour_share"], least, "at_least", said["labour_share"]),
        Limit("interest_within_reserves", parts["interest"], reserves, "at_most", said["interest"]),
        Limit("interest_within_labour_share", parts["interest"], parts["labour_share"], "at_most", said["interest"]),
    ]
    if terms.interest_rate_maximum is not None:
        held = Fraction(sum(facts.capital_days.values()), facts.days)
        cap = down(terms.interest_rate_maximum * held)
        limits.append(Limit("interest_rate", parts["interest"], cap, "at_most", said["interest_rate"]))
    asked = {"reserves": terms.reserves, "labour_share": terms.labour_share, "interest": terms.interest}
    for name, fraction in terms.fixed.items():
        if asked[name] != fraction:
            asks, fixes = down(asked[name] * whole), down(fraction * whole)
            limits.append(Limit(f"{name}_of_statutes", asks, fixes, "exactly", said[f"fixed_{name}"]))
    return limits


def entitled(employees: Sequence[Employee], terms: LabourTerms) -> list[Employee]:
    """Return the employees, members or not, who were present or have served long enough."""
    return [
        one for one in employees
        if one.months_present >= terms.presence_months or one.seniority_months >= terms.seniority_months
    ]  # fmt: skip


def share_labour(total: int, employees: Sequence[Employee], terms: LabourTerms) -> dict[str, int]:
    """Share the labour part: Pᵢ = PT · wᵢcᵢ / Σwc, w a mix of salary, hours and equal, c the seniority coefficient."""
    sharing = entitled(employees, terms)
    if not total or not sharing:
        return {}
    measures = {
        "salary": {one.person_id: one.wages for one in sharing},
        "hours": {one.person_id: one.hours for one in sharing},
        "equal": {one.person_id: 1 for one in sharing},
    }
    sums = {key: sum(of.values()) for key, of in measures.items()}
    weights = {
        one.person_id: coefficient(one, terms) * sum(
            (part * Fraction(measures[key][one.person_id], sums[key]) for key, part in terms.keys.items() if sums[key]),
            Fraction(0),
        )
        for one in sharing
    }  # fmt: skip
    if not any(weights.values()):
        weights = {person: Fraction(1) for person in weights}
    return share_out(total, weights)


def coefficient(employee: Employee, terms: LabourTerms) -> Fraction:
    """Return the seniority coefficient: one, and ``per_year`` more for each full year, up to the maximum."""
    return min(1 + terms.per_year * (employee.seniority_months // 12), terms.coefficient_maximum)


@dataclass(frozen=True)
class ConsumerTerms:
    """What a consumer cooperative's proposal asks for; ``refunds`` is the fraction of the lawful maximum."""

    legal_reserve_rate: Fraction
    lawful_reserve_rate: Fraction
    interest: Fraction
    refunds: Fraction
    articles: Mapping[str, str]
    # What the statutes give at most to the shares, of the surplus and as a rate on the capital.
    interest_maximum: Fraction | None = None
    interest_rate_maximum: Fraction | None = None


@dataclass(frozen=True)
class ConsumerFacts:
    """What a consumer cooperative's books say, with each member's purchases and all sales of the year."""

    surplus: int
    accessory_income: int
    reserves: int
    capital: int
    purchases: Mapping[str, int]
    total_sales: int
    capital_days: Mapping[str, int]
    days: int = 365


def split_consumer_surplus(facts: ConsumerFacts, terms: ConsumerTerms) -> Split:
    """Split the surplus of a consumer cooperative (law 47-1775, articles 15 and 16).

    Refunds are at most A · member sales / all sales, A = surplus − accessory income − legal reserve − interest,
    and go pro rata to purchases; what is not refunded stays in the reserves.
    """
    whole = facts.surplus
    below = facts.reserves < facts.capital
    legal_reserve = up(terms.legal_reserve_rate * whole) if below else 0
    interest = min(down(terms.interest * whole), whole - legal_reserve) if facts.capital_days else 0
    refundable = max(0, whole - max(0, facts.accessory_income) - legal_reserve - interest)
    to_members = sum(facts.purchases.values())
    share = Fraction(min(to_members, facts.total_sales), facts.total_sales) if facts.total_sales > 0 else Fraction(0)
    most = down(refundable * share)
    refunds = down(terms.refunds * most)
    parts = {
        "legal_reserve": legal_reserve, "interest": interest, "refunds": refunds,
        "other_reserves": whole - legal_reserve - interest - refunds,
    }  # fmt: skip
    lawful = up(terms.lawful_reserve_rate * whole) if below else 0
    limits = [
        Limit("legal_reserve", legal_reserve, lawful, "at_least", terms.articles["legal_reserve"]),
        Limit("refunds", refunds, most, "at_most", terms.articles["refunds"]),
    ]
    if terms.interest_maximum is not None:
        cap = down(terms.interest_maximum * whole)
        limits.append(Limit("interest_of_statutes", interest, cap, "at_most", terms.articles["interest"]))
    if terms.interest_rate_maximum is not None:
        held = Fraction(sum(facts.capital_days.values()), facts.days)
        cap = down(terms.interest_rate_maximum * held)
        limits.append(Limit("interest_rate", interest, cap, "at_most", terms.articles["interest_rate"]))
    return Split(
        whole, parts, tuple(limits),
        interest=share_out(interest, facts.capital_days) if interest else {},
        refunds=share_out(refunds, facts.purchases) if refunds else {},
    )  # fmt: skip


def up(value: Fraction) -> int:
    """Round up to the minor unit: for what the law asks at least."""
    return -((-value.numerator) // value.denominator)


def down(value: Fraction) -> int:
    """Round down to the minor unit: for what the law allows at most."""
    return value.numerator // value.denominator
