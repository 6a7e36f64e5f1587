"""The trial balance agrees with the lines, figures leave only where disclosed, and the check finds what was touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from services.ledger.reports.check import check
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


TAMPERED = [
    ("UPDATE lines SET amount = amount + 1 WHERE entry = 2 AND number = 1", "ent_2"),
    ("UPDATE lines SET account = '531' WHERE entry = 3 AND number = 1", "balance of 512"),
    ("UPDATE lines SET amount = amount * 2 WHERE entry = 3", "balance of 512"),
    ("DELETE FROM entries WHERE seq = 2", "ent_2 line 1"),
    ("UPDATE entries SET number = 9 WHERE seq = 3", "ent_3"),
    ("UPDATE entries SET day = '2024-01-01' WHERE seq = 2", "ent_2"),
    ("UPDATE balances SET debit = debit + 5 WHERE account = '512'", "balance of 512"),
    ("UPDATE journal_counters SET last = 7 WHERE journal = 'operations'", "operations 2026"),
    ("UPDATE share_subscriptions SET paid = 0", "sub_"),
    ("UPDATE share_movements SET amount = 1 WHERE number = 2", "movement 2"),
    ("UPDATE share_movements SET effective_on = '2020-01-01' WHERE number = 2", "movement 2"),
    ("DELETE FROM share_movements WHERE number = 1", "movement 2"),
]


@pytest.mark.parametrize(("tampering", "row"), TAMPERED)
def test_a_tampered_row_is_found_and_named(house: OpenHouse, tampering: str, row: str) -> None:
    """Whoever gets round the triggers and changes a row is found out by the replay."""
    alpar = house("alpar")
    for _ in range(3):
        alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    accept(alpar, "mbr_1")
    made = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    alpar.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": eur("40.00")})
    assert check(alpar.ledger.database).holds
    with alpar.ledger.database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(tampering))
    report = check(alpar.ledger.database)
    assert any(finding.row.startswith(row) for finding in report.findings), report.findings


def test_a_reversal_that_does_more_is_found(house: OpenHouse) -> None:
    """A counter-entry that moves other accounts besides is no mirror of its entry."""
    alpar = house("alpar")
    first = alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    alpar.ledger.do("reverse_entry", entry_id=first["id"], body={})
    with alpar.ledger.database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        more = "INSERT INTO lines (entry, number, account, amount) VALUES (2, 3, '531', 5), (2, 4, '606', -5)"
        session.execute(text(more))
    found = {finding.check for finding in check(alpar.ledger.database).findings}
    assert "a reversal mirrors its entry" in found


def test_a_result_that_was_rewritten_is_found(house: OpenHouse) -> None:
    """The result of a drawn-up year, from which a surplus is taken, is what its entries come to."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "10.00", date="2025-06-01"))
    alpar.ledger.do("draw_up_accounts", year="2025")
    with alpar.ledger.database.transaction() as session:
        session.execute(text("UPDATE fiscal_years SET result = 5000"))
    assert [finding.row for finding in check(alpar.ledger.database).findings] == ["fiscal year 2025"]


def test_a_closed_year_that_changed_is_found(house: OpenHouse) -> None:
    """An entry slipped into a drawn-up year no longer agrees with the digest taken then."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "10.00", date="2025-06-01"))
    alpar.ledger.do("draw_up_accounts", year="2025")
    assert check(alpar.ledger.database).holds
    with alpar.ledger.database.transaction() as session:
        session.execute(text("UPDATE fiscal_years SET state = 'open'"))
    alpar.ledger.do("post_entry", body=entry("512", "741", "10.00", date="2025-06-01"))
    with alpar.ledger.database.transaction() as session:
        session.execute(text("UPDATE fiscal_years SET state = 'drawn_up'"))
    assert [finding.row for finding in check(alpar.ledger.database).findings] == ["fiscal year 2025"]
