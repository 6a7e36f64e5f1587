"""The surplus of a worker cooperative: worked cases, and what holds whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.surplus.rules import (
    Capital,
    Employee,
    LabourTerms,
    WorkerFacts,
    WorkerTerms,
    amounts,
    coefficient,
    entitled,
    participation_due,
    share_capital,
    share_labour,
    split_worker_surplus,
)

EQUAL = LabourTerms({"equal": Fraction(1)}, Fraction(0), Fraction(1), 3, 6)
SAID = {name: name for name in (
    "legal_reserve", "development_fund", "labour_share", "interest", "interest_rate", "fixed_reserves",
    "fixed_labour_share", "fixed_interest", "labour_share_keys",
)}  # fmt: skip
THIRD = Fraction(1, 3)
THIRDS = WorkerTerms(THIRD, THIRD, THIRD, Fraction(15, 100), Fraction(15, 100), Fraction(1, 4), None, EQUAL, {}, SAID)


def someone(name: str, wages: int = 1, hours: int = 1, present: int = 12, seniority: int = 12) -> Employee:
    """Make an employee."""
    return Employee(name, None, wages, hours, present, seniority)


def books(surplus: int, reserve: int = 0, highest: int = 10**12, provided: int | None = None) -> WorkerFacts:
    """Make the facts of a cooperative of two employees and two members."""
    capital = Capital({"m": 2 * 365, "n": 365}, 365)
    return WorkerFacts(surplus, reserve, highest, [someone("a"), someone("b")], capital, provided)


@pytest.mark.parametrize(
    ("surplus", "reserve", "highest", "legal", "fund"),
    [
        (90000, 0, 10**9, 13500, 16500),  # 15 % of 90,000
        (90000, 95000, 100000, 5000, 25000),  # only 5,000 are missing up to the highest capital
        (90000, 100000, 100000, 0, 30000),  # the reserve is full
        (90000, 150000, 100000, 0, 30000),  # and may be more than full
        (90001, 0, 10**9, 13501, 16499),  # 13,500.15 is rounded up to what the law asks at least
    ],
)
def test_legal_reserve_is_filled_up_to_the_highest_capital(
    surplus: int, reserve: int, highest: int, legal: int, fund: int
) -> None:
    """Law 78-763, article 33, 1°: 15 %, until the reserve equals the highest capital ever reached."""
    parts = split_worker_surplus(books(surplus, reserve, highest), THIRDS).parts
    assert (parts["legal_reserve"], parts["development_fund"]) == (legal, fund)


def test_an_odd_cent_never_goes_to_the_interest() -> None:
    """Thirds of 100 and 101: interest takes the smallest part, so that it exceeds neither of the others."""
    for surplus in (100, 101, 102):
        parts = split_worker_surplus(books(surplus), THIRDS).parts
        reserves = parts["legal_reserve"] + parts["development_fund"]
        assert parts["interest"] == surplus // 3 and parts["interest"] <= min(reserves, parts["labour_share"])


@pytest.mark.parametrize(
    ("present", "seniority", "shares"), [(3, 0, True), (2, 5, False), (2, 6, True), (0, 6, True), (12, 0, True)]
)
def test_presence_or_seniority_entitles(present: int, seniority: int, shares: bool) -> None:
    """Three months in the year, or six months of seniority, either suffices; membership does not matter."""
    assert bool(entitled([someone("x", present=present, seniority=seniority)], EQUAL)) is shares


def test_labour_is_shared_by_a_mix_of_keys() -> None:
    """Half by salary, half equal: 30,000 and 10,000 of wages share 80 as 50 and 30."""
    terms = replace(EQUAL, keys={"salary": Fraction(1, 2), "equal": Fraction(1, 2)})
    assert amounts(share_labour(80, [someone("a", 30000), someone("b", 10000)], terms)) == {"a": 50, "b": 30}


def test_seniority_raises_a_share_up_to_the_maximum() -> None:
    """A tenth more a year, never above the double; shares follow weight times coefficient."""
    terms = replace(EQUAL, per_year=Fraction(1, 10), coefficient_maximum=Fraction(2))
    found = [coefficient(someone("x", seniority=months), terms) for months in (11, 12, 35, 240)]
    assert found == [1, Fraction(11, 10), Fraction(12, 10), 2]
    shares = share_labour(300, [someone("a", seniority=240), someone("b", seniority=0)], terms)
    assert amounts(shares) == {"a": 200, "b": 100}


def test_interest_follows_capital_and_the_days_it_was_held() -> None:
    """EUR 100 for half of a year weigh as EUR 50 for the whole of it; nobody has interest on nothing."""
    shares = share_capital(90, Capital({"a": 100 * 365, "b": 200 * 180 + 5, "c": 0}, 365))
    whole = 100 * 365 + 200 * 180 + 5
    assert amounts(shares) == {"a": round(Fraction(90 * 36500, whole)), "b": round(Fraction(90 * 36005, whole))}


def test_what_the_rate_keeps_from_the_shares_goes_to_the_reserves() -> None:
    """Statutes of thirds whose capped interest falls short of a third hold when the reserves take the difference."""
    fixed = {"reserves": THIRD, "labour_share": THIRD, "interest": THIRD}
    capped = replace(THIRDS, interest_rate_maximum=Fraction(5, 100), fixed=fixed)
    facts = replace(books(90000), capital=Capital({"m": 400000 * 365}, 365))
    assert [one.rule for one in split_worker_surplus(facts, capped).broken][0] == "interest_rate"
    lower = replace(capped, interest=Fraction(20000, 90000), reserves=Fraction(40000, 90000))
    split = split_worker_surplus(facts, lower)
    assert not split.broken and split.parts["interest"] == 20000
    assert split.parts["legal_reserve"] + split.parts["development_fund"] == 40000
    hidden = replace(capped, interest=Fraction(10000, 90000), reserves=Fraction(50000, 90000))
    assert {one.rule for one in split_worker_surplus(facts, hidden).broken} == {
        "reserves_of_statutes", "interest_of_statutes"
    }  # fmt: skip


def test_a_labour_share_that_is_booked_already_is_the_one_that_counts() -> None:
    """What stands on 691 is not reckoned anew: too little of it breaks the law's quarter."""
    split = split_worker_surplus(books(90000, provided=20000), THIRDS)
    assert split.parts["labour_share"] == 20000 and sum(split.parts.values()) == 90000
    assert [one.rule for one in split.broken] == ["labour_share", "interest_within_labour_share"]


fractions = (
    st.tuples(*(st.integers(0, 20) for _ in range(4))).filter(any).map(lambda of: [Fraction(n, sum(of)) for n in of])
)
people = st.lists(
    st.builds(
        Employee, st.uuids().map(str), st.none(), st.integers(0, 10**7), st.integers(0, 2000), st.integers(0, 12),
        st.integers(0, 400),
    ), max_size=12,
)  # fmt: skip
weights = st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(1, 10**9), max_size=6)


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), fractions, people, weights)
def test_parts_sum_to_the_surplus_whatever_is_asked(
    surplus: int, reserve: int, highest: int, asked: list[Fraction], employees: list[Employee], held: dict[str, int]
) -> None:
    """Parts sum to E, nobody's part is below zero, and persons' parts sum to theirs; lawful or not."""
    terms = replace(THIRDS, reserves=asked[0], labour_share=asked[1], interest=asked[2])
    split = split_worker_surplus(WorkerFacts(surplus, reserve, highest, employees, Capital(held, 365)), terms)
    assert sum(split.parts.values()) == surplus and min(split.parts.values()) >= 0
    assert not split.labour or sum(amounts(split.labour).values()) == split.parts["labour_share"]
    assert sum(amounts(split.interest).values()) == split.parts["interest"]


@given(st.integers(3, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), fractions, weights)
def test_what_is_not_broken_keeps_the_law(
    surplus: int, reserve: int, highest: int, asked: list[Fraction], held: dict[str, int]
) -> None:
    """A split without a broken limit satisfies each inequality of article 33, computed here once more.

    Three cents are the least that can be split by the letter of the law: one for each of its three parts.
    """
    terms = replace(THIRDS, reserves=asked[0], labour_share=asked[1], interest=asked[2])
    split = split_worker_surplus(replace(books(surplus, reserve, highest), capital=Capital(held, 365)), terms)
    parts = split.parts
    lawful = (
        100 * parts["legal_reserve"] >= min(15 * surplus, 100 * max(0, highest - reserve))
        and parts["development_fund"] > 0
        and 4 * parts["labour_share"] >= surplus
        and parts["interest"] <= min(parts["legal_reserve"] + parts["development_fund"], parts["labour_share"])
    )
    assert lawful is not bool(split.broken)


@given(st.integers(1, 10**9), people)
def test_labour_shares_are_the_exact_quotas_rounded(total: int, employees: list[Employee]) -> None:
    """Each part lies within a cent of PT · wᵢcᵢ / Σwc, computed here by plain fractions, and they sum to PT."""
    terms = LabourTerms({"salary": Fraction(1, 3), "hours": Fraction(2, 3)}, Fraction(1, 20), Fraction(2), 3, 6)
    shares = amounts(share_labour(total, employees, terms))
    mine = [one for one in employees if one.months_present >= 3 or one.seniority_months >= 6]
    wages, hours = sum(one.wages for one in mine), sum(one.hours for one in mine)
    quotas: dict[str, Fraction] = {}
    for one in mine:
        weight = (Fraction(one.wages, 3 * wages) if wages else Fraction(0)) + (
            Fraction(2 * one.hours, 3 * hours) if hours else Fraction(0)
        )
        if not wages and not hours:
            weight = Fraction(1)
        quotas[one.person_id] = weight * min(Fraction(2), 1 + Fraction(one.seniority_months // 12, 20))
    whole = sum(quotas.values(), Fraction(0))
    assert sum(shares.values()) == (total if mine else 0)
    for person, quota in quotas.items():
        assert abs(shares.get(person, 0) - total * quota / whole) < 1


@given(st.integers(0, 10**9), people, st.randoms())
def test_nobody_gains_by_their_place_in_the_list(total: int, employees: list[Employee], random: object) -> None:
    """The order in which employees are listed changes nothing."""
    terms = LabourTerms({"salary": Fraction(1, 2), "hours": Fraction(1, 2)}, Fraction(1, 10), Fraction(2), 3, 6)
    shuffled = list(employees)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert share_labour(total, employees, terms) == share_labour(total, shuffled, terms)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**8), st.integers(0, 10**8), st.integers(1, 3))
def test_participation_is_a_part_of_the_surplus_before_it(result: int, booked: int, losses: int, of: int) -> None:
    """The circle of result and reserve closes: what is left of the surplus and the reserve are the surplus before."""
    terms = replace(THIRDS, reserves=1 - Fraction(of, 4), labour_share=Fraction(of, 4), interest=Fraction(0))
    surplus = result + booked - losses
    found = participation_due(result, booked, losses, books(surplus), terms)
    assert found.after + found.reserve == result + booked == found.before
    if surplus < 3:
        assert found.reserve == 0 if surplus <= 0 else found.reserve <= surplus
        return
    assert found.reserve - found.exact < 1 and (found.reserve >= found.exact or of == 3)
    again = participation_due(found.after, found.reserve, losses, books(surplus), terms)
    assert again.to_book == 0 and again.reserve == found.reserve
    split = split_worker_surplus(books(surplus, provided=found.reserve), terms)
    assert split.parts["labour_share"] == found.reserve and sum(split.parts.values()) == surplus
