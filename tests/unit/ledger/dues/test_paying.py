"""Dues are paid in parts, never beyond what is owed, waived with a reason, and corrected once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from tests.unit.ledger.banking.test_proof import tamper
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.dues.called import OpenHouse, call, dues, federation
from tests.unit.ledger.funding.money import accounts


def test_dues_are_paid_in_parts_and_not_beyond(house: OpenHouse) -> None:
    """D 512 / C 467 with the member; more than is owed is refused and leaves nothing."""
    union = federation(house, members=2, partners=0)
    call(union)
    first, _ = dues(union)
    part = union.ledger.do("pay_dues", dues_id=first["id"], body={"amount": eur("200.00"), "reference": "CHQ 7"})
    assert (part["paid"], part["outstanding"]) == (eur("200.00"), eur("300.00"))
    (movement,) = part["movements"]
    assert movement["reference"] == "CHQ 7" and accounts(union, movement["entry"]) == [
        ("512", "200.00"), ("467", "-200.00")
    ]  # fmt: skip
    too_much = refused(union, "pay_dues", dues_id=first["id"], body={"amount": eur("300.01")})
    assert too_much.code == "dues_overpaid" and "300.00" in too_much.detail
    dollars = {"amount": {"amount": "1.00", "currency": "USD"}}
    assert refused(union, "pay_dues", dues_id=first["id"], body=dollars).code == "wrong_currency"
    assert refused(union, "pay_dues", dues_id="due_x", body={"amount": eur("1.00")}).code == "unknown_dues"
    union.ledger.do("pay_dues", dues_id=first["id"], body={"amount": eur("300.00")})
    assert [one["member_id"] for one in dues(union, open="true")] == ["mbr_002"]
    assert [one["member_id"] for one in dues(union, open="false")] == ["mbr_001"]
    assert balance(union, "467") == "500.00" and check(union.ledger.database).holds


def test_what_is_unpaid_is_waived_with_a_reason(house: OpenHouse) -> None:
    """The income is taken back for what was not paid; nothing is left to waive, and nobody is called again."""
    union = federation(house, members=1, partners=0)
    call(union)
    (owed,) = dues(union)
    union.ledger.do("pay_dues", dues_id=owed["id"], body={"amount": eur("120.00")})
    waived = union.ledger.do("waive_dues", dues_id=owed["id"], body={"reason": "In liquidation"})
    assert (waived["waived"], waived["outstanding"]) == (eur("380.00"), eur("0.00"))
    assert waived["movements"][1]["reason"] == "In liquidation"
    assert [balance(union, one) for one in ("467", "758")] == ["0.00", "-120.00"]
    again = {"dues_id": owed["id"], "body": {"reason": "Again"}}
    assert refused(union, "waive_dues", **again).code == "dues_settled"
    assert refused(union, "call_dues", body={"year": 2026}).code == "no_dues_to_call"
    assert check(union.ledger.database).holds


def test_a_mistake_is_corrected_once(house: OpenHouse) -> None:
    """The counter-entry is linked and not before what it undoes; what was paid or waived is owed again."""
    union = federation(house, members=1, partners=0)
    call(union)
    (owed,) = dues(union)
    paid = union.ledger.do("pay_dues", dues_id=owed["id"], body={"amount": eur("120.00")})["movements"][0]
    waived = union.ledger.do("waive_dues", dues_id=owed["id"], body={"reason": "Slip"})["movements"][1]
    for movement, left in ((waived, "380.00"), (paid, "500.00")):
        asked = {"dues_id": owed["id"], "body": {"movement": movement["id"], "day": "2026-02-01"}}
        corrected = union.ledger.do("correct_dues", **asked)
        assert corrected["outstanding"] == eur(left) and corrected["movements"][-1]["date"] == movement["date"]
        assert refused(union, "correct_dues", **asked).code == "dues_not_correctable"
    back = corrected["movements"][-1]
    assert (back["corrects"], back["amount"]) == (paid["id"], eur("-120.00"))
    assert union.ledger.do("get_entry", entry_id=back["entry"])["reverses"] == paid["entry"]
    assert [balance(union, one) for one in ("467", "512", "758")] == ["500.00", "0.00", "-500.00"]
    assert check(union.ledger.database).holds


def test_two_payments_at_once_do_not_pay_twice(house: OpenHouse) -> None:
    """The second finds the dues paid."""
    union = federation(house, members=1, partners=0)
    call(union)
    (owed,) = dues(union)

    def attempt(_: int) -> str:
        try:
            paid = union.ledger.do("pay_dues", dues_id=owed["id"], body={"amount": eur("400.00")})
            return str(paid["outstanding"]["amount"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["100.00", "dues_overpaid"]


def test_tampered_dues_are_found(house: OpenHouse) -> None:
    """A changed sum, member, call or movement is found by its row, until it is mended."""
    union = federation(house, members=2, partners=0)
    call(union)
    first, _ = dues(union)
    union.ledger.do("pay_dues", dues_id=first["id"], body={"amount": eur("200.00")})
    database, row = union.ledger.database, f"WHERE id = '{first['id']}'"
    assert check(database).holds
    for change, mend, found in (
        (f"UPDATE dues SET paid = 30000 {row}", f"UPDATE dues SET paid = 20000 {row}", "due_"),
        (f"UPDATE dues SET member_id = 'mbr_009' {row}", f"UPDATE dues SET member_id = 'mbr_001' {row}", "due_"),
        ("UPDATE dues_calls SET total = 1", "UPDATE dues_calls SET total = 100000", "duc_"),
        (f"UPDATE dues SET amount = 60000 {row}", f"UPDATE dues SET amount = 50000 {row}", "duc_"),
        ("UPDATE dues_movements SET amount = 100", "UPDATE dues_movements SET amount = 20000", "dum_"),
    ):
        tamper(database, change)
        assert any(one.row.startswith(found) for one in check(database).findings), change
        tamper(database, mend)
    assert check(database).holds


@pytest.mark.parametrize("table", ["dues_calls", "dues_movements"])
def test_calls_and_movements_never_change(house: OpenHouse, table: str) -> None:
    """The database refuses to change or delete them."""
    union = federation(house, members=1, partners=0)
    call(union)
    union.ledger.do("waive_dues", dues_id=dues(union)[0]["id"], body={"reason": "Test"})
    with pytest.raises(IntegrityError, match="never change"), union.ledger.database.transaction() as session:
        session.execute(text(f"DELETE FROM {table}"))
