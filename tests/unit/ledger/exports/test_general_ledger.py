"""The general ledger: each account from its opening to its closing balance."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.ledger.exports.spreadsheets import check_length
from tests.house import House
from tests.unit.ledger.books import balance, entry, refused
from tests.unit.ledger.exports.downloads import downloaded, parts

OpenHouse = Callable[..., House]


def kept(house: House) -> None:
    """Keep two years: a sale and a purchase in the first, a few entries in the second."""
    for debit, credit, amount, day in (
        ("512", "707", "100.00", "2025-05-05"), ("607", "512", "30.00", "2025-11-30"),
        ("512", "707", "10.00", "2026-01-15"), ("607", "512", "4.00", "2026-02-28"),
        ("512", "4456", "1.00", "2026-03-01"), ("531", "512", "2.00", "2026-03-02"),
    ):  # fmt: skip
        house.ledger.do("post_entry", body=entry(debit, credit, amount, date=day))


def rows(house: House, **query: str) -> list[dict[str, str]]:
    """Return the ledger as CSV gives it."""
    return list(csv.DictReader(io.StringIO(downloaded(house, "export_general_ledger", **query))))


def paged(house: House, limit: int, **query: str) -> list[dict[str, Any]]:
    """Return the ledger as JSON gives it, some rows at a time."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = house.ledger.do("get_general_ledger", query={**query, "limit": str(limit), **cursor})
        assert len(page["data"]) <= limit
        found += page["data"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_each_account_goes_from_its_opening_to_its_closing_balance(house: OpenHouse) -> None:
    """What a year began with, every line with the balance after it, and what it came to."""
    books = house("alpar")
    kept(books)
    assert [(row["account"], row["kind"], row["debit"], row["credit"], row["balance"]) for row in rows(books)] == [
        ("120", "opening", "0.00", "0.00", "-70.00"), ("120", "closing", "0.00", "0.00", "-70.00"),
        ("4456", "opening", "0.00", "0.00", "0.00"), ("4456", "line", "0.00", "1.00", "-1.00"),
        ("4456", "closing", "0.00", "1.00", "-1.00"),
        ("512", "opening", "0.00", "0.00", "70.00"), ("512", "line", "10.00", "0.00", "80.00"),
        ("512", "line", "0.00", "4.00", "76.00"), ("512", "line", "1.00", "0.00", "77.00"),
        ("512", "line", "0.00", "2.00", "75.00"), ("512", "closing", "11.00", "6.00", "75.00"),
        ("531", "opening", "0.00", "0.00", "0.00"), ("531", "line", "2.00", "0.00", "2.00"),
        ("531", "closing", "2.00", "0.00", "2.00"),
        ("607", "opening", "0.00", "0.00", "0.00"), ("607", "line", "4.00", "0.00", "4.00"),
        ("607", "closing", "4.00", "0.00", "4.00"),
        ("707", "opening", "0.00", "0.00", "0.00"), ("707", "line", "0.00", "10.00", "-10.00"),
        ("707", "closing", "0.00", "10.00", "-10.00"),
    ]  # fmt: skip
    closing = {row["account"]: row["balance"] for row in rows(books, year="2025") if row["kind"] == "closing"}
    assert closing == {account: balance(books, account, "2025-12-31") for account in ("512", "607", "707")}


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_of_any_length_make_the_same_ledger(house: OpenHouse, limit: int) -> None:
    """However it is cut, no row is lost, doubled or counted from another balance."""
    books = house("alpar")
    kept(books)
    found = [(row["account"], row["kind"], row["balance"]["amount"]) for row in paged(books, limit)]
    assert found == [(row["account"], row["kind"], row["balance"]) for row in rows(books)]


def test_a_part_of_a_year_begins_with_what_came_before_in_that_year(house: OpenHouse) -> None:
    """Between two days, from the balance of the evening before; some accounts alone."""
    books = house("alpar")
    kept(books)
    found = rows(books, since="2026-02-01", until="2026-02-28", account="5")
    assert [(row["kind"], row["balance"]) for row in found] == [
        ("opening", "80.00"), ("line", "76.00"), ("closing", "76.00")
    ]  # fmt: skip
    revenue = rows(books, since="2026-02-01", until="2026-02-28", account="70")
    assert [(row["kind"], row["balance"]) for row in revenue] == [("opening", "-10.00"), ("closing", "-10.00")]


@pytest.mark.parametrize("query", [
    {"since": "2025-12-31", "until": "2026-01-01"}, {"since": "2026-03-02", "until": "2026-03-01"},
])  # fmt: skip
def test_a_period_lies_within_one_fiscal_year(house: OpenHouse, query: dict[str, str]) -> None:
    """Revenue and expenses begin anew with each year, so no period spans two; nor does it end before it begins."""
    assert refused(house("alpar"), "get_general_ledger", query=query).code == "period_spans_years"


def test_a_year_and_days_are_not_both_given(house: OpenHouse) -> None:
    """Either a year, or since and until."""
    query = {"year": "2026", "since": "2026-01-01"}
    assert refused(house("alpar"), "get_general_ledger", query=query).code == "invalid_request"


def test_what_is_posted_meanwhile_is_not_in_later_parts(house: OpenHouse) -> None:
    """The numbers of the journals when the first part was sent bound all the others."""
    books = house("alpar")
    kept(books)
    first = books.ledger.do("get_general_ledger", query={"limit": "8"})
    books.ledger.do("post_entry", body=entry("512", "707", "500.00"))
    rest = books.ledger.do("get_general_ledger", query={"limit": "100", "cursor": first["next_cursor"]})
    assert rest["data"][-1]["balance"]["amount"] == "-10.00" and rest["next_cursor"] is None


def test_a_ledger_of_long_labels_still_fits_the_bus(house: OpenHouse) -> None:
    """No part is longer than half a megabyte, and together they are the whole."""
    books = house("alpar")
    lines = [line for _ in range(100) for line in entry("512", "707", "1.00")["lines"]]
    for _ in range(10):
        books.ledger.do("post_entry", body={**entry("512", "707", "1.00"), "lines": lines, "label": "é" * 200})
    found = parts(books, "export_general_ledger")
    assert len(found) > 1 and len(b"".join(found).splitlines()) == 1 + 2_000 + 4


def test_spreadsheet_and_document_hold_what_the_csv_holds(house: OpenHouse, tmp_path: Path) -> None:
    """The same rows as a workbook; the same balances in the PDF, in French."""
    books = house("alpar")
    kept(books)
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"".join(parts(books, "export_general_ledger", format="xlsx")))
    sheet = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [str(Money(round(row[12] * 100))) for row in sheet[1:]] == [row["balance"] for row in rows(books)]
    path = tmp_path / "ledger.pdf"
    path.write_bytes(b"".join(parts(books, "export_general_ledger", format="pdf")))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "Grand livre" in text and "512 Banques" in text and "75,00" in text and "Report" in text


def test_what_is_made_as_a_whole_has_an_end() -> None:
    """Beyond what a workbook or a document holds, the refusal says how long it is and what to do."""
    with pytest.raises(Refusal) as caught:
        check_length(100_001, "xlsx")
    assert caught.value.code == "export_too_long" and "100001 lines" in caught.value.detail
