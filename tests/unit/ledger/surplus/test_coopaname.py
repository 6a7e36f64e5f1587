"""A cooperative of some size: everybody's part by plain fractions, listed page by page."""

from __future__ import annotations

import random
from fractions import Fraction

from services.commons.money import Money
from services.ledger.proof.check import check
from tests.unit.ledger.books import members, pay_roll, refused
from tests.unit.ledger.surplus.cooperatives import OpenHouse, allocate, earn, hold

PEOPLE = 24


def largest_remainder(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Share out by the textbook: floors first, then a cent each to the largest fractions, ties by id."""
    whole = sum(weights.values())
    quotas = {who: Fraction(total * weight, whole) for who, weight in weights.items()}
    shares = {who: int(quota) for who, quota in quotas.items()}
    order = sorted(quotas, key=lambda who: (-(quotas[who] - int(quotas[who])), who))
    for who in order[: total - sum(shares.values())]:
        shares[who] += 1
    return {who: share for who, share in shares.items() if weights[who]}


def test_coopaname_shares_a_quarter_by_salary_and_a_tenth_by_capital(house: OpenHouse) -> None:
    """Of EUR 12,345.67: 65 % to the reserves, 25 % by salary, 10 % by capital, each cent where plain fractions put it.
    """
    coopaname = house("coopaname", overrides={"statutes.economy.surplus.interest_rate_maximum": None})
    chance = random.Random(1844)
    wages, capital = {}, {}
    for name in members(coopaname, PEOPLE):
        wages[name] = chance.randrange(800_000, 3_500_000)
        pay_roll(coopaname, name, str(Money(wages[name])))
        if chance.random() < 0.4:
            count, day = chance.randrange(1, 40), chance.choice(["2024-03-01", "2025-04-16", "2025-12-31"])
            hold(coopaname, name, count, day, 15)
            days = {"2024-03-01": 365, "2025-04-16": 260, "2025-12-31": 1}[day]
            capital[name] = count * 1500 * days
    earn(coopaname, "12345.67", account="706")
    proposal = allocate(coopaname)
    parts = {name: Money.parse(part["amount"]).minor for name, part in proposal["parts"].items()}
    assert parts["labour_share"] == 308642 and parts["interest"] == 123456  # up from …641.75, down from …456.7
    assert parts["legal_reserve"] + parts["development_fund"] == 1234567 - 308642 - 123456
    labour = {one["person_id"]: Money.parse(one["amount"]["amount"]).minor for one in proposal["employees"]}
    interest = {one["member_id"]: Money.parse(one["amount"]["amount"]).minor for one in proposal["interest"]}
    assert labour == largest_remainder(308642, wages)
    assert interest == largest_remainder(123456, capital)
    assert proposal["persons"] == {"labour_share": PEOPLE, "interest": len(capital), "refunds": 0, "gifts": 0}
    listed, cursor = [], None
    while True:
        query = {"part": "labour_share", "limit": "25"} | ({"cursor": cursor} if cursor else {})
        page = coopaname.ledger.do("list_surplus_persons", proposal_id=proposal["id"], query=query)
        listed += page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [(one["auxiliary"], one["amount"]) for one in listed] == [
        (one["person_id"], one["amount"]) for one in proposal["employees"]
    ]
    bad = refused(coopaname, "list_surplus_persons", proposal_id=proposal["id"], query={"cursor": "-1"})
    assert bad.code == "invalid_cursor"
    allocations = coopaname.ledger.do("list_surplus_allocations")["data"]
    assert [(one["year"], one["resolution_id"]) for one in allocations] == [(2025, "res_s2025")]
    assert allocations[0]["entry"] == allocations[0]["last_entry"]
    assert check(coopaname.ledger.database).holds
