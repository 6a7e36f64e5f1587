"""What the database itself refuses, and what the check finds when somebody gets round it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import members, refused
from tests.unit.ledger.capital.shares import approve, buy, holds, leave, redeemable

OpenHouse = Callable[..., House]


IMPOSSIBLE = (
    "UPDATE share_subscriptions SET held = held - 11",
    "UPDATE share_subscriptions SET paid_up = called + 1",
    "UPDATE share_subscriptions SET held = 0 WHERE called > 0",
    "UPDATE share_movements SET amount = 1",
    "DELETE FROM share_movements",
    """INSERT INTO share_movements
       SELECT 99, 'mov_99', 'transfer_out', member_id, subscription_id, NULL, share_type, 1, unit_price, amount, 1,
              amount, amount, 0, signed_on, effective_on, reason, NULL, NULL, entry, recorded_at
         FROM share_movements WHERE number = 1""",
    "UPDATE share_redemptions SET paid = nominal + 1",
    "UPDATE share_redemptions SET cancelled_on = left_on",
    "UPDATE share_redemptions SET state = 'redeemed'",
    "UPDATE share_instalments SET paid = amount + 1",
)
TAMPERED = {
    "UPDATE share_subscriptions SET held = held - 1 WHERE held > 0": "subscriptions are what their movements say",
    "UPDATE share_redemptions SET nominal = nominal - 1": "redemptions are what their movements say",
    "UPDATE share_instalments SET amount = amount + 1 WHERE number = 2": "instalments come to what they repay",
    "UPDATE lines SET amount = 2 * amount WHERE account IN ('4567', '1013')":
        "accounts 1012, 1013, 4562 and 4567 are the register's",
}  # fmt: skip


def lived(house: OpenHouse) -> House:
    """Open alpine-aluminium with a holder, and one who left and is to be repaid by instalments."""
    alpine = house("alpine-aluminium")
    for name in members(alpine, 2):
        buy(alpine, name, 10)
    leave(alpine, "mbr_002", "2025-06-30")
    approve(alpine)
    redeemable(alpine, "mbr_002")
    return alpine


def test_the_database_refuses_what_cannot_be(house: OpenHouse) -> None:
    """Shares that are not held, more than is due, movements that change or give below nothing, double payment."""
    alpine = lived(house)
    for statement in IMPOSSIBLE:
        with pytest.raises(IntegrityError), alpine.ledger.database.transaction() as session:
            session.execute(text(statement))
    holds(alpine)


def test_the_check_names_what_was_tampered_with(house: OpenHouse) -> None:
    """Each row changed behind the service's back is found by the check."""
    alpine = lived(house)
    found_before: set[tuple[str, str]] = set()
    for statement, found in TAMPERED.items():
        with alpine.ledger.database.transaction() as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))  # without triggers
            session.execute(text(statement))
        now = {(one.check, str(one)) for one in check(alpine.ledger.database).findings}
        assert found in {name for name, _ in now - found_before}, statement
        found_before = now


def test_nobody_posts_to_the_registers_accounts_by_hand(house: OpenHouse) -> None:
    """What is to be repaid moves by the register alone, like the capital."""
    alpine = house("alpine-aluminium")
    members(alpine, 1)
    body = {"journal": "operations", "date": "2026-03-02", "label": "Repaid by hand", "lines": [
        {"account": "4567", "debit": {"amount": "1.00", "currency": "EUR"}, "auxiliary": "mbr_001"},
        {"account": "512", "credit": {"amount": "1.00", "currency": "EUR"}},
    ]}  # fmt: skip
    assert refused(alpine, "post_entry", body=body).code == "account_kept_by_register"
