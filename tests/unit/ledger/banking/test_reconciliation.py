"""Reconciliation explains the difference between books and bank to the cent, whatever happened."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import date, timedelta

import pypdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from tests.fixtures.bank.writing import Written, camt
from tests.house import House
from tests.unit.ledger.banking.desk import DAY, agreed, lines, open_account, receive, subscribed, take
from tests.unit.ledger.books import entry, eur, refused

OpenHouse = Callable[..., House]


def test_both_sides_are_listed_until_they_agree(house: OpenHouse) -> None:
    """What only the books have and what only the bank has stand apart, on the day and as of it."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="none")
    none = refused(alpar, "get_bank_reconciliation", bank_account_id=account)
    assert none.code == "no_statement_yet"
    alpar.ledger.do("post_entry", body=entry("512", "7588", "40.00", date="2026-02-02"))
    alpar.ledger.do("post_entry", body=entry("627", "512", "7.00", date="2026-02-20"))
    first, second = receive(alpar, Written(DAY, 4000, "REMISE"), Written(date(2026, 2, 10), -540, "FRAIS"))
    found = agreed(alpar, account, "2026-02-15")
    assert (found["books"], found["bank"]) == (eur("40.00"), eur("34.60")) and not found["reconciled"]
    assert [one["amount"] for one in found["only_in_books"]] == [eur("40.00")]
    assert [one["id"] for one in found["only_at_bank"]] == [first["id"], second["id"]]
    alpar.ledger.do("match_bank_line", line_id=first["id"],
                    body={"books": [{"entry": found["only_in_books"][0]["id"]}]})  # fmt: skip
    alpar.ledger.do("match_bank_line", line_id=second["id"], body={"accounts": [{"account": "627"}]})
    assert agreed(alpar, account, "2026-02-15")["reconciled"]
    later = agreed(alpar, account)
    assert (later["only_in_books_total"], later["only_at_bank"], later["bank"]) == (eur("-7.00"), [], eur("34.60"))
    before = agreed(alpar, account, "2026-02-03")
    assert before["reconciled"] and before["last_statement_on"] is None


def test_a_day_between_entry_and_bank_has_it_outstanding(house: OpenHouse) -> None:
    """A cheque entered on Monday and cashed on Friday is outstanding on Wednesday, matched or not."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="strong")
    receive(alpar, Written(DAY, 100000, "DEPOT"), opening=0)
    alpar.ledger.do("match_bank_line", line_id=lines(alpar)[0]["id"], body={"accounts": [{"account": "7588"}]})
    alpar.ledger.do("post_entry", body=entry("606", "512", "25.00", date="2026-02-09"))
    receive(alpar, Written(date(2026, 2, 13), -2500, "CHEQUE 0001"), opening=100000)
    assert agreed(alpar, account)["reconciled"]
    wednesday = agreed(alpar, account, "2026-02-11")
    assert wednesday["only_in_books_total"] == eur("-25.00") and wednesday["only_at_bank"] == []
    late = receive(alpar, Written(date(2026, 2, 14), 700, "DON"), opening=97500)[-1]
    body = {"accounts": [{"account": "7582"}], "date": "2026-02-20"}
    alpar.ledger.do("match_bank_line", line_id=late["id"], body=body)
    between = agreed(alpar, account, "2026-02-16")
    assert between["only_at_bank_total"] == eur("7.00") and between["only_in_books"] == []
    assert agreed(alpar, account, "2026-02-20")["reconciled"]


def test_what_the_books_open_with_is_set_off_against_the_bank(house: OpenHouse) -> None:
    """The balance before the first statement is no difference when the books held the same."""
    alpar = house("alpar")
    account = open_account(alpar)
    alpar.ledger.do("post_entry", body=entry("512", "7588", "50.00", date="2026-01-20"))
    receive(alpar, opening=5000, opens_on=DAY, closes_on=DAY)
    assert agreed(alpar, account)["reconciled"]
    alpar.ledger.do("post_entry", body=entry("512", "7588", "1.00", date="2026-01-21"))
    found = agreed(alpar, account)
    assert (found["opening"], found["only_in_books_total"]) == (eur("50.00"), eur("51.00"))


def test_a_missing_statement_explains_its_part(house: OpenHouse) -> None:
    """What moved between two statements is told apart from what was not matched."""
    alpar = house("alpar")
    account = open_account(alpar)
    receive(alpar, Written(DAY, 100, "A"), number="1")
    receive(alpar, Written(date(2026, 2, 9), 50, "B"), opening=350, number="3")
    found = agreed(alpar, account)
    assert [one["amount"] for one in found["missing_statements"]] == [eur("2.50")]
    assert (found["bank"], found["only_at_bank_total"]) == (eur("4.00"), eur("1.50"))


def test_the_statement_is_a_document(house: OpenHouse) -> None:
    """PDF in French for the file, CSV for a spreadsheet; the IBAN is masked."""
    alpar = house("alpar")
    account = open_account(alpar)
    receive(alpar, Written(DAY, 12345, "VIR SEPA ROSA"))
    part = alpar.ledger.do("get_bank_reconciliation_document", bank_account_id=account)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(base64.b64decode(part["content"]))).pages)
    assert "rapprochement bancaire" in text and "123,45" in text and "VIR SEPA ROSA" in text and "0189" in text
    assert "30006" not in text
    part = alpar.ledger.do("get_bank_reconciliation_document", bank_account_id=account,
                           query={"format": "csv", "language": "en"})  # fmt: skip
    assert "123.45" in base64.b64decode(part["content"]).decode()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("statement"), st.lists(st.integers(-5, 5).filter(bool), max_size=3), st.integers(0, 2)),
        st.tuples(st.just("entry"), st.integers(-5, 5).filter(bool), st.integers(0, 20)),
        st.tuples(st.sampled_from(["match", "book", "unmatch", "ignore", "run"]), st.integers(0, 9), st.integers(0, 9)),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


@given(steps, st.integers(-3, 3))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_difference_is_always_explained(
    house: OpenHouse, taken: list[tuple[str, object, int]], opening: int
) -> None:
    """Statements, gaps, entries, matches and their undoing in any order: nothing is ever left unexplained."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="strong")
    running, day = opening * 100, DAY
    take(alpar, camt(running, [], opens_on=day, closes_on=day, number="0"))
    for number, (kind, what, place) in enumerate(taken, 1):
        try:
            if kind == "statement" and isinstance(what, list):
                day += timedelta(days=1)
                running += 100 * (place == 2)  # now and then a statement is missing
                written = [Written(day, 100 * one, f"M{number}") for one in what]
                take(alpar, camt(running, written, opens_on=day, closes_on=day, number=str(number)))
                running += sum(one.amount for one in written)
            elif kind == "entry" and isinstance(what, int):
                sides = ("512", "7588") if what > 0 else ("627", "512")
                on = (DAY + timedelta(days=place % 20)).isoformat()
                alpar.ledger.do("post_entry", body=entry(*sides, f"{abs(what)}.00", date=on))
            elif isinstance(what, int):
                act(alpar, kind, what, place)
        except Refusal as refusal:
            assert refusal.status < 500
    for until in (DAY, DAY + timedelta(days=3), date(2026, 12, 31)):
        found = agreed(alpar, account, until.isoformat())
        assert until < day or found["bank"]["amount"] == f"{running / 100:.2f}"


def act(house: House, kind: str, which: int, place: int) -> None:
    """Do something with one of the lines."""
    there = lines(house)
    if kind == "run" or not there:
        house.ledger.do("match_bank_lines", body={})
        return
    line = there[which % len(there)]
    if kind == "match":
        house.ledger.do("match_bank_line", line_id=line["id"], body={"accounts": [{"account": "467"}]})
    elif kind == "book":
        posted = house.ledger.do("list_entries", query={"account": "512"})["data"]
        if posted:
            chosen = {"books": [{"entry": posted[place % len(posted)]["id"]}]}
            house.ledger.do("match_bank_line", line_id=line["id"], body=chosen)
    elif kind == "unmatch":
        house.ledger.do("unmatch_bank_line", line_id=line["id"], body={"date": "2026-02-25"})
    else:
        house.ledger.do("ignore_bank_line", line_id=line["id"], body={"reason": "x"})


def test_shares_paid_and_unpaid_leave_nothing_between(house: OpenHouse) -> None:
    """A matched share that is unmatched leaves neither its entry nor the counter-entry outstanding."""
    alpar = house("alpar")
    account = open_account(alpar)
    (share,) = subscribed(alpar)
    (line,) = receive(alpar, Written(DAY, 10000, f"VIR {share['id']}"))
    alpar.ledger.do("unmatch_bank_line", line_id=line["id"], body={"date": "2026-02-10"})
    found = agreed(alpar, account)
    assert found["only_in_books"] == [] and found["only_at_bank_total"] == eur("100.00")
    between = agreed(alpar, account, "2026-02-05")
    assert between["only_in_books_total"] == eur("100.00") and between["only_at_bank_total"] == eur("100.00")
