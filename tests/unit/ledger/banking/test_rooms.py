"""What other rooms have open is settled by bank lines through their own functions, and taken back through them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.ledger.proof.check import check
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.activities.told import activity
from tests.unit.ledger.banking.desk import agreed, lines, open_account, receive
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.funding.money import bank_loan, region, subsidy

OpenHouse = Callable[..., House]


def test_a_customer_pays_an_invoice_by_its_number(house: OpenHouse) -> None:
    """The number in the transfer's words settles the invoice; unmatched, it is open again."""
    coopaname = house("coopaname")
    account = open_account(coopaname)
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("add_auxiliary", body={"id": "cust-town", "kind": "customer"})
    line = {"description": "Advice", "quantity": "1", "unit_price": eur("100.00"), "vat": "standard"}
    made = coopaname.ledger.do("draft_invoice", activity_id="act_1", body={"customer": "cust-town", "lines": [line]})
    invoice = coopaname.ledger.do("issue_invoice", invoice_id=made["id"], body={"date": "2026-02-01"})
    paid = Written(date(2026, 2, 20), 12000, f"VIR MAIRIE FACTURE {invoice['number']}")
    (matched,) = receive(coopaname, paid)
    assert matched["state"] == "matched" and matched["matches"][0]["item_kind"] == "invoice"
    assert coopaname.ledger.do("get_invoice", invoice_id=invoice["id"])["due"] == eur("0.00")
    coopaname.ledger.do("unmatch_bank_line", line_id=matched["id"], body={"date": "2026-02-21"})
    (item,) = coopaname.ledger.do("list_open_items", query={"auxiliary": "cust-town"})["data"]
    assert (item["kind"], item["outstanding"]) == ("invoice", eur("120.00"))
    assert coopaname.ledger.do("match_bank_lines", body={})["matched"] == 1
    assert agreed(coopaname, account)["reconciled"] and check(coopaname.ledger.database).holds


def test_loans_and_subsidies_pass_through_the_bank(house: OpenHouse) -> None:
    """The loan drawn is mirrored, its instalment paid whole and in turn; the region's transfer settles its subsidy."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="strong")
    loan = bank_loan(alpar)
    region(alpar)
    granted = subsidy(alpar)
    instalment = f"{loan['id']}/1"
    items = {one["id"]: one["outstanding"]["amount"] for one in alpar.ledger.do("list_open_items")["data"]}
    assert items == {instalment: "-1016.32", granted["id"]: "9000.00"}
    drawn, paid, came = receive(
        alpar, Written(date(2026, 1, 16), 1200000, "DEBLOCAGE PRET"),
        Written(date(2026, 2, 16), -101632, "ECHEANCE PRET"),
        Written(date(2026, 2, 17), 500000, f"REGION {granted['id']} ACOMPTE"),
    )  # fmt: skip
    assert drawn["matches"][0]["kind"] == "book" and paid["state"] == "proposed" and came["state"] == "matched"
    part = {"items": [{"kind": "loan_instalment", "id": instalment, "amount": eur("16.32")}]}
    assert refused(alpar, "match_bank_line", line_id=paid["id"], body=part).code == "open_item_exceeded"
    body = alpar.ledger.do("list_bank_line_proposals", line_id=paid["id"])["proposals"][0]["match"]
    alpar.ledger.do("match_bank_line", line_id=paid["id"], body=body)
    assert balance(alpar, "164") == "-11013.68" and agreed(alpar, account)["reconciled"]
    alpar.ledger.do("unmatch_bank_line", line_id=paid["id"], body={})
    assert balance(alpar, "164") == "-12000.00"
    left = {one["id"]: one["outstanding"] for one in alpar.ledger.do("list_open_items")["data"]}
    assert left == {instalment: eur("-1016.32"), granted["id"]: eur("4000.00")}
    assert [one["state"] for one in lines(alpar)] == ["matched", "unmatched", "matched"]
    assert check(alpar.ledger.database).holds


def test_a_subsidy_is_awaited_again_when_its_line_is_unmatched(house: OpenHouse) -> None:
    """The receipt is undone by its counter-entry, once; matched anew, it is received again."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="strong")
    region(alpar)
    granted = subsidy(alpar)
    asked = {"subsidy_id": granted["id"]}
    (came,) = receive(alpar, Written(date(2026, 2, 17), 500000, f"REGION {granted['id']} ACOMPTE"))
    assert alpar.ledger.do("get_subsidy", **asked)["received"] == eur("5000.00")
    alpar.ledger.do("unmatch_bank_line", line_id=came["id"], body={"date": "2026-02-20"})
    shown = alpar.ledger.do("get_subsidy", **asked)
    assert shown["received"] == eur("0.00") and shown["movements"][-1]["date"] == "2026-02-20"
    assert balance(alpar, "4417") == "9000.00" and agreed(alpar, account)["unexplained"] == eur("0.00")
    assert alpar.ledger.do("match_bank_lines", body={})["matched"] == 1
    again = lines(alpar)[0]["matches"][-1]["entry"]
    (received,) = [one for one in alpar.ledger.do("get_subsidy", **asked)["movements"] if one["entry"] == again]
    alpar.ledger.do("correct_subsidy", body={"movement": received["id"]}, **asked)
    stuck = refused(alpar, "unmatch_bank_line", line_id=came["id"], body={})
    assert stuck.code == "subsidy_not_correctable"
    assert check(alpar.ledger.database).holds


def test_open_items_are_read_page_by_page(house: OpenHouse) -> None:
    """Items of all rooms stand in one order; a cursor goes on after the last."""
    alpar = house("alpar")
    bank_loan(alpar)
    region(alpar)
    subsidy(alpar)
    first = alpar.ledger.do("list_open_items", query={"limit": "1"})
    second = alpar.ledger.do("list_open_items", query={"limit": "1", "cursor": first["next_cursor"]})
    assert [one["kind"] for one in first["data"] + second["data"]] == ["loan_instalment", "subsidy"]
    assert second["next_cursor"] is None
    assert alpar.ledger.do("list_open_items", query={"kind": "subsidy"})["data"] == second["data"]
    assert refused(alpar, "list_open_items", query={"cursor": "x"}).code == "invalid_cursor"
