"""The statements show every account once, agree with the trial balance, and can be read by a person."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.money import Money
from services.commons.refusals import NotFound
from services.ledger.accounts.chart import general_chart
from services.ledger.reports.contract import PeriodReversed
from services.ledger.reports.layout import ASSETS, INCOME, LIABILITIES, place_of, places
from services.ledger.reports.rules import income, position
from services.ledger.reports.statements import ASSET_LINES
from tests.house import House
from tests.unit.ledger.books import accept, admit, entry, eur

OpenHouse = Callable[..., House]
KNOWN = {item.code for groups in (ASSETS, LIABILITIES, INCOME) for group in groups for item in group.items}
CODES = sorted(code for code in general_chart() if code[0] in "1234567")


def test_every_account_has_a_line() -> None:
    """Each account of the chart, and each place in the table, leads to a line that a statement shows."""
    for place in places().values():
        assert {place.debit.rstrip("-"), place.credit.rstrip("-")} <= KNOWN
    balance_sheet = {item.code for groups in (ASSETS, LIABILITIES) for group in groups for item in group.items}
    for code in general_chart():
        lines = {side.rstrip("-") for side in place_of(code)}
        assert lines <= (KNOWN - balance_sheet if code[0] in "67" else balance_sheet), code


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["", "a", "b"]), st.integers(-(10**9), 10**9))))
def test_assets_equal_what_stands_against_them(lines: list[tuple[str, str, int]]) -> None:
    """Whatever balances that sum to zero, both sides are equal, and the result is that of the income statement."""
    balances: dict[tuple[str, str], int] = {}
    for code, auxiliary, amount in lines:
        balances[code, auxiliary] = balances.get((code, auxiliary), 0) + amount
    balances["512", ""] = balances.get(("512", ""), 0) - sum(balances.values())
    made = position(balances, place_of, ASSET_LINES)
    assert made.total_assets == made.total_liabilities
    earned = sum(income(balances, place_of).values())
    closed = -sum(amount for (code, _), amount in balances.items() if code.startswith("12"))
    assert made.liabilities.get("result", 0) == earned + closed


def test_balances_of_different_persons_are_not_netted() -> None:
    """What one customer owes stands among the assets, though another one is owed as much."""
    made = position({("411", "c1"): 500, ("411", "c2"): -500}, place_of, ASSET_LINES)
    assert made.assets["customers"].net == 500 and made.liabilities["other_debts"] == 500
    assert made.total_assets == 500


def books(house: House) -> None:
    """Post two years: fixed assets and their depreciation, sales, purchases, a bank that ends overdrawn."""
    for debited, credited, amount, day in (
        ("512", "164", "10000.00", "2025-01-05"), ("2183", "512", "3000.00", "2025-02-01"),
        ("6811", "2818", "1000.00", "2025-12-31"), ("411", "706", "5000.00", "2025-06-30"),
        ("512", "411", "4000.00", "2025-07-15"), ("607", "401", "700.00", "2025-08-01"),
        ("512", "707", "900.00", "2026-01-20"), ("6411", "512", "13000.00", "2026-02-28"),
    ):  # fmt: skip
        house.ledger.do("post_entry", body=entry(debited, credited, amount, date=day))


def lines(shown: dict[str, object], part: str, column: str) -> dict[str, str]:
    """Return the lines of a statement that are not nothing, by code."""
    rows: list[dict[str, dict[str, str]]] = shown[part]  # type: ignore[assignment]
    return {str(row["line"]): row[column]["amount"] for row in rows if row[column]["amount"] != "0.00"}


def test_the_balance_sheet_of_a_day(house: OpenHouse) -> None:
    """Gross, depreciation and net; a bank below zero is a debt; last year stands beside."""
    alpar = house("alpar")
    books(alpar)
    shown = alpar.ledger.do("get_balance_sheet", query={"as_of": "2026-03-01"})
    assert shown["before"] == "2025-12-31" and shown["total"] == eur("3000.00")
    assert lines(shown, "assets", "gross") == {"tangible": "3000.00", "customers": "1000.00"}
    assert lines(shown, "assets", "depreciation") == {"tangible": "1000.00"}
    assert lines(shown, "assets", "before") == {"tangible": "2000.00", "customers": "1000.00", "cash": "11000.00"}
    assert lines(shown, "liabilities", "amount") == {
        "result": "-8800.00", "loans": "10000.00", "overdrafts": "1100.00", "suppliers": "700.00",
    }  # fmt: skip
    assert lines(shown, "liabilities", "before") == {"result": "3300.00", "loans": "10000.00", "suppliers": "700.00"}
    assert shown["total_before"] == eur("14000.00")


def test_the_income_statement_of_a_year(house: OpenHouse) -> None:
    """Products above zero, charges below, from the year's first day to the day; the whole year before beside them."""
    alpar = house("alpar")
    books(alpar)
    shown = alpar.ledger.do("get_income_statement", query={"as_of": "2026-02-27"})
    assert (shown["since"], shown["until"]) == ("2026-01-01", "2026-02-27")
    assert lines(shown, "lines", "amount") == {"goods_sold": "900.00"} and shown["result"] == eur("900.00")
    assert lines(shown, "lines", "before") == {
        "services_sold": "5000.00", "goods": "-700.00", "depreciation": "-1000.00",
    }  # fmt: skip
    assert shown["result_before"] == eur("3300.00")


def test_the_income_statement_outlives_the_closing(house: OpenHouse) -> None:
    """When the year's accounts are approved, its statement is what it was, and the balance sheet too."""
    from tests.unit.ledger.books import adopt

    alpar = house("alpar")
    books(alpar)
    income_before = alpar.ledger.do("get_income_statement", query={"as_of": "2025-12-31"})
    sheet_before = alpar.ledger.do("get_balance_sheet", query={"as_of": "2025-12-31"})
    drawn = alpar.ledger.do("draw_up_accounts", year="2025")
    proposal = {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}
    assert adopt(alpar, proposal, "approve_accounts", "res_1") == "handled"
    assert alpar.ledger.do("get_income_statement", query={"as_of": "2025-12-31"}) == income_before
    assert alpar.ledger.do("get_balance_sheet", query={"as_of": "2025-12-31"}) == sheet_before


def test_the_cash_position(house: OpenHouse) -> None:
    """What was there when the year began, what came and went, and the end of each of twelve months."""
    alpar = house("alpar")
    books(alpar)
    shown = alpar.ledger.do("get_cash_position", query={"as_of": "2026-02-28"})
    assert shown["accounts"] == [
        {"account": "512", "label": "Banques", "opening": eur("11000.00"), "received": eur("900.00"),
         "paid": eur("13000.00"), "balance": eur("-1100.00")}
    ]  # fmt: skip
    assert shown["receivable"] == eur("1000.00") and shown["payable"] == eur("700.00")
    months = {one["month"]: one["balance"]["amount"] for one in shown["months"]}
    assert len(months) == 12 and list(months)[0] == "2025-03"
    assert (months["2025-06"], months["2025-07"], months["2026-01"]) == ("7000.00", "11000.00", "11900.00")


def test_a_members_statement(house: OpenHouse) -> None:
    """Share, call and payment line by line; what is still owed; nothing of anybody else."""
    alpar = house("alpar")
    for number, member in enumerate(("mbr_1", "mbr_2"), 1):
        accept(alpar, member)
        admit(alpar, member, number)
        made = alpar.ledger.do("subscribe_shares", member_id=member, body={"count": 1})
        alpar.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": eur("40.00")})
    shown = alpar.ledger.do("get_member_statement", member_id="mbr_1")
    assert [account["account"] for account in shown["accounts"]] == ["4562"]
    assert [line["balance"]["amount"] for line in shown["accounts"][0]["lines"]] == ["100.00", "60.00"]
    assert shown["owed_by_member"] == eur("60.00") and shown["shares"] == 1 and shown["paid_up"] == eur("40.00")
    rest = {"since": "2026-03-03", "until": "2026-03-31"}
    later = alpar.ledger.do("get_member_statement", member_id="mbr_1", query=rest)
    assert later["accounts"][0]["opening"] == eur("60.00") and later["accounts"][0]["lines"] == []
    with pytest.raises(NotFound):
        alpar.ledger.do("get_member_statement", member_id="mbr_9")
    with pytest.raises(PeriodReversed):
        alpar.ledger.do("get_member_statement", member_id="mbr_1", query={"since": "2026-03-20", "until": "2026-03-01"})


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, every kind of space a plain one."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("write_trial_balance", ["Balance générale", "2183", "17 600,00 €"]),
        ("write_balance_sheet", ["Bilan", "Immobilisations corporelles", "3 000,00 €", "Emprunts"]),
        ("write_income_statement", ["Compte de résultat", "Ventes de marchandises", "900,00 €"]),
        ("write_cash_position", ["Situation de trésorerie", "Banques", "11 900,00 €"]),
    ],
)  # fmt: skip
def test_each_report_is_a_document(house: OpenHouse, operation: str, words: list[str]) -> None:
    """PDF in French as it comes, CSV with the same rows for a program."""
    alpar = house("alpar")
    books(alpar)
    pdf = alpar.ledger.download(operation, query={"as_of": "2026-01-31"})
    for word in words:
        assert word in text_of(pdf), text_of(pdf)
    table = alpar.ledger.download(operation, query={"as_of": "2026-01-31", "format": "csv", "language": "en"})
    assert table.decode().count("\r\n") >= 2


def test_a_members_statement_bears_the_name(house: OpenHouse) -> None:
    """The name is joined on the page, and on no line of the books."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    alpar.ledger.do("name_auxiliary", auxiliary="mbr_1", body={"name": "Camille Durand", "party": "person"})
    alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    assert "Camille Durand" in text_of(alpar.ledger.download("write_member_statement", member_id="mbr_1"))
    shown = alpar.ledger.do("get_member_statement", member_id="mbr_1")
    assert "Durand" not in str(shown)


def test_a_report_ends_on_the_day_asked(house: OpenHouse) -> None:
    """Nearer to either end of a month, a balance is the sum of the lines until that day."""
    alpar = house("alpar")
    for day in (3, 10, 20, 28):
        alpar.ledger.do("post_entry", body=entry("512", "707", "1.00", date=f"2026-01-{day:02d}"))
    found = [
        alpar.ledger.do("get_trial_balance", query={"as_of": date(2026, 1, day).isoformat()})["debit"]["amount"]
        for day in (2, 3, 9, 15, 16, 19, 20, 27, 28, 31)
    ]
    assert [Money.parse(amount).minor // 100 for amount in found] == [0, 1, 1, 2, 2, 2, 3, 3, 4, 4]
