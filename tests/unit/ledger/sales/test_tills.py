"""Closings of tills become entries, once; a wrong one is corrected by another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.house import House
from tests.unit.ledger.books import balance, eur, members, refused

OpenHouse = Callable[..., House]


def closing(external_id: str = "z-1", **given: Any) -> dict[str, Any]:
    """Write the closing of till r1: 155.50 sold, of which 60 in cash."""
    return {
        "external_id": external_id, "register": "r1", "date": "2026-02-27",
        "takings": [
            {"means": "cash", "amount": eur("60.00")}, {"means": "card", "amount": eur("75.50")},
            {"means": "cheque", "amount": eur("20.00")},
        ],
        "turnover": [
            {"rate": "0.055", "net": eur("100.00"), "vat": eur("5.50")},
            {"rate": "0.2", "net": eur("41.67"), "vat": eur("8.33")},
        ],
        **given,
    }  # fmt: skip


def entries(house: House) -> list[dict[str, Any]]:
    """Return the journal."""
    return list(house.ledger.do("list_entries")["data"])


def test_a_closing_becomes_one_balanced_entry(house: OpenHouse) -> None:
    """Takings are debited to treasury, turnover and VAT are credited, under the axes of the till."""
    alpar = house("alpar")
    shown = alpar.ledger.do("close_till", body=closing(working_group="distribution"))
    assert (shown["taken"], shown["sold"], shown["vat"]) == (eur("155.50"), eur("155.50"), eur("13.83"))
    (entry,) = entries(alpar)
    assert (entry["journal"], entry["date"], entry["id"]) == ("sales", "2026-02-27", shown["entry"])
    told = [(one["account"], (one["debit"] or one["credit"])["amount"], one["working_group"]) for one in entry["lines"]]
    assert told == [
        ("531", "60.00", None), ("5115", "75.50", None), ("5112", "20.00", None), ("707", "100.00", "distribution"),
        ("44571", "5.50", None), ("707", "41.67", "distribution"), ("44571", "8.33", None),
    ]  # fmt: skip
    assert alpar.ledger.do("get_till_closing", closing_id=shown["id"]) == shown
    query = {"register": "r1", "from": "2026-02-27", "to": "2026-02-27"}
    assert alpar.ledger.do("list_till_closings", query=query)["data"] == [shown]
    assert refused(alpar, "get_till_closing", closing_id="til_x").code == "unknown_till_closing"


def test_a_cash_difference_is_said_and_booked(house: OpenHouse) -> None:
    """What is short is an expense, what is too much an income; one that is not said refuses the closing."""
    alpar = house("alpar")
    short = closing(takings=[{"means": "cash", "amount": eur("155.00")}])
    assert refused(alpar, "close_till", body=short).code == "till_unbalanced"
    alpar.ledger.do("close_till", body={**short, "cash_difference": eur("-0.50")})
    more = closing("z-2", takings=[{"means": "cash", "amount": eur("157.00")}], cash_difference=eur("1.50"))
    alpar.ledger.do("close_till", body=more)
    assert (balance(alpar, "658"), balance(alpar, "758")) == ("0.50", "-1.50")


def test_the_same_closing_is_taken_once(house: OpenHouse) -> None:
    """Sent again, by many at the same moment too, it is answered alike and booked once; another is refused."""
    alpar = house("alpar")
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: alpar.ledger.do("close_till", body=closing()), range(3)))
    assert answers[0] == answers[1] == answers[2] and len(entries(alpar)) == 1
    other = closing(establishment="E1")
    assert refused(alpar, "close_till", body=other).code == "till_closing_differs"


def test_a_wrong_closing_is_corrected_by_another_once(house: OpenHouse) -> None:
    """The first entry is undone by a linked one and the right closing booked."""
    alpar = house("alpar")
    first = alpar.ledger.do("close_till", body=closing())
    right = closing("z-2", corrects=first["id"], takings=[{"means": "card", "amount": eur("155.50")}])
    second = alpar.ledger.do("close_till", body=right)
    _, undoing, booked = entries(alpar)
    assert (undoing["reverses"], undoing["id"], booked["id"]) == (first["entry"], second["undone_by"], second["entry"])
    assert (balance(alpar, "531"), balance(alpar, "5115"), balance(alpar, "707")) == ("0.00", "155.50", "-141.67")
    assert alpar.ledger.do("get_till_closing", closing_id=first["id"])["corrected_by"] == second["id"]
    assert alpar.ledger.do("close_till", body=right) == second
    third = closing("z-3", corrects=first["id"])
    assert refused(alpar, "close_till", body=third).code == "till_closing_corrected"
    assert refused(alpar, "close_till", body={**third, "corrects": "til_x"}).code == "unknown_till_closing"


def test_a_closing_is_compared_with_the_recorded_sales(house: OpenHouse) -> None:
    """The difference is shown; beyond the bylaws' tolerance, with the day's other sessions, it is refused."""
    alpar = house("alpar", overrides={"bylaws.sales.till_tolerance": "2.00"})
    sale = {"external_id": "s", "date": "2026-02-27", "register": "r1", "amount": eur("310.00")}
    alpar.ledger.do("record_sale", body=sale)
    refusal = refused(alpar, "close_till", body=closing())
    assert refusal.code == "till_differs_from_sales" and "sales.till_tolerance" in str(refusal.article)
    alpar.ledger.do("record_sale", body={**sale, "external_id": "r", "amount": eur("-155.00")})
    shown = alpar.ledger.do("close_till", body=closing())
    assert shown["recorded_sales"] == {"count": 2, "total": eur("155.00"), "difference": eur("0.50")}
    alpar.ledger.do("record_sale", body={**sale, "external_id": "s2", "amount": eur("154.50")})
    alpar.ledger.do("close_till", body=closing("z-2"))
    corrected = closing("z-3", corrects=shown["id"])
    assert alpar.ledger.do("close_till", body=corrected)["corrects"] == shown["id"]


def test_what_is_put_on_a_members_account_names_the_member(house: OpenHouse) -> None:
    """The member owes it, under the member's own auxiliary; unknown rates and misadded VAT are refused."""
    alpar = house("alpar")
    members(alpar, 1)
    on_account = {"means": "member_account", "amount": eur("155.50")}
    assert refused(alpar, "close_till", body=closing(takings=[on_account])).code == "till_without_auxiliary"
    alpar.ledger.do("close_till", body=closing(takings=[{**on_account, "auxiliary": "mbr_001"}]))
    assert [(one["account"], one["auxiliary"]) for one in entries(alpar)[0]["lines"]][0] == ("411", "mbr_001")
    wrong = [{"rate": "0.196", "net": eur("130.02"), "vat": eur("25.48")}]
    assert refused(alpar, "close_till", body=closing("z-2", turnover=wrong)).code == "unknown_vat_rate"
    wrong = [{"rate": "0.2", "net": eur("150.00"), "vat": eur("5.50")}]
    assert refused(alpar, "close_till", body=closing("z-2", turnover=wrong)).code == "vat_lines_differ"
    dollars = [{"means": "cash", "amount": {"amount": "155.50", "currency": "USD"}}]
    assert refused(alpar, "close_till", body=closing("z-2", takings=dollars)).code == "sale_in_wrong_currency"
