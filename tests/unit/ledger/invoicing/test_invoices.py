"""Customer invoices: numbered without gaps, never changed, paid in parts, cancelled by a credit note only."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pypdf
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Database
from services.ledger.invoicing.open_items import OpenItem, open_items
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity, available
from tests.unit.ledger.books import balance, eur, refused

OpenHouse = Callable[..., House]


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """The cooperative with one activity and one customer."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001")
    opened.ledger.do("add_auxiliary", body={"id": "cust-town", "kind": "customer"})
    return opened


def line(price: str, quantity: str = "1", vat: str = "standard", **more: Any) -> dict[str, Any]:
    """Write a line."""
    return {"description": "Advice", "quantity": quantity, "unit_price": eur(price), "vat": vat, **more}


def draft(house: House, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Draft an invoice."""
    body = {"customer": "cust-town", "lines": list(lines) or [line("100.00")], **more}
    return dict(house.ledger.do("draft_invoice", activity_id="act_1", body=body))


def issue(house: House, *lines: dict[str, Any], on: str | None = None, **more: Any) -> dict[str, Any]:
    """Draft and issue an invoice."""
    made = draft(house, *lines, **more)
    return dict(house.ledger.do("issue_invoice", invoice_id=made["id"], body={"date": on}))


def pay(house: House, invoice: dict[str, Any], amount: str, on: str = "2026-03-02") -> dict[str, Any]:
    """Pay a part of an invoice."""
    body = {"amount": eur(amount), "date": on, "reference": "VIR 1"}
    return dict(house.ledger.do("pay_invoice", invoice_id=invoice["id"], body=body))


def test_an_issued_invoice_is_numbered_booked_and_counted(coopaname: House) -> None:
    """D 411 of the customer / C 706, 707 and 44571 on the axes; VAT by rate; the activity's revenue; due in 30 days."""
    made = draft(coopaname, line("100.00", "2.5"), line("10.00", "3", "reduced", sells="goods"),
                 line("-20.00"), line("40.00", vat="exempt", exemption="training"))  # fmt: skip
    assert (made["state"], made["number"], balance(coopaname, "411")) == ("draft", None, "0.00")
    issued = coopaname.ledger.do("issue_invoice", invoice_id=made["id"], body={})
    assert (issued["number"], issued["issued_on"], issued["due_on"]) == ("F2026-00001", "2026-03-02", "2026-04-01")
    rates = [(one["vat"], one["rate"], one["base"]["amount"], one["amount"]["amount"]) for one in issued["vat_by_rate"]]
    assert rates == [("standard", "1/5", "230.00", "46.00"), ("reduced", "11/200", "30.00", "1.65"),
                     ("exempt.training", "0", "40.00", "0.00")]  # fmt: skip
    assert (issued["net"], issued["vat"], issued["total"]) == (eur("300.00"), eur("47.65"), eur("347.65"))
    found = [balance(coopaname, one) for one in ("411", "706", "707", "44571")]
    assert found == ["347.65", "-270.00", "-30.00", "-47.65"]
    booked = coopaname.ledger.do("get_entry", entry_id=issued["entry"])
    assert booked["lines"][0]["auxiliary"] == "cust-town" and {one["activity"] for one in booked["lines"]} == {"act_1"}
    (revenue,) = coopaname.ledger.do("list_revenues")["data"]
    assert (revenue["amount"], revenue["invoice_id"]) == (eur("300.00"), issued["id"])
    assert refused(coopaname, "cancel_revenue", revenue_id=revenue["id"], body={}).code == "revenue_of_invoice"
    quarter = {"since": "2026-01-01", "until": "2026-03-31"}
    assert coopaname.ledger.do("compute_contributions", body=quarter)["amount"] == eur("30.00")
    (told,) = coopaname.ledger.told("ledger.invoice.issued.v1")
    assert told["data"]["number"] == "F2026-00001" and "customer" not in told["data"]
    assert check(coopaname.ledger.database).holds


def test_numbers_run_by_year_and_day_without_gaps(coopaname: House) -> None:
    """A discarded or refused invoice takes none; days do not run back nor ahead; another year starts anew."""
    assert issue(coopaname, on="2025-12-30")["number"] == "F2025-00001"
    assert issue(coopaname, on="2026-02-01")["number"] == "F2026-00001"
    gone = draft(coopaname)
    assert coopaname.ledger.do("discard_invoice", invoice_id=gone["id"])["state"] == "discarded"
    assert refused(coopaname, "issue_invoice", invoice_id=gone["id"], body={}).code == "invoice_in_wrong_state"
    waiting = draft(coopaname)
    for day in ("2026-01-31", "2026-03-03", "2200-12-31"):
        problem = refused(coopaname, "issue_invoice", invoice_id=waiting["id"], body={"date": day})
        assert problem.code == "invoice_out_of_order"
    done = coopaname.ledger.do("issue_invoice", invoice_id=waiting["id"], body={})
    assert done["number"] == "F2026-00002"
    assert refused(coopaname, "issue_invoice", invoice_id=done["id"], body={}).code == "invoice_in_wrong_state"


def test_twenty_invoices_at_once_get_twenty_numbers(coopaname: House) -> None:
    """Issued by ten clients, and one of them twice: every number once, none left out."""
    coopaname.ledger.database.close()
    url = coopaname.ledger.database.url
    coopaname.ledger.database = Database(url, service="ledger", coop=coopaname.coop, pool=10)
    drafts = [draft(coopaname)["id"] for _ in range(20)]

    def one(identifier: str) -> str:
        return str(coopaname.ledger.do("issue_invoice", invoice_id=identifier, body={})["number"])

    with ThreadPoolExecutor(10) as clients:
        numbers = list(clients.map(one, drafts))
    assert sorted(numbers) == [f"F2026-{number:05d}" for number in range(1, 21)]


def test_an_issued_invoice_never_changes(coopaname: House) -> None:
    """Not even the database lets its amounts or its number be changed, or the row be taken away."""
    issued = issue(coopaname)
    for change in ("UPDATE invoices SET net = net - 1", "UPDATE invoices SET number = 'F2026-00009'",
                   "UPDATE invoices SET state = 'draft', number = NULL", "DELETE FROM invoices"):  # fmt: skip
        with pytest.raises(IntegrityError), coopaname.ledger.database.transaction() as session:
            session.execute(text(change))
    assert coopaname.ledger.do("get_invoice", invoice_id=issued["id"]) == issued


def test_payments_in_parts_settle_an_invoice(coopaname: House) -> None:
    """Each part is booked D 512 / C 411 of the customer; more than is due is refused; what is paid is available."""
    issued = issue(coopaname)
    assert available(coopaname, "act_1") == "0.00"
    first = pay(coopaname, issued, "60.00")
    assert first["due"] == eur("60.00") and available(coopaname, "act_1") == "50.00"
    assert refused(coopaname, "pay_invoice", invoice_id=issued["id"],
                   body={"amount": eur("60.01"), "date": "2026-03-02"}).code == "invoice_overpaid"  # fmt: skip
    assert pay(coopaname, issued, "60.00")["due"] == eur("0.00")
    shown = coopaname.ledger.do("get_invoice", invoice_id=issued["id"])
    assert (shown["state"], balance(coopaname, "411"), balance(coopaname, "512")) == ("settled", "0.00", "120.00")
    listed = coopaname.ledger.do("list_invoice_payments", invoice_id=issued["id"])["data"]
    assert [one["amount"]["amount"] for one in listed] == ["60.00", "60.00"]
    assert refused(coopaname, "pay_invoice", invoice_id=draft(coopaname)["id"],
                   body={"amount": eur("1.00"), "date": "2026-03-02"}).code == "invoice_in_wrong_state"  # fmt: skip


def test_a_payment_that_bounced_opens_the_invoice_again(coopaname: House) -> None:
    """Its counter-entry is linked, once; what the activity received goes down again."""
    issued = issue(coopaname)
    paid = pay(coopaname, issued, "120.00")
    back = coopaname.ledger.do("cancel_invoice_payment", payment_id=paid["id"], body={})
    assert back["due"] == eur("120.00") and available(coopaname, "act_1") == "0.00"
    assert refused(coopaname, "cancel_invoice_payment", payment_id=paid["id"], body={}).code == "payment_cancelled"
    assert refused(coopaname, "cancel_invoice_payment", payment_id="ipy_0", body={}).code == "not_found"
    assert check(coopaname.ledger.database).holds


def test_payments_at_once_never_pay_too_much(coopaname: House) -> None:
    """Of ten payments of the whole, one is taken."""
    coopaname.ledger.database.close()
    url = coopaname.ledger.database.url
    coopaname.ledger.database = Database(url, service="ledger", coop=coopaname.coop, pool=10)
    issued = issue(coopaname)

    def one(_: int) -> str:
        try:
            return str(pay(coopaname, issued, "120.00")["id"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(10) as clients:
        outcomes = list(clients.map(one, range(10)))
    assert outcomes.count("invoice_overpaid") == 9 and balance(coopaname, "512") == "120.00"


def test_a_credit_note_cancels_what_is_unpaid(coopaname: House) -> None:
    """Numbered in its own series, linked, set off whole; contributions and VAT come back; not credited twice."""
    issued = issue(coopaname)
    note = coopaname.ledger.do("credit_invoice", invoice_id=issued["id"], body={"reason": "Ordered twice"})
    assert (note["number"], note["kind"], note["credits"]) == ("A2026-00001", "credit_note", issued["id"])
    assert (note["total"], note["set_off"], note["due"]) == (eur("120.00"), eur("120.00"), eur("0.00"))
    shown = coopaname.ledger.do("get_invoice", invoice_id=issued["id"])
    assert (shown["state"], shown["credited"], shown["due"]) == ("settled", eur("120.00"), eur("0.00"))
    assert [balance(coopaname, one) for one in ("411", "706", "44571")] == ["0.00"] * 3
    again = refused(coopaname, "credit_invoice", invoice_id=issued["id"], body={"reason": "Again"})
    assert again.code == "credit_exceeds_invoice"
    of_note = refused(coopaname, "credit_invoice", invoice_id=note["id"], body={"reason": "Again"})
    assert of_note.code == "invoice_in_wrong_state"
    made = coopaname.ledger.do("compute_contributions", body={"since": "2026-01-01", "until": "2026-03-31"})
    assert made["amount"] == eur("0.00") and check(coopaname.ledger.database).holds


def test_a_part_may_be_credited_and_paid_back(coopaname: House) -> None:
    """Of three days two are credited after payment: 240 is owed back, then paid; only one day is left to credit."""
    issued = issue(coopaname, line("100.00", "3"))
    pay(coopaname, issued, "360.00")
    body = {"reason": "Two days fell through", "lines": [{"line": 1, "quantity": "2"}]}
    note = coopaname.ledger.do("credit_invoice", invoice_id=issued["id"], body=body)
    assert (note["state"], note["due"], available(coopaname, "act_1")) == ("open", eur("240.00"), "100.00")
    too_much = refused(coopaname, "credit_invoice", invoice_id=issued["id"], body=body)
    assert too_much.code == "credit_exceeds_invoice" and too_much.values["left"] == "1"
    pay(coopaname, note, "240.00")
    assert [balance(coopaname, one) for one in ("411", "512", "706")] == ["0.00", "120.00", "-100.00"]
    assert available(coopaname, "act_1") == "100.00"


def test_payments_contribute_when_the_bylaws_count_receipts(house: OpenHouse) -> None:
    """Half paid contributes half of the amount without VAT, a payment that bounced takes it back."""
    rule = {"name": "cae", "base": "turnover", "recognised": "received", "rate": "0.10", "fixed": "0.00",
            "from": "2004-01-01"}  # fmt: skip
    coopaname = house("coopaname", overrides={"bylaws.contributions": [rule]})
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("add_auxiliary", body={"id": "cust-town", "kind": "customer"})
    issued = issue(coopaname)
    march = {"since": "2026-03-01", "until": "2026-03-31"}
    assert coopaname.ledger.do("compute_contributions", body=march)["booked"] == 0
    paid = pay(coopaname, issued, "60.00")
    assert coopaname.ledger.do("compute_contributions", body=march)["amount"] == eur("5.00")
    coopaname.ledger.do("cancel_invoice_payment", payment_id=paid["id"], body={})
    assert coopaname.ledger.do("compute_contributions", body=march)["amount"] == eur("-5.00")


def test_open_items_and_ageing_show_who_owes_what(coopaname: House) -> None:
    """Open, overdue and settled are told apart; lateness is counted from the due day."""
    late = issue(coopaname, on="2026-01-15", payment_days=10)
    open_one = issue(coopaname, line("50.00"))
    pay(coopaname, open_one, "10.00")
    settled = issue(coopaname, line("1.00"))
    pay(coopaname, settled, "1.20")
    listed = {state: [one["id"] for one in coopaname.ledger.do("list_invoices", query={"state": state})["data"]]
              for state in ("open", "overdue", "settled", "draft")}  # fmt: skip
    assert listed == {"open": [late["id"], open_one["id"]], "overdue": [late["id"]], "settled": [settled["id"]],
                      "draft": []}  # fmt: skip
    (row,) = coopaname.ledger.do("get_invoice_ageing")["data"]
    assert (row["not_due"], row["late_31_60"], row["due"]) == (eur("50.00"), eur("120.00"), eur("170.00"))
    (row,) = coopaname.ledger.do("get_invoice_ageing", query={"as_of": "2026-12-31"})["data"]
    assert row["late_over_90"] == eur("170.00")
    with coopaname.ledger.database.reading() as session:
        items = open_items(session)
    assert items == [
        OpenItem(late["id"], "invoice", "F2026-00001", "cust-town", Money(12000), date(2026, 1, 25)),
        OpenItem(open_one["id"], "invoice", "F2026-00002", "cust-town", Money(5000), date(2026, 4, 1)),
    ]


def test_what_no_invoice_can_be_is_refused(coopaname: House) -> None:
    """Nothing to pay, an exemption without its rule, a stranger, a supplier, another currency, a closed shape."""
    coopaname.ledger.do("add_auxiliary", body={"id": "sup-1", "kind": "supplier"})
    dollars = {**line("1.00"), "unit_price": {"amount": "1.00", "currency": "USD"}}
    cases = [
        ("invoice_without_amount", {"customer": "cust-town", "lines": [line("10.00"), line("-10.00")]}),
        ("exemption_needed", {"customer": "cust-town", "lines": [line("10.00", vat="exempt")]}),
        ("exemption_needed", {"customer": "cust-town", "lines": [line("10.00", exemption="care")]}),
        ("unknown_auxiliary", {"customer": "nobody", "lines": [line("10.00")]}),
        ("not_a_customer", {"customer": "sup-1", "lines": [line("10.00")]}),
        ("wrong_currency", {"customer": "cust-town", "lines": [dollars]}),
        ("invalid_request", {"customer": "cust-town", "lines": [line("10.00", "0x1")]}),
        ("invalid_request", {"customer": "cust-town", "lines": []}),
        ("invalid_request", {"customer": "cust-town", "lines": [line("9999999999999.00", "999999999")]}),
    ]  # fmt: skip
    for code, body in cases:
        assert refused(coopaname, "draft_invoice", activity_id="act_1", body=body).code == code
    sound = {"customer": "cust-town", "lines": [line("10.00")]}
    assert refused(coopaname, "draft_invoice", activity_id="act_9", body=sound).code == "unknown_activity"


def test_the_document_carries_what_the_law_asks_for(coopaname: House) -> None:
    """Number, days, seller and SIREN, VAT by rate, the exemption, the late-payment mention and its 40 euros."""
    bill_to = {"name": "Town of Example", "address": "1 Main Street\n74000 Annecy", "vat_number": None}
    issued = issue(coopaname, line("40.00", "2.5"), line("40.00", vat="exempt", exemption="training"), bill_to=bill_to)
    part = coopaname.ledger.do("download_invoice", invoice_id=issued["id"], query={})
    pages = pypdf.PdfReader(io.BytesIO(b64decode(part["content"]))).pages
    found = " ".join("".join(page.extract_text() for page in pages).split())
    for said in ("F2026-00001", "000000026", "Town of Example", "74000 Annecy", "160,00 €", "20 %", " 2,5 ", "40,00 €",
                 "D441-5", "article 261, 4, 4° du CGI", "intérêt légal"):  # fmt: skip
        assert said in found.replace("’", "'"), (said, found)
    unsaid = coopaname.ledger.do("download_invoice", invoice_id=draft(coopaname)["id"],
                                 query={"format": "csv", "language": "en"})  # fmt: skip
    assert "Advice" in str(b64decode(unsaid["content"]) if unsaid["encoding"] == "base64" else unsaid["content"])


def test_rates_are_those_of_the_day_of_supply(coopaname: House) -> None:
    """Work of December 2013 bears 19.6 %, that of 2014 on 20 %."""
    old = draft(coopaname, delivered_on="2013-12-31")
    assert (old["vat"], draft(coopaname, delivered_on="2014-01-01")["vat"]) == (eur("19.60"), eur("20.00"))
