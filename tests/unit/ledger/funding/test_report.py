"""The table of funding adds up over sources and time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf

from tests.house import House
from tests.unit.ledger.books import eur, members
from tests.unit.ledger.funding.money import bank_loan, content_of, region, source, subsidy

OpenHouse = Callable[..., House]


def funded(house: House) -> dict[str, Any]:
    """Bring money in from capital, a subsidy, a gift and a loan, over two years."""
    region(house)
    members(house, 1)
    source(house, "gifts", "donation", "Gifts")
    asked = {"count": 1, "subscribed_on": "2026-01-05"}
    subscription = house.ledger.do("subscribe_shares", member_id="mbr_001", body=asked)
    house.ledger.do("pay_shares", subscription_id=subscription["id"],
                    body={"amount": eur("100.00"), "paid_on": "2026-01-05"})  # fmt: skip
    granted = subsidy(house, agreed_on="2025-11-01")
    for day, amount in (("2025-12-01", "4000.00"), ("2026-02-01", "1000.00")):
        house.ledger.do("receive_subsidy", subsidy_id=granted["id"], body={"amount": eur(amount), "received_on": day})
    house.ledger.do("record_gift", body={"kind": "donation", "source": "gifts", "amount": eur("50.00"),
                                         "received_on": "2026-02-10"})  # fmt: skip
    loan = bank_loan(house)
    return dict(house.ledger.do("pay_loan", loan_id=loan["id"], body={"paid_on": "2026-02-15"}))


def test_the_table_shows_what_each_source_brought_in(house: OpenHouse) -> None:
    """Money received by year and source, with what of it is owed and awaited, and what was granted in three years."""
    alpar = house("alpar")
    funded(alpar)
    table = alpar.ledger.do("get_funding_report", query={"from": "2025-01-01", "to": "2026-03-02"})
    assert table["columns"] == ["2025", "2026"]
    rows = {
        row["kind"]: [one["amount"] for one in (*row["amounts"], row["owed"], row["awaited"])] for row in table["rows"]
    }
    assert rows == {
        "subsidy_regional": ["4000.00", "1000.00", "0.00", "4000.00"],
        "donation": ["0.00", "50.00", "0.00", "0.00"],
        "bank_loan": ["0.00", "12000.00", "11013.68", "0.00"],
        "share_capital": ["0.00", "100.00", "0.00", "0.00"],
    }  # fmt: skip
    assert ([one["amount"] for one in table["totals"]], table["total"]) == (["4000.00", "13150.00"], eur("17150.00"))
    assert table["subsidies_over_three_years"] == [{"kind": "subsidy_regional", "granted": eur("9000.00")}]
    monthly = alpar.ledger.do("get_funding_report", query={"from": "2026-01-01", "to": "2026-03-02", "by": "month"})
    assert monthly["columns"] == ["2026-01", "2026-02", "2026-03"]
    assert [one["amount"] for one in monthly["totals"]] == ["12100.00", "1050.00", "0.00"]


def test_dues_count_by_the_lines_that_carry_their_source(house: OpenHouse) -> None:
    """Income of class 7 under a source of dues is money that it brought in; a cancelled loan is none."""
    alpar = house("alpar")
    source(alpar, "dues-2026", "dues", "Dues")
    alpar.ledger.do("post_entry", body={
        "journal": "operations", "date": "2026-02-01", "label": "Dues",
        "lines": [{"account": "512", "debit": eur("30.00")},
                  {"account": "758", "credit": eur("30.00"), "funding_source": "dues-2026"}],
    })  # fmt: skip
    loan = bank_loan(alpar)
    alpar.ledger.do("correct_loan", loan_id=loan["id"], body={"movement": loan["movements"][0]["id"]})
    table = alpar.ledger.do("get_funding_report", query={"from": "2026-01-01"})
    assert [(row["kind"], row["total"]) for row in table["rows"]] == [
        ("share_capital", eur("0.00")), ("dues", eur("30.00")),
    ]  # fmt: skip


def test_the_table_is_written_for_readers_and_programs(house: OpenHouse) -> None:
    """As a PDF with a chart, as CSV, and for a cooperative that nobody has funded yet."""
    alpar = house("alpar")
    empty = alpar.ledger.do("get_funding_report_document")
    assert content_of(empty).startswith(b"%PDF")
    funded(alpar)
    answered = alpar.ledger.do("get_funding_report_document")
    text = pypdf.PdfReader(io.BytesIO(content_of(answered))).pages[0].extract_text()
    assert "Financement" in text and "Emprunts bancaires" in text
    query = {"format": "csv", "language": "en", "from": "2026-01-01"}
    rows = content_of(alpar.ledger.do("get_funding_report_document", query=query)).decode().splitlines()
    assert rows[0] == "Source,Kind,2026,Total,Owed,Awaited"
    assert "Share capital,Share capital,100.00,100.00,0.00,0.00" in rows
