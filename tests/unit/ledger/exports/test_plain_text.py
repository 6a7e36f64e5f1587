"""The journal for other programs: what they make of it is what the books say."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.data import Open
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.commons.money import Money
from services.ledger.exports.plaintext.rules import account_name
from services.ledger.exports.plaintext.separated import harmless
from tests.house import House
from tests.unit.ledger.books import entry, members, refused
from tests.unit.ledger.exports.downloads import downloaded, parts

OpenHouse = Callable[..., House]
# What could end a field, begin a comment, a tag, a formula or a directive in one of the languages.
NASTY = ["; not a comment", 'say "cheese" \\', "a | b", "  two  spaces", "=1+1", "tag:value, other:x", "(code) ! *",
         "2026-01-01 open Assets:X", "été – œuvre", "#link ^link"]  # fmt: skip
ACCOUNTS = st.sampled_from(["512", "531", "401", "411", "607", "707", "164", "4456", "519"])
PAIRS = st.tuples(ACCOUNTS, ACCOUNTS, st.integers(1, 10**11), st.sampled_from(NASTY),
                  st.sampled_from(["2025-06-30", "2025-12-31", "2026-01-01", "2026-03-02"]))  # fmt: skip


def posted(house: House, pairs: Iterable[tuple[str, str, int, str, str]]) -> None:
    """Post entries with an auxiliary where one may stand, and a reference."""
    entries = []
    for debit, credit, cents, text, day in pairs:
        made: dict[str, Any] = {**entry(debit, credit, str(Money(cents)), date=day), "label": text, "reference": text}
        for line in made["lines"]:
            if line["account"] in ("401", "411"):
                line["auxiliary"] = "party"
        entries.append(made)
    house.ledger.do("post_entry_batch", body={"entries": entries})


def balances(house: House) -> dict[str, str]:
    """Return the trial balance by account, for any later day."""
    found = house.ledger.do("get_trial_balance", query={"as_of": "2026-12-31"})["accounts"]
    return {account_name(row["account"], row["label"]): row["balance"]["amount"] for row in found}


def by_hledger(path: Path) -> dict[str, str]:
    """Return what hledger makes of a journal, which it must find nothing wrong with."""
    subprocess.run(["hledger", "-f", path, "check", "--strict"], check=True, capture_output=True)
    command = ["hledger", "-f", path, "bal", "--flat", "--empty", "--no-total", "-O", "csv"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {row["account"]: row["balance"].replace(" EUR", "").replace(",", "")
            for row in csv.DictReader(io.StringIO(said))}  # fmt: skip


def by_beancount(path: Path) -> dict[str, str]:
    """Return what beancount makes of a journal, which it must find nothing wrong with."""
    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    root = realization.realize(entries)
    found = {}
    for one in (one for one in entries if isinstance(one, Open)):
        node = realization.get(root, one.account)
        units = node.balance.get_currency_units("EUR").number
        found[one.account] = str(Money(int(units * 100)))
    return found


@pytest.fixture
def hledger() -> None:
    """Skip where the program is not installed."""
    try:
        subprocess.run(["hledger", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("hledger is not installed")


def test_other_programs_come_to_the_same_balances(house: OpenHouse, hledger: None, tmp_path: Path) -> None:
    """Any journal, whatever its labels: hledger, beancount and the trial balance agree account by account."""
    books = house("alpar")
    books.ledger.do("add_auxiliary", body={"id": "party", "kind": "customer"})
    path = tmp_path / "journal"

    @given(pairs=st.lists(PAIRS, min_size=1, max_size=25))
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(pairs: list[tuple[str, str, int, str, str]]) -> None:
        posted(books, pairs)
        expected = balances(books)
        path.write_text(downloaded(books, "export_journal", format="hledger"))
        assert by_hledger(path) == {
            name: value if value != "0.00" else "0" for name, value in expected.items()
        }
        path.write_text(downloaded(books, "export_journal", format="beancount"))
        assert by_beancount(path) == expected

    agree()


def test_every_nasty_label_is_taken_by_both_programs(house: OpenHouse, hledger: None, tmp_path: Path) -> None:
    """No label ends its field early: both programs count as many transactions as there are entries."""
    books = house("alpar")
    books.ledger.do("add_auxiliary", body={"id": "party", "kind": "customer"})
    posted(books, [("512", "411", 100, text, "2026-03-02") for text in NASTY])
    path = tmp_path / "journal"
    path.write_text(downloaded(books, "export_journal", format="hledger"))
    by_hledger(path)
    command = ["hledger", "-f", path, "print", "tag:auxiliary=party", "-O", "csv"]
    said = csv.DictReader(io.StringIO(subprocess.run(command, capture_output=True, text=True).stdout))
    found = {row["txnidx"]: row["description"] for row in said}
    assert [text.replace(" ", "") for text in found.values()] == [
        text.replace(";", ",").replace("|", "/").replace(" ", "") for text in NASTY
    ]
    path.write_text(downloaded(books, "export_journal", format="beancount"))
    entries, errors, _ = loader.load_file(str(path))
    assert errors == [] and [one.narration for one in entries if not isinstance(one, Open)] == [
        text.strip() for text in NASTY
    ]


def test_a_year_of_the_journal_is_what_that_year_moved(house: OpenHouse) -> None:
    """Without a year everything; with one, its entries alone."""
    books = house("alpar")
    books.ledger.do("post_entry", body=entry("512", "707", "1.00", date="2025-05-05"))
    books.ledger.do("post_entry", body=entry("512", "707", "2.00"))
    lines = list(csv.DictReader(io.StringIO(downloaded(books, "export_journal", format="csv", year="2025"))))
    assert [(one["account"], one["debit"], one["credit"], one["date"]) for one in lines] == [
        ("512", "1.00", "", "2025-05-05"), ("707", "", "1.00", "2025-05-05"),
    ]  # fmt: skip
    assert len(downloaded(books, "export_journal", format="csv").splitlines()) == 5
    assert refused(books, "export_journal", query={"format": "csv", "year": "2011"}).code == "not_found"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_calculated_by_a_spreadsheet(text: str) -> None:
    """A cell that begins like a formula begins with an apostrophe."""
    assert harmless(text) == f"'{text}" and harmless("Tomatoes = 3") == "Tomatoes = 3"


def test_spreadsheets_hold_texts_as_texts_and_amounts_as_numbers(house: OpenHouse, tmp_path: Path) -> None:
    """The workbook has a row for each line; a label that begins like a formula is a text in it."""
    books = house("alpar")
    members(books, 1)
    books.ledger.do("post_entry", body={**entry("512", "707", "12.34"), "label": "=cmd|' /C calc'!A0"})
    assert "'=cmd" in downloaded(books, "export_journal", format="csv")
    path = tmp_path / "journal.xlsx"
    path.write_bytes(b"".join(parts(books, "export_journal", format="xlsx")))
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert len(rows) == 3 and rows[1][5] == "=cmd|' /C calc'!A0" and rows[1][10] == 12.34
    assert openpyxl.load_workbook(path).active["F2"].data_type == "s"


def test_accounts_have_names_that_both_programs_take() -> None:
    """The root tells the class, then code and label in plain letters."""
    assert account_name("4562", "Apporteurs : capital appelé, non versé") == (
        "Assets:4562-Apporteurs-capital-appele-non-verse"
    )
    roots = {code: account_name(code, "x").split(":")[0] for code in ("1013", "164", "411", "419", "512", "607", "707")}
    assert roots == {"1013": "Equity", "164": "Liabilities", "411": "Assets", "419": "Liabilities", "512": "Assets",
                     "607": "Expenses", "707": "Income"}  # fmt: skip
