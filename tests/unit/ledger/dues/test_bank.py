"""Dues pass through the bank: paid by their reference, collected under mandates, open again when money comes back."""

from __future__ import annotations

from datetime import date

from services.ledger.proof.check import check
from tests.fixtures.bank.writing import Written
from tests.unit.ledger.banking.desk import CREDITOR, OTHER_IBAN, agreed, open_account, receive, reference_of
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.dues.called import OpenHouse, call, dues, federation


def test_a_transfer_with_the_reference_pays_and_unmatched_it_is_owed_again(house: OpenHouse) -> None:
    """The reference that a payer is asked to write settles the dues; undone, the statement is explained still."""
    union = federation(house, members=2, partners=0)
    account = open_account(union, automatic="strong")
    call(union)
    first, second = dues(union)
    (line,) = receive(union, Written(date(2026, 3, 2), 20000, f"VIR {reference_of(union, first['id'])}"))
    assert line["state"] == "matched" and line["matches"][0]["item_kind"] == "dues"
    assert dues(union)[0]["outstanding"] == eur("300.00") and agreed(union, account)["reconciled"]
    union.ledger.do("unmatch_bank_line", line_id=line["id"], body={})
    assert dues(union)[0]["outstanding"] == eur("500.00") and balance(union, "467") == "1000.00"
    part = {"items": [{"kind": "dues", "id": second["id"], "amount": eur("200.00")}]}
    union.ledger.do("match_bank_line", line_id=line["id"], body=part)
    shown = union.ledger.do("list_open_items", query={"kind": "dues"})["data"]
    assert {one["id"]: one["outstanding"]["amount"] for one in shown} == {first["id"]: "500.00", second["id"]: "300.00"}
    assert {one["due_on"] for one in shown} == {"2026-04-01"}
    assert check(union.ledger.database).holds and agreed(union, account)["reconciled"]


def test_a_payment_corrected_by_hand_is_not_undone_again_by_its_line(house: OpenHouse) -> None:
    """The line says so instead of posting a second counter-entry."""
    union = federation(house, members=1, partners=0)
    open_account(union)
    call(union)
    (owed,) = dues(union)
    (line,) = receive(union, Written(date(2026, 3, 2), 50000, f"VIR {owed['id']}"))
    (paid,) = dues(union)[0]["movements"]
    union.ledger.do("correct_dues", dues_id=owed["id"], body={"movement": paid["id"]})
    assert refused(union, "unmatch_bank_line", line_id=line["id"], body={}).code == "dues_not_correctable"


def test_dues_are_collected_under_mandates_when_they_are_due(house: OpenHouse) -> None:
    """Who gave a mandate is debited what is open; a debit that comes back opens the dues again."""
    union = federation(house, members=2, partners=0)
    account = open_account(union, creditor_identifier=CREDITOR, second_person=False)
    mandate = {"auxiliary": "mbr_001", "reference": "DUES-1", "signed_on": "2026-01-10", "iban": OTHER_IBAN,
               "name": "Cooperative 1"}  # fmt: skip
    union.ledger.do("record_mandate", body=mandate)
    call(union)
    first = dues(union)[0]
    union.ledger.do("pay_dues", dues_id=first["id"], body={"amount": eur("50.00")})
    asked = {"kind": "direct_debit", "bank_account": account, "kinds": ["dues"]}
    early = refused(union, "make_payment_order", body={**asked, "execution_on": "2026-03-31"})
    assert early.code == "nothing_to_order"
    made = union.ledger.do("make_payment_order", body={**asked, "execution_on": "2026-04-01"})
    assert [(one["item_id"], one["amount"], one["sequence"]) for one in made["items"]] == [
        (first["id"], eur("450.00"), "FRST")
    ]  # fmt: skip
    union.ledger.do("approve_payment_order", order_id=made["id"])
    union.clock.advance(days=40)
    named = made["items"][0]["end_to_end"]
    receive(union, Written(date(2026, 4, 1), 45000, "PRLV", end_to_end=named))
    assert dues(union)[0]["outstanding"] == eur("0.00")
    back = Written(date(2026, 4, 7), -45000, "IMPAYE PRLV", end_to_end=named, returned="AM04")
    assert receive(union, back, opening=45000)[-1]["matches"][0]["kind"] == "return"
    assert dues(union)[0]["outstanding"] == eur("450.00") and dues(union)[0]["movements"][-1]["date"] == "2026-04-07"
    assert check(union.ledger.database).holds
