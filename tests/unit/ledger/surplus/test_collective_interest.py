"""A cooperative of collective interest, and gifts to causes: from the books to what is posted."""

from __future__ import annotations

from typing import Any

from deploy.cooperatives import load_cooperative, load_law
from services.ledger.proof.check import check
from services.membership.statutes.document import findings_on_form
from services.membership.statutes.document.statutes import StatutesDocument
from services.membership.statutes.rules import findings_in_statutes, findings_on_law, law_on
from tests.house import House
from tests.unit.ledger.books import balance, eur, members, refused
from tests.unit.ledger.surplus.cooperatives import COLLECTIVE_INTEREST, OpenHouse, allocate, drawn_up, earn, hold

COLLEGES = [
    {"slug": "workers", "name": "Workers", "weight": "1/3"}, {"slug": "users", "name": "Users", "weight": "1/3"},
    {"slug": "partners", "name": "Partners", "weight": "1/3"},
]  # fmt: skip


def collective(house: OpenHouse, **overrides: Any) -> House:
    """Open a cooperative of collective interest with two members, EUR 60,000 earned and EUR 40,000 of subsidies."""
    open_house = house("alpar", overrides={
        **COLLECTIVE_INTEREST, **{f"statutes.economy.surplus.{name}": value for name, value in overrides.items()},
    })  # fmt: skip
    for name in members(open_house, 2):
        hold(open_house, name, 1000, "2024-06-01", 100)
    earn(open_house, "60000.00", account="706")
    earn(open_house, "40000.00", account="741")
    return open_house


def test_the_statutes_of_a_collective_interest_are_accepted() -> None:
    """The document that these tests use is one that statutes may be: of right form, consistent and lawful."""
    document = load_cooperative("alpar").statutes
    document["identity"]["regime"] = "scic"
    document["economy"]["surplus"] = COLLECTIVE_INTEREST["statutes.economy.surplus"]
    document["membership"]["colleges"] = COLLEGES
    document["articles"] = {path: said for path, said in document["articles"].items() if "surplus." not in path}
    assert findings_on_form(StatutesDocument(), document) == []
    assert findings_in_statutes(document) == [] and findings_on_law(document, law_on(load_law(), "2026-01-01")) == []


def test_reserves_take_57_percent_and_a_half_and_subsidies_bear_no_interest(house: OpenHouse) -> None:
    """Of EUR 100,000: 15,000 and 42,500 to the reserves; a tenth of 60,000 as interest, not of 100,000."""
    open_house = collective(house)
    drawn_up(open_house)
    shown = open_house.ledger.do("simulate_surplus", query={"year": "2025"})
    parts = {name: part["amount"] for name, part in shown["parts"].items()}
    assert parts == {"legal_reserve": "15000.00", "statutory_reserve": "42500.00", "interest": "6000.00",
                     "community": "0.00", "other_reserves": "36500.00"}  # fmt: skip
    limits = {one["rule"]: one for one in shown["limits"]}
    assert limits["reserves_in_all"]["bound"] == eur("57500.00")
    assert limits["statutory_reserve"]["source"] == "Law 47-1775, article 19 nonies"
    # What the same rules would leave of 60,000.
    assert limits["interest_without_subsidies"]["bound"] == eur("25500.00")
    assert limits["interest_rate"]["bound"] == eur("10000.00")
    assert all(one["holds"] for one in shown["limits"]) and shown["employees"] == []
    for part in ("labour_share", "refunds", "reserves"):
        refusal = refused(open_house, "propose_surplus", body={"year": 2025, "parameters": {part: "1/10"}})
        assert (refusal.code, refusal.values["part"]) == ("part_not_offered", part)
    less = refused(open_house, "propose_surplus", body={"year": 2025, "parameters": {"statutory_reserve": "2/5"}})
    assert less.values["rule"] == "statutory_reserve" and less.article == "Law 47-1775, article 19 nonies"
    assert len(less.errors) == 2
    over = refused(open_house, "propose_surplus", body={"year": 2025, "parameters": {"statutory_reserve": "11/10"}})
    assert over.code == "parts_exceed_surplus"


def test_what_is_adopted_is_posted_with_gifts_to_causes(house: OpenHouse) -> None:
    """Principle 7: a twentieth goes to two causes, two parts to one; nobody else may be paid out of it."""
    open_house = collective(house)
    for cause in ("food-bank", "school"):
        open_house.ledger.do("add_auxiliary", body={"id": cause, "kind": "supplier"})
    drawn = drawn_up(open_house)
    open_house.ledger.do("withdraw_accounts", year="2025", body={"reason": "To be drawn up again"})
    assert drawn["id"]
    causes = [{"auxiliary": "food-bank", "weight": "2"}, {"auxiliary": "school"}]
    proposal = allocate(open_house, parameters={"community": "1/20"}, causes=causes)
    assert [(one["auxiliary"], one["amount"]["amount"]) for one in proposal["gifts"]] == [
        ("food-bank", "3333.33"), ("school", "1666.67")
    ]  # fmt: skip
    booked = [balance(open_house, account) for account in ("120", "1061", "1063", "1068", "457", "467")]
    assert booked == ["0.00", "-15000.00", "-42500.00", "-31500.00", "-6000.00", "-5000.00"]
    statement = open_house.ledger.do("get_surplus_statement", year="2025", person_id="school")
    assert [(one["part"], one["share"]) for one in statement["parts"]] == [("gift", "1/3")]
    assert check(open_house.ledger.database).holds


def test_gifts_need_a_cause_and_the_statutes(house: OpenHouse) -> None:
    """More than the statutes say, nobody named, nobody known, and a worker cooperative: each is refused by name."""
    open_house = collective(house)
    open_house.ledger.do("add_auxiliary", body={"id": "school", "kind": "supplier"})
    drawn_up(open_house)

    def refusal(community: str, *causes: dict[str, str]) -> Any:
        body = {"year": 2025, "parameters": {"community": community}, "causes": list(causes)}
        return refused(open_house, "propose_surplus", body=body)

    more = refusal("1/10", {"auxiliary": "school"})
    assert more.values["rule"] == "community" and "economy.surplus.community" in str(more.article)
    assert refusal("1/20").code == "nobody_to_share"
    assert refusal("1/20", {"auxiliary": "nobody"}).code == "unknown_auxiliary"
    assert refusal("1/20", {"auxiliary": "school", "weight": "-1"}).code == "parts_exceed_surplus"


def test_the_legal_reserve_ends_where_the_statutes_say(house: OpenHouse) -> None:
    """Up to the highest capital, or until all reserves reach the capital; without a word it goes on for ever."""
    for until, legal in (("highest_capital", "15000.00"), ("capital", "15000.00")):
        open_house = collective(house, legal_reserve_until=until)
        drawn_up(open_house)
        shown = open_house.ledger.do("simulate_surplus", query={"year": "2025"})
        assert shown["parts"]["legal_reserve"]["amount"] == legal
    full = collective(house, legal_reserve_until="capital")
    reserves = {"journal": "opening", "date": "2025-01-01", "label": "Old reserves", "lines": [
        {"account": "512", "debit": eur("200000.00")}, {"account": "1068", "credit": eur("200000.00")},
    ]}  # fmt: skip
    full.ledger.do("post_entry", body=reserves)
    drawn_up(full)
    parts = full.ledger.do("simulate_surplus", query={"year": "2025"})["parts"]
    assert (parts["legal_reserve"]["amount"], parts["statutory_reserve"]["amount"]) == ("0.00", "50000.00")
