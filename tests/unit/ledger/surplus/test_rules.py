"""The arithmetic of a surplus: worked cases, and what holds whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.surplus.rules import (
    ConsumerFacts,
    ConsumerTerms,
    Employee,
    LabourTerms,
    WorkerFacts,
    WorkerTerms,
    coefficient,
    entitled,
    share_labour,
    split_consumer_surplus,
    split_worker_surplus,
)

EQUAL = LabourTerms({"equal": Fraction(1)}, Fraction(0), Fraction(1), 3, 6)
SAID = {name: name for name in (
    "legal_reserve", "development_fund", "labour_share", "interest", "interest_rate", "refunds", "fixed_reserves",
    "fixed_labour_share", "fixed_interest",
)}  # fmt: skip
THIRD = Fraction(1, 3)
THIRDS = WorkerTerms(THIRD, THIRD, THIRD, Fraction(15, 100), Fraction(15, 100), Fraction(1, 4), None, EQUAL, {}, SAID)


def someone(name: str, wages: int = 1, hours: int = 1, present: int = 12, seniority: int = 12) -> Employee:
    """Make an employee."""
    return Employee(name, None, wages, hours, present, seniority)


def books(surplus: int, reserve: int = 0, highest: int = 10**12) -> WorkerFacts:
    """Make the facts of a cooperative of two employees and two members."""
    return WorkerFacts(surplus, reserve, highest, [someone("a"), someone("b")], {"m": 2 * 365, "n": 365}, 365)


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
    assert share_labour(80, [someone("a", 30000), someone("b", 10000)], terms) == {"a": 50, "b": 30}


def test_seniority_raises_a_share_up_to_the_maximum() -> None:
    """A tenth more a year, never above the double."""
    terms = replace(EQUAL, per_year=Fraction(1, 10), coefficient_maximum=Fraction(2))
    found = [coefficient(someone("x", seniority=months), terms) for months in (11, 12, 35, 240)]
    assert found == [1, Fraction(11, 10), Fraction(12, 10), 2]


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
    split = split_worker_surplus(WorkerFacts(surplus, reserve, highest, employees, held, 365), terms)
    assert sum(split.parts.values()) == surplus and min(split.parts.values()) >= 0
    assert not split.labour or sum(split.labour.values()) == split.parts["labour_share"]
    assert sum(split.interest.values()) == split.parts["interest"]


@given(st.integers(20, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), fractions, weights)
def test_what_is_not_broken_keeps_the_law(
    surplus: int, reserve: int, highest: int, asked: list[Fraction], held: dict[str, int]
) -> None:
    """A split without a broken limit satisfies each inequality of article 33, computed here once more."""
    terms = replace(THIRDS, reserves=asked[0], labour_share=asked[1], interest=asked[2])
    split = split_worker_surplus(replace(books(surplus, reserve, highest), capital_days=held), terms)
    parts = split.parts
    lawful = (
        100 * parts["legal_reserve"] >= min(15 * surplus, 100 * max(0, highest - reserve))
        and parts["development_fund"] > 0
        and 4 * parts["labour_share"] >= surplus
        and parts["interest"] <= min(parts["legal_reserve"] + parts["development_fund"], parts["labour_share"])
    )
    assert lawful is not bool(split.broken)


@given(st.integers(0, 10**9), people, st.randoms())
def test_nobody_gains_by_their_place_in_the_list(total: int, employees: list[Employee], random: object) -> None:
    """The order in which employees are listed changes nothing."""
    terms = LabourTerms({"salary": Fraction(1, 2), "hours": Fraction(1, 2)}, Fraction(1, 10), Fraction(2), 3, 6)
    shuffled = list(employees)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert share_labour(total, employees, terms) == share_labour(total, shuffled, terms)


CONSUMER = ConsumerTerms(Fraction(3, 20), Fraction(3, 20), Fraction(0), Fraction(1), SAID)


@pytest.mark.parametrize(
    ("reserves", "legal", "refunds"),
    [(0, 30, 108), (999, 30, 108), (1000, 0, 135), (2000, 0, 135)],
)
def test_consumer_reserve_is_filled_up_to_the_capital(reserves: int, legal: int, refunds: int) -> None:
    """Law 47-1775, article 16: 3/20 while reserves are below the capital; the rest may be refunded to members."""
    facts = ConsumerFacts(200, 50, reserves, 1000, {"m": 600, "n": 300}, 1000, {})
    parts = split_consumer_surplus(facts, CONSUMER).parts
    assert (parts["legal_reserve"], parts["refunds"]) == (legal, refunds)


@given(
    st.integers(1, 10**10), st.integers(-(10**10), 10**10), st.booleans(),
    st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(1, 10**9), max_size=6), st.integers(0, 10**10),
)  # fmt: skip
def test_refunds_never_exceed_what_members_earned(
    surplus: int, accessory: int, full: bool, bought: dict[str, int], strangers: int
) -> None:
    """R ≤ A · member sales / all sales, the parts sum to the surplus, and each refund is within a cent of its quota."""
    total = sum(bought.values()) + strangers
    facts = ConsumerFacts(surplus, accessory, 10 if full else 0, 5, bought, total, {})
    split = split_consumer_surplus(facts, CONSUMER)
    parts = split.parts
    assert not split.broken and sum(parts.values()) == surplus and min(parts.values()) >= 0
    earned = max(0, surplus - max(0, accessory) - parts["legal_reserve"])
    assert parts["refunds"] * total <= earned * sum(bought.values())
    for member, refund in split.refunds.items():
        assert abs(refund - Fraction(parts["refunds"] * bought[member], sum(bought.values()))) < 1
