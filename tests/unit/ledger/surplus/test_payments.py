"""What was allocated is paid, in parts or whole, never beyond what is owed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from services.ledger.surplus.payables import payable_items
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.surplus.cooperatives import OpenHouse, allocate, worker_books


def test_what_is_owed_is_listed_and_paid_down_to_nothing(house: OpenHouse) -> None:
    """Three labour shares and four interests are owed; a payment lowers its own item, and the last cent ends it."""
    alpine = worker_books(house)
    assert alpine.ledger.do("list_surplus_payables")["data"] == []
    allocate(alpine)
    listed = alpine.ledger.do("list_surplus_payables")["data"]
    assert [(one["id"], one["amount"]["amount"]) for one in listed] == [
        ("labour_share/mbr_001", "12500.00"), ("labour_share/mbr_002", "10000.00"), ("labour_share/per_9", "7500.00"),
        *[(f"interest/mbr_00{number}", "7500.00") for number in (1, 2, 3, 4)],
    ]  # fmt: skip
    with alpine.ledger.database.reading() as session:
        items = payable_items(session)
    assert [(one.id, one.kind, one.auxiliary, str(one.amount)) for one in items] == [
        (one["id"], one["kind"], one["auxiliary"], one["amount"]["amount"]) for one in listed
    ]
    paging = alpine.ledger.do("list_surplus_payables", query={"limit": "5"})
    rest = alpine.ledger.do("list_surplus_payables", query={"cursor": paging["next_cursor"]})
    assert paging["data"] + rest["data"] == listed
    payment = {"kind": "labour_share", "auxiliary": "per_9", "amount": eur("7000.00"), "reference": "SEPA-1"}
    paid = alpine.ledger.do("pay_surplus", body=payment)
    assert paid["left"] == eur("500.00")
    booked = alpine.ledger.do("get_entry", entry_id=paid["entry"])
    assert [(line["account"], line["auxiliary"]) for line in booked["lines"]] == [("424", "per_9"), ("512", None)]
    assert booked["reference"] == "SEPA-1"
    alpine.ledger.do("pay_surplus", body={**payment, "amount": eur("500.00")})
    assert "labour_share/per_9" not in {one["id"] for one in alpine.ledger.do("list_surplus_payables")["data"]}
    assert balance(alpine, "424") == "-22500.00" and check(alpine.ledger.database).holds


def test_nobody_is_paid_more_than_is_owed(house: OpenHouse) -> None:
    """A cent more, a second time, another kind, and a day before the assembly are each refused; nothing is posted."""
    alpine = worker_books(house)
    allocate(alpine)
    payment = {"kind": "interest", "auxiliary": "mbr_001", "amount": eur("7500.01")}
    refusal = refused(alpine, "pay_surplus", body=payment)
    assert (refusal.code, refusal.values["owed"]) == ("more_than_owed", eur("7500.00"))
    assert "mbr_001 is owed 7500.00 EUR of interest" in refusal.detail
    whole = {**payment, "amount": eur("7500.00")}
    assert refused(alpine, "pay_surplus", body={**whole, "kind": "refund"}).code == "more_than_owed"
    assert refused(alpine, "pay_surplus", body={**whole, "paid_on": "2026-02-28"}).code == "more_than_owed"
    assert refused(alpine, "pay_surplus", body={**whole, "amount": {"amount": "1.00", "currency": "USD"}}).code == (
        "wrong_currency"
    )
    alpine.ledger.do("pay_surplus", body=whole)
    assert refused(alpine, "pay_surplus", body={**whole, "amount": eur("0.01")}).code == "more_than_owed"
    assert balance(alpine, "457") == "-22500.00"


def test_payments_at_once_never_pay_too_much(house: OpenHouse) -> None:
    """Of six payments of the same interest at once, one is taken."""
    alpine = worker_books(house)
    allocate(alpine)

    def outcome(_: int) -> str:
        body = {"kind": "interest", "auxiliary": "mbr_001", "amount": eur("7500.00")}
        try:
            return "paid" if alpine.ledger.do("pay_surplus", body=body)["left"] == eur("0.00") else "left"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as clients:
        assert sorted(clients.map(outcome, range(6))) == [*["more_than_owed"] * 5, "paid"]
    assert balance(alpine, "457") == "-22500.00"
