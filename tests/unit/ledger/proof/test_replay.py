"""The replay compares stored figures with the entries, before any of them is chained."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, entry, eur
from tests.unit.ledger.proof.tampering import findings, tampered

OpenHouse = Callable[..., House]

TAMPERED = [
    ("UPDATE lines SET amount = amount + 1 WHERE entry = 2 AND number = 1", "ent_2"),
    ("UPDATE lines SET account = '531' WHERE entry = 3 AND number = 1", "balance of 512"),
    ("UPDATE lines SET amount = amount * 2 WHERE entry = 3", "balance of 512"),
    ("DELETE FROM entries WHERE seq = 2", "ent_2 line 1"),
    ("UPDATE entries SET number = 9 WHERE seq = 3", "ent_3"),
    ("UPDATE entries SET day = '2024-01-01' WHERE seq = 2", "ent_2"),
    ("UPDATE balances SET debit = debit + 5 WHERE account = '512'", "balance of 512"),
    ("UPDATE journal_counters SET last = 7 WHERE journal = 'operations'", "operations 2026"),
    ("UPDATE share_subscriptions SET paid = 5000", "sub_"),
    ("UPDATE share_movements SET amount = 1, paid = 1 WHERE number = 2", "movement 2"),
    ("UPDATE share_movements SET effective_on = '2020-01-01' WHERE number = 2", "movement 2"),
    ("DELETE FROM share_movements WHERE number = 1", "movement 2"),
]


def test_a_tampered_row_is_found_and_named(house: OpenHouse) -> None:
    """Whoever gets round the triggers and changes a row is found out by the replay."""
    alpar = house("alpar")
    for _ in range(3):
        alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    accept(alpar, "mbr_1")
    made = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    alpar.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": eur("40.00")})
    database = alpar.ledger.database
    for change, row in TAMPERED:
        assert check(database).holds
        with tampered(database, change):
            found = findings(database)
        assert any(one.startswith(row) for one in found.values()), (change, found)


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
