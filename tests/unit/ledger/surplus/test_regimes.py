"""The surplus of consumer cooperatives and of cooperatives of collective interest, and tiny surpluses of all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.surplus.rules import (
    Capital,
    CollectiveFacts,
    CollectiveTerms,
    ConsumerFacts,
    ConsumerTerms,
    amounts,
    cover_losses,
    split_collective_surplus,
    split_consumer_surplus,
    split_worker_surplus,
)
from tests.unit.ledger.surplus.test_rules import SAID as SAID_OF_WORKERS
from tests.unit.ledger.surplus.test_rules import THIRDS, books

SAID = {name: name for name in (
    "legal_reserve", "statutory_reserve", "interest", "interest_rate", "refunds", "community", "subsidies",
)}  # fmt: skip
NOBODY = Capital({}, 365)
CONSUMER = ConsumerTerms(Fraction(3, 20), Fraction(3, 20), Fraction(0), Fraction(1), SAID)
COLLECTIVE = CollectiveTerms(
    Fraction(15, 100), Fraction(15, 100), Fraction(1, 2), Fraction(1, 2), Fraction(1, 10), Fraction(1, 10), None, SAID
)


def shop(surplus: int, accessory: int = 0, reserves: int = 0, sales: int = 1000, **bought: int) -> ConsumerFacts:
    """Make the facts of a consumer cooperative with a capital of 1,000."""
    return ConsumerFacts(surplus, accessory, reserves, 1000, bought, sales, NOBODY, {})


def collective(surplus: int, subsidies: int = 0, gap: int | None = None) -> CollectiveFacts:
    """Make the facts of a cooperative of collective interest with one member's capital."""
    return CollectiveFacts(surplus, subsidies, gap, Capital({"m": 365}, 365), {})


@pytest.mark.parametrize(
    ("reserves", "legal", "refunds"),
    [(0, 30, 108), (999, 30, 108), (1000, 0, 135), (2000, 0, 135)],
)
def test_consumer_reserve_is_filled_up_to_the_capital(reserves: int, legal: int, refunds: int) -> None:
    """Law 47-1775, article 16: 3/20 while reserves are below the capital; the rest may be refunded to members."""
    parts = split_consumer_surplus(shop(200, 50, reserves, m=600, n=300), CONSUMER).parts
    assert (parts["legal_reserve"], parts["refunds"]) == (legal, refunds)


def test_equal_remainders_go_by_member_id() -> None:
    """Ten cents among three who bought the same: the odd one goes to the first id."""
    split = split_consumer_surplus(shop(10, 0, 1000, 3, c=1, a=1, b=1), CONSUMER)
    assert amounts(split.refunds) == {"a": 4, "b": 3, "c": 3}


def test_a_refund_above_the_lawful_maximum_breaks_its_limit() -> None:
    """One cent more than A · member sales / all sales is not lawful."""
    split = split_consumer_surplus(
        shop(200, 50, m=600, n=300), replace(CONSUMER, refunds=Fraction(109, 108))
    )
    assert [(one.rule, one.value, one.bound) for one in split.broken] == [("refunds", 109, 108)]


def test_what_strangers_earned_goes_where_the_statutes_say() -> None:
    """Of 200, 30 are the reserve's and 108 may be refunded: the other 62 stay in the reserves, in either of them."""
    facts = shop(200, 50, m=600, n=300)
    to_legal = split_consumer_surplus(facts, replace(CONSUMER, non_member_surplus="legal_reserve")).parts
    assert (to_legal["legal_reserve"], to_legal["other_reserves"], to_legal["refunds"]) == (92, 0, 108)
    half = replace(CONSUMER, refunds=Fraction(1, 2), non_member_surplus="legal_reserve")
    kept = split_consumer_surplus(facts, half).parts
    assert (kept["legal_reserve"], kept["other_reserves"], kept["refunds"]) == (92, 54, 54)


def test_gifts_are_what_the_statutes_allow_of_what_is_left() -> None:
    """Principle 7: causes get by a vote what neither reserve nor members have, up to the part in the statutes."""
    facts = replace(shop(200, 50, m=600, n=300), causes={"sup_a": Fraction(2), "sup_b": Fraction(1)})
    allowed = replace(CONSUMER, community=Fraction(1, 10), community_maximum=Fraction(1, 10))
    split = split_consumer_surplus(facts, allowed)
    assert not split.broken and amounts(split.gifts) == {"sup_a": 13, "sup_b": 7}
    assert split.parts["other_reserves"] == 42
    silent = split_consumer_surplus(facts, replace(allowed, community_maximum=Fraction(0)))
    assert [one.rule for one in silent.broken] == ["community"]
    more = split_consumer_surplus(facts, replace(allowed, community=Fraction(1, 2), community_maximum=Fraction(1)))
    assert [one.rule for one in more.broken] == ["community_within_rest"]


@given(
    st.integers(1, 10**10), st.integers(-(10**10), 10**10), st.booleans(),
    st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(1, 10**9), max_size=6), st.integers(0, 10**10),
)  # fmt: skip
def test_refunds_never_exceed_what_members_earned(
    surplus: int, accessory: int, full: bool, bought: dict[str, int], strangers: int
) -> None:
    """R ≤ A · member sales / all sales, the parts sum to the surplus, and each refund is within a cent of its quota."""
    total = sum(bought.values()) + strangers
    split = split_consumer_surplus(shop(surplus, accessory, 1000 if full else 0, total, **bought), CONSUMER)
    parts = split.parts
    assert not split.broken and sum(parts.values()) == surplus and min(parts.values()) >= 0
    earned = max(0, surplus - max(0, accessory) - parts["legal_reserve"])
    assert parts["refunds"] * total <= earned * sum(bought.values())
    assert sum(amounts(split.refunds).values()) == parts["refunds"]
    for member, refund in amounts(split.refunds).items():
        assert abs(refund - Fraction(parts["refunds"] * bought[member], sum(bought.values()))) < 1


def test_a_collective_interest_keeps_57_percent_and_a_half() -> None:
    """Law 47-1775, article 19 nonies: 15 %, then half of the rest; interest never rests on public subsidies."""
    split = split_collective_surplus(collective(100000), COLLECTIVE)
    assert split.parts == {
        "legal_reserve": 15000, "statutory_reserve": 42500, "interest": 10000, "community": 0,
        "other_reserves": 32500,
    }  # fmt: skip
    assert not split.broken
    subsidised = split_collective_surplus(collective(100000, 60000), COLLECTIVE)
    assert subsidised.parts["interest"] == 4000 and not subsidised.broken
    only_subsidies = split_collective_surplus(collective(100000, 120000), COLLECTIVE)
    assert only_subsidies.parts["interest"] == 0


def test_each_limit_of_a_collective_interest_breaks_by_itself() -> None:
    """Lower reserves, more interest than the surplus without subsidies leaves, more than the statutes: each is told."""
    def broken(facts: CollectiveFacts, **terms: Fraction) -> set[str]:
        return {one.rule for one in split_collective_surplus(facts, replace(COLLECTIVE, **terms)).broken}

    assert broken(collective(1000), legal_reserve_rate=Fraction(1, 10)) == {"legal_reserve", "reserves_in_all"}
    assert broken(collective(1000), statutory_reserve=Fraction(2, 5)) == {"statutory_reserve", "reserves_in_all"}
    much = {"interest": Fraction(1, 2), "interest_maximum": Fraction(1, 2)}
    assert broken(collective(1000, 500), **much) == {"interest_without_subsidies"}
    assert broken(collective(1000), interest=Fraction(1, 5)) == {"interest_of_statutes"}
    assert broken(collective(10**6), interest_rate_maximum=Fraction(1, 10)) == {"interest_rate"}


def test_a_full_legal_reserve_leaves_half_to_the_statutory_one() -> None:
    """Where the statutes end the legal reserve, half of the whole is still the statutory reserve's."""
    parts = split_collective_surplus(collective(1000, gap=0), COLLECTIVE).parts
    assert (parts["legal_reserve"], parts["statutory_reserve"]) == (0, 500)
    parts = split_collective_surplus(collective(1000, gap=20), COLLECTIVE).parts
    assert (parts["legal_reserve"], parts["statutory_reserve"]) == (20, 490)


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.fractions(0, Fraction(1, 10), max_denominator=50))
def test_a_lawful_collective_split_keeps_every_inequality(surplus: int, subsidies: int, interest: Fraction) -> None:
    """The inequalities of article 19 nonies hold to the fraction of a cent, computed here once more."""
    split = split_collective_surplus(collective(surplus, subsidies), replace(COLLECTIVE, interest=interest))
    parts = split.parts
    assert not split.broken and sum(parts.values()) == surplus and min(parts.values()) >= 0
    assert 100 * parts["legal_reserve"] >= 15 * surplus
    assert 2 * parts["statutory_reserve"] >= surplus - parts["legal_reserve"]
    assert 1000 * (parts["legal_reserve"] + parts["statutory_reserve"]) >= 575 * surplus
    assert parts["interest"] <= interest * max(0, surplus - subsidies)


@pytest.mark.parametrize("full", [False, True])
def test_every_tiny_surplus_is_split_lawfully(full: bool) -> None:
    """From 1 to 1,000 cents each regime finds a lawful split; rounding leans to the reserves, nobody else.

    By the letter, one and two cents of a worker cooperative are too few for legal reserve, development fund and
    labour share: they stay in the reserves.
    """
    coopaname = replace(
        THIRDS, reserves=Fraction(13, 20), labour_share=Fraction(1, 4), interest=Fraction(1, 10),
        fixed={"reserves": Fraction(13, 20), "labour_share": Fraction(1, 4), "interest": Fraction(1, 10)},
        articles=SAID_OF_WORKERS,
    )  # fmt: skip
    for surplus in range(1, 1001):
        for terms in (THIRDS, coopaname):
            split = split_worker_surplus(books(surplus, 10 if full else 0, 10 if full else 10**9), terms)
            assert not split.broken, (surplus, split.broken)
            assert sum(split.parts.values()) == surplus and min(split.parts.values()) >= 0
            if surplus >= 3:
                assert 4 * split.parts["labour_share"] >= surplus and split.parts["development_fund"] >= 1
            else:
                assert split.parts["labour_share"] <= surplus - 1 and split.parts["interest"] == 0
        bought = {"m": 600, "n": 300}
        assert not split_consumer_surplus(shop(surplus, 0, 1000 if full else 0, **bought), CONSUMER).broken
        assert not split_collective_surplus(collective(surplus, gap=0 if full else None), COLLECTIVE).broken


def test_rounding_repairs_no_unlawful_proposal() -> None:
    """Reserves of exactly the legal reserve leave no development fund, and no cent is moved to make one."""
    terms = replace(THIRDS, reserves=Fraction(15, 100), labour_share=Fraction(7, 10), interest=Fraction(15, 100))
    assert [one.rule for one in split_worker_surplus(books(9000000), terms).broken] == ["development_fund"]


def test_losses_are_covered_oldest_first_and_the_rest_is_carried() -> None:
    """A reserve of 50 covers 30 brought forward and 20 of the year's loss; 80 of it are carried forward."""
    cover = cover_losses({"129": 100, "119": 30}, {"1068": 60}, {"1068": 50}, ("law", "law"), brought_forward="119")
    assert (cover.reduced, cover.carried) == ({"119": 30, "129": 20}, 80)
    assert all(one.holds for one in cover.limits)
    more = cover_losses({"129": 10}, {"1068": 5}, {"1068": 20}, ("law", "law"), brought_forward="119")
    assert [one.rule for one in more.limits if not one.holds] == ["within_losses", "within_1068"]
