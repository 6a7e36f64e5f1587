"""The labour share: who of the employees takes part, and by what it is split (law 78-763, article 33, 3°)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .shares import Share, shared


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


def entitled(employees: Sequence[Employee], terms: LabourTerms) -> list[Employee]:
    """Return the employees, members or not, who were present or have served long enough."""
    return [
        one for one in employees
        if one.months_present >= terms.presence_months or one.seniority_months >= terms.seniority_months
    ]  # fmt: skip


def share_labour(total: int, employees: Sequence[Employee], terms: LabourTerms) -> dict[str, Share]:
    """Share the labour part: Pᵢ = PT · wᵢcᵢ / Σwc, w a mix of salary, hours and equal, c the seniority coefficient.

    Each key weighs by a person's part of its sum, so that a euro of wages and an hour of work can be mixed. Where
    nobody has any of what the keys measure, all weigh the same: the law leaves nobody who is entitled out.
    """
    sharing = entitled(employees, terms)
    measures = {
        "salary": {one.person_id: one.wages for one in sharing},
        "hours": {one.person_id: one.hours for one in sharing},
        "equal": {one.person_id: 1 for one in sharing},
    }
    sums = {key: sum(of.values()) for key, of in measures.items()}
    weights = {
        one.person_id: sum(
            (part * Fraction(measures[key][one.person_id], sums[key]) for key, part in terms.keys.items() if sums[key]),
            Fraction(0),
        )
        for one in sharing
    }
    if not any(weights.values()):
        weights = {person: Fraction(1, len(weights)) for person in weights}
    return shared(total, weights, {one.person_id: coefficient(one, terms) for one in sharing})


def coefficient(employee: Employee, terms: LabourTerms) -> Fraction:
    """Return the seniority coefficient: one, and ``per_year`` more for each full year, up to the maximum."""
    return min(1 + terms.per_year * (employee.seniority_months // 12), terms.coefficient_maximum)
