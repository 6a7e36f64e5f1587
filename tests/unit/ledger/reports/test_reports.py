"""The trial balance agrees with the lines, and figures leave only where the statutes disclose them."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import accept, balance, entry, eur

OpenHouse = Callable[..., House]


def test_trial_balance_is_read_on_any_day(house: OpenHouse) -> None:
    """In the middle of a month, at its end, and across years, it is the sum of the lines until then."""
    alpar = house("alpar")
    posted = {"2025-12-31": "1.00", "2026-01-10": "10.00", "2026-01-20": "100.00", "2026-02-28": "1000.00"}
    for day, amount in posted.items():
        alpar.ledger.do("post_entry", body=entry("512", "741", amount, date=day))
    days = ("2025-12-30", "2026-01-15", "2026-01-31", "2026-02-27", "2026-02-28")
    found = [balance(alpar, "512", day) for day in days]
    assert found == ["0.00", "11.00", "111.00", "111.00", "1111.00"]
    whole = alpar.ledger.do("get_trial_balance")
    assert whole["debit"] == whole["credit"] == eur("1111.00") and whole["accounts"][0]["label"] == "Banques"


def test_only_disclosed_figures_are_published(house: OpenHouse) -> None:
    """Alpar's statutes disclose its capital, and not its turnover."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    made = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    alpar.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": eur("40.00")})
    alpar.ledger.do("post_entry", body=entry("512", "707", "500.00"))
    figures = alpar.ledger.do("list_ledger_figures")["published"]
    shown = {one["figure"]: (one["value"], one["disclosed"]) for one in figures}
    assert shown["capital.total"] == ("40.00", True) and shown["turnover.total"] == ("500.00", False)
    alpar.ledger.do("publish_ledger_figures")
    told = [one["data"] for one in alpar.ledger.told("ledger.disclosure.published.v1")]
    assert told == [{"figure": "capital.total", "value": "40.00", "unit": "EUR", "as_of": "2026-03-02"}]
