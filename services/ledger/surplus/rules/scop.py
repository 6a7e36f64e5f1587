"""The surplus of a worker cooperative (law 78-763, article 33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .labour import Employee, LabourTerms, share_labour
from .shares import Capital, amounts, share_capital
from .split import Limit, Split, down, up


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

    ``provided`` is the labour share that was booked before closing, under a participation agreement: the surplus is
    the one before it.
    """

    surplus: int
    legal_reserve: int
    highest_capital: int
    employees: Sequence[Employee]
    capital: Capital
    provided: int | None = None

    @property
    def gap(self) -> int:
        """What the legal reserve lacks of the highest capital that was ever reached."""
        return max(0, self.highest_capital - self.legal_reserve)


@dataclass(frozen=True)
class _Parts:
    """The three parts of a worker's surplus, and what no part was asked for."""

    reserves: int
    labour_share: int
    interest: int
    other: int


def split_worker_surplus(facts: WorkerFacts, terms: WorkerTerms) -> Split:
    """Split the surplus E: reserves + labour share + interest = E.

    The legal reserve takes min(rate · E, highest capital − reserve before) of the reserves, the development fund the
    rest of them.
    """
    whole = facts.surplus
    found = _rounded(facts, terms, terms.reserves, terms.labour_share, terms.interest)
    legal_reserve = max(0, min(up(terms.legal_reserve_rate * whole), facts.gap, found.reserves))
    parts = {
        "legal_reserve": legal_reserve, "development_fund": found.reserves - legal_reserve,
        "labour_share": found.labour_share, "interest": found.interest, "other_reserves": found.other,
    }  # fmt: skip
    labour = share_labour(found.labour_share, facts.employees, terms.labour)
    limits = [*_limits_of_law(facts, terms, parts), *_limits_of_statutes(facts, terms, found)]
    if terms.labour_of_statutes is not None:
        lawful = amounts(share_labour(found.labour_share, facts.employees, terms.labour_of_statutes))
        moved = sum(max(0, share.amount - lawful.get(person, 0)) for person, share in labour.items())
        limits.append(Limit("labour_share_keys", moved, 0, "exactly", terms.articles["labour_share_keys"]))
    return Split(
        whole, parts, tuple(limits), labour=labour, interest=share_capital(found.interest, facts.capital),
        labour_keys={key: part for key, part in terms.labour.keys.items() if part},
    )  # fmt: skip


def worker_labour_share(facts: WorkerFacts, terms: WorkerTerms) -> int:
    """Return the labour share that the terms come to, in minor units."""
    return _rounded(facts, terms, terms.reserves, terms.labour_share, terms.interest).labour_share


def _rounded(
    facts: WorkerFacts, terms: WorkerTerms, reserves: Fraction, labour: Fraction, interest: Fraction
) -> _Parts:
    """Round the three parts so that what keeps the law to the fraction keeps it to the cent.

    The cents that legal reserve and development fund need are set aside first: those of a surplus of one or two cents
    leave nothing to share. A proposal whose exact parts break the law is not repaired by rounding.
    """
    whole = facts.surplus
    legal_reserve = min(terms.legal_reserve_rate * whole, Fraction(facts.gap))
    needed = up(legal_reserve) + 1 if reserves * whole > legal_reserve else 0
    free = max(0, whole - needed)
    labour_share = min(up(labour * whole), free) if facts.provided is None else facts.provided
    left = max(0, free - labour_share)
    to_shares = min(down(interest * whole), left) if facts.capital.days_held else 0
    other = min(down((1 - reserves - labour - interest) * whole), left - to_shares)
    return _Parts(whole - labour_share - to_shares - other, labour_share, to_shares, other)


def _limits_of_law(facts: WorkerFacts, terms: WorkerTerms, parts: Mapping[str, int]) -> Iterator[Limit]:
    whole, said, interest = facts.surplus, terms.articles, parts["interest"]
    reserve = min(up(terms.lawful_reserve_rate * whole), facts.gap)
    yield Limit("legal_reserve", parts["legal_reserve"], reserve, "at_least", said["legal_reserve"])
    # Of a surplus of one cent the legal reserve takes all; of two, the development fund takes the other one.
    fund = min(1, whole - reserve)
    yield Limit("development_fund", parts["development_fund"], fund, "at_least", said["development_fund"])
    least = min(up(terms.lawful_labour_share * whole), max(0, whole - reserve - fund))
    yield Limit("labour_share", parts["labour_share"], least, "at_least", said["labour_share"])
    reserves = parts["legal_reserve"] + parts["development_fund"]
    yield Limit("interest_within_reserves", interest, reserves, "at_most", said["interest"])
    yield Limit("interest_within_labour_share", interest, parts["labour_share"], "at_most", said["interest"])
    if terms.interest_rate_maximum is not None:
        yield Limit("interest_rate", interest, _rate_cap(facts, terms), "at_most", said["interest_rate"])


def _limits_of_statutes(facts: WorkerFacts, terms: WorkerTerms, found: _Parts) -> Iterator[Limit]:
    """Compare with the parts that the statutes fix; what their own cap keeps from the shares goes to the reserves."""
    if not terms.fixed:
        return
    fixed = _rounded(facts, terms, terms.fixed["reserves"], terms.fixed["labour_share"], terms.fixed["interest"])
    interest = min(fixed.interest, _rate_cap(facts, terms))
    said = terms.articles
    for name, value, bound in (
        ("reserves", found.reserves, fixed.reserves + fixed.interest - interest),
        ("labour_share", found.labour_share, fixed.labour_share),
        ("interest", found.interest, interest),
    ):
        yield Limit(f"{name}_of_statutes", value, bound, "exactly", said[f"fixed_{name}"])


def _rate_cap(facts: WorkerFacts, terms: WorkerTerms) -> int:
    if terms.interest_rate_maximum is None:
        return facts.surplus
    return down(terms.interest_rate_maximum * facts.capital.average)
