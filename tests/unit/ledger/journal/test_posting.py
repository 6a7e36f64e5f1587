"""Entries: posted, numbered, balanced, refused, reversed once, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.house import House
from tests.unit.ledger.books import balance, entry, eur, lines, refused

OpenHouse = Callable[..., House]


def test_an_entry_is_posted_and_read_back(house: OpenHouse) -> None:
    """What was posted is shown, with its number and the time it was recorded beside the day it is dated."""
    alpar = house("alpar")
    given = {**entry("512", "741", "1250.00", date="2026-01-15"), "reference": "G-7", "metadata": {"grant": "region"}}
    posted = alpar.ledger.do("post_entry", body=given)
    shown = alpar.ledger.do("get_entry", entry_id=posted["id"])
    assert shown == posted
    assert (shown["year"], shown["number"], shown["date"]) == (2026, 1, "2026-01-15")
    assert shown["recorded_at"].startswith("2026-03-02")
    assert [line["debit"] or line["credit"] for line in shown["lines"]] == [eur("1250.00"), eur("1250.00")]
    assert shown["metadata"] == {"grant": "region"}


def test_numbers_run_without_gaps_in_each_journal_and_year(house: OpenHouse) -> None:
    """Two journals and two years are numbered apart, and a refused entry takes no number."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    refused(alpar, "post_entry", body=entry("512", "999", "1.00"))
    assert alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))["number"] == 2
    assert alpar.ledger.do("post_entry", body=entry("512", "741", "1.00", journal="bank"))["number"] == 1
    assert alpar.ledger.do("post_entry", body=entry("512", "741", "1.00", date="2025-12-31"))["number"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": lines("512", "741", "2.00", "1.00")}, "entry_unbalanced"),
        ({"lines": lines("512", "741", "1.00")[:1]}, "entry_without_lines"),
        ({"lines": []}, "entry_without_lines"),
        ({"journal": "diary"}, "unknown_journal"),
        ({"journal": "closing"}, "journal_reserved"),
        ({"date": "2027-01-01"}, "beyond_open_year"),
        ({"date": "0206-03-02"}, "invalid_request"),
        ({"date": "9999-12-31"}, "invalid_request"),
        ({"lines": lines("5129", "741", "1.00")}, "unknown_account"),
        ({"lines": lines("675", "512", "1.00")}, "unknown_account"),
        ({"lines": lines("401", "512", "1.00", auxiliary="sup_1")}, "unknown_auxiliary"),
        ({"lines": lines("607", "512", "1.00", auxiliary="sup_1")}, "auxiliary_not_allowed"),
        ({"lines": lines("607", "512", "1.00", funding_source="moon")}, "unknown_axis_value"),
        ({"metadata": {"source": "sub_1"}}, "invalid_request"),
        ({"lines": lines("512", "1013", "1.00")}, "account_kept_by_register"),
        ({"lines": lines("512", "741", "1.00", currency="USD")}, "wrong_currency"),
        ({"lines": [{"account": "512", "debit": eur("1.00")},
                    {"account": "741", "credit": {"amount": "1.00", "currency": "USD"}}]}, "entry_unbalanced"),
        ({"lines": [{"account": "512", "debit": eur("1.00"), "credit": eur("1.00")}]}, "invalid_request"),
        ({"label": ""}, "invalid_request"),
        ({"label": "NUL \x00"}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_nothing_changes(house: OpenHouse, change: dict[str, Any], code: str) -> None:
    """Each kind of wrong entry has its own code, and leaves the books as they were."""
    alpar = house("alpar")
    refusal = refused(alpar, "post_entry", body={**entry("512", "741", "1.00"), **change})
    assert refusal.code == code
    assert alpar.ledger.do("list_entries")["data"] == []
    assert alpar.ledger.do("get_trial_balance")["accounts"] == []


def test_a_refusal_by_the_statutes_names_them(house: OpenHouse) -> None:
    """In what currency the books are kept and when their year ends, the statutes say."""
    alpar = house("alpar")
    for body in (
        {**entry("512", "741", "1.00"), "lines": lines("512", "741", "1.00", currency="USD")},
        entry("512", "741", "1.00", date="2027-01-01"),
    ):
        assert "Statutes of alpar" in str(refused(alpar, "post_entry", body=body).article)


def test_an_account_of_its_time_is_taken(house: OpenHouse) -> None:
    """Account 675 ended with 2024, 657 began with 2025."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("675", "512", "1.00", date="2024-12-31"))
    alpar.ledger.do("post_entry", body=entry("657", "512", "1.00", date="2025-01-01"))
    assert refused(alpar, "post_entry", body=entry("657", "512", "1.00", date="2024-12-31")).code == "unknown_account"


def test_a_reversal_undoes_an_entry_once(house: OpenHouse) -> None:
    """The counter-entry is linked both ways; a second one, and the reversal of a reversal, are refused."""
    alpar = house("alpar")
    first = alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    counter = alpar.ledger.do("reverse_entry", entry_id=first["id"], body={})
    assert counter["reverses"] == first["id"]
    assert alpar.ledger.do("get_entry", entry_id=first["id"])["reversed_by"] == counter["id"]
    assert balance(alpar, "512") == "0.00"
    assert refused(alpar, "reverse_entry", entry_id=first["id"], body={}).code == "already_reversed"
    assert refused(alpar, "reverse_entry", entry_id=counter["id"], body={}).code == "already_reversed"
    assert refused(alpar, "reverse_entry", entry_id="ent_99", body={}).code == "not_found"
    assert refused(alpar, "get_entry", entry_id="ent_²").code == "not_found"


def test_a_closed_month_takes_no_entry(house: OpenHouse) -> None:
    """A month that is over can be closed; the running one cannot."""
    alpar = house("alpar")
    alpar.ledger.do("close_month", month="2026-02")
    assert refused(alpar, "post_entry", body=entry("512", "741", "1.00", date="2026-02-28")).code == "period_closed"
    assert refused(alpar, "close_month", month="2026-03").code == "month_not_ended"
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00", date="2026-03-01"))


def test_entries_are_found_by_account_and_paged(house: OpenHouse) -> None:
    """Filters and cursor give each entry once, in the order of recording."""
    alpar = house("alpar")
    for number in range(5):
        alpar.ledger.do("post_entry", body=entry("512" if number % 2 else "531", "741", f"{number + 1}.00"))
    first = alpar.ledger.do("list_entries", query={"account": "531", "limit": "2"})
    rest = alpar.ledger.do("list_entries", query={"account": "531", "limit": "2", "cursor": first["next_cursor"]})
    found = [one["lines"][0]["debit"]["amount"] for one in first["data"] + rest["data"]]
    assert found == ["1.00", "3.00", "5.00"] and rest["next_cursor"] is None
    assert len(alpar.ledger.do("list_entries", query={"since": "2026-03-03"})["data"]) == 0


def test_own_accounts_extend_the_chart(house: OpenHouse) -> None:
    """A refined account can be posted on; one that refines nothing, or exists, is refused."""
    alpar = house("alpar")
    alpar.ledger.do("add_account", body={"code": "512001", "label": "Credit union"})
    alpar.ledger.do("post_entry", body=entry("512001", "741", "1.00"))
    assert refused(alpar, "add_account", body={"code": "512001", "label": "Again"}).code == "account_exists"
    assert refused(alpar, "add_account", body={"code": "999", "label": "Nowhere"}).code == "account_without_parent"
    listed = alpar.ledger.do("list_accounts", query={"prefix": "512"})["data"]
    assert [(one["code"], one["own"]) for one in listed][:2] == [("512", False), ("512001", True)]
    assert sum(one["own"] for one in listed) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lines SET amount = amount + 1", "DELETE FROM lines", "TRUNCATE lines", "UPDATE entries SET label = 'x'",
        "DELETE FROM entries WHERE false", "TRUNCATE entries", "TRUNCATE share_movements", "DELETE FROM sales",
        "INSERT INTO lines (entry, number, account, amount) VALUES (1, 3, '512', 5), (1, 4, '741', -5)",
        "INSERT INTO lines (entry, number, account, amount) VALUES (99, 1, '512', 5), (99, 2, '741', -5)",
        "INSERT INTO entries (journal, year, number, day, label, currency, lines, metadata, recorded_at) "
        "VALUES ('bank', 2026, 1, '2026-01-01', 'x', 'EUR', 2, '{}', now())",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_changes_and_half_entries(house: OpenHouse, statement: str) -> None:
    """Triggers keep posted rows as they are, lines from being added, and entries from having none."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    with pytest.raises(DBAPIError), alpar.ledger.database.transaction() as session:
        session.execute(text(statement))


def test_the_database_itself_refuses_an_unbalanced_entry(house: OpenHouse) -> None:
    """Whoever writes past the service must balance as well."""
    alpar = house("alpar")
    unbalanced = text(
        "WITH e AS (INSERT INTO entries (journal, year, number, day, label, currency, lines, metadata, recorded_at) "
        "VALUES ('bank', 2026, 1, '2026-01-01', 'x', 'EUR', 2, '{}', now()) RETURNING seq) "
        "INSERT INTO lines (entry, number, account, amount) "
        "SELECT seq, n, '512', n FROM e, generate_series(1, 2) AS n"
    )
    with pytest.raises(DBAPIError, match="does not balance"), alpar.ledger.database.transaction() as session:
        session.execute(unbalanced)
