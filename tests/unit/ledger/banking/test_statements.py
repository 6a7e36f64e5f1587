"""Statements are taken in once, whatever their format and however they overlap."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from tests.fixtures.bank import writing
from tests.fixtures.bank.writing import IBAN, MAPPING, Written
from tests.house import House
from tests.unit.ledger.banking.desk import DAY, OTHER_IBAN, lines, open_account, take
from tests.unit.ledger.books import eur, refused

OpenHouse = Callable[..., House]
WRITTEN = [
    Written(DAY, 10000, "VIR SEPA RECU ROSA MARTIN", "BK-1"), Written(DAY, -250, "CAFE DU LAC", "BK-2"),
    Written(DAY, -250, "CAFE DU LAC", "BK-3"), Written(date(2026, 2, 5), -999, "FRAIS", "BK-4"),
]  # fmt: skip


def outcomes(house: House, job: dict[str, object]) -> list[str]:
    """Return the outcome of each line."""
    return [one["outcome"] for one in house.ledger.lines(job)]


def test_bank_accounts_are_checked_and_mirror_one_account_each(house: OpenHouse) -> None:
    """A wrong IBAN, BIC, creditor identifier or account of the books is refused; a taken one as well."""
    alpar = house("alpar")
    made = open_account(alpar, iban="fr76 3000 6000 0112 3456 7890 189", bic="AGRIFRPP")
    shown = alpar.ledger.do("get_bank_account", bank_account_id=made)
    assert (shown["iban"], shown["bic"], shown["automatic"]) == (IBAN, "AGRIFRPP", "certain")
    assert alpar.ledger.do("list_bank_accounts")["data"] == [shown]
    body = {"label": "Other", "iban": OTHER_IBAN}
    for changed, code in (
        ({"iban": "FR7630006000011234567890188"}, "invalid_bank_identifier"), ({"iban": IBAN}, "bank_account_taken"),
        ({"bic": "NOTABIC"}, "invalid_bank_identifier"), ({}, "bank_account_taken"),
        ({"creditor_identifier": "FR00ZZZ123456"}, "invalid_bank_identifier"),
        ({"ledger_account": "531"}, "not_a_bank_ledger_account"),
        ({"ledger_account": "51299"}, "not_a_bank_ledger_account"),
    ):  # fmt: skip
        assert refused(alpar, "open_bank_account", body={**body, **changed}).code == code, changed
    assert alpar.ledger.do("open_bank_account", body={**body, "ledger_account": "5121"})["ledger_account"] == "5121"
    changed = alpar.ledger.do("update_bank_account", bank_account_id=made, body={"automatic": "none"})
    assert changed == {**shown, "automatic": "none"}


def test_a_statement_is_taken_in_line_by_line(house: OpenHouse) -> None:
    """Each movement has its verdict, its line and its words; the account is found by its IBAN."""
    alpar = house("alpar")
    account = open_account(alpar)
    job = take(alpar, writing.camt(5000, WRITTEN))
    assert outcomes(alpar, job) == ["created"] * 5
    (statement,) = alpar.ledger.do("list_bank_statements")["data"]
    assert (statement["opening"], statement["closing"], statement["gap"]) == (eur("50.00"), eur("135.01"), None)
    found = lines(alpar, statement=statement["id"])
    assert [one["amount"]["amount"] for one in found] == ["100.00", "-2.50", "-2.50", "-9.99"]
    assert {one["bank_account"] for one in found} == {account} and {one["state"] for one in found} == {"unmatched"}
    one = alpar.ledger.do("get_bank_line", line_id=found[0]["id"])
    assert one == found[0] and one["label"] == "VIR SEPA RECU ROSA MARTIN" and one["outstanding"] == eur("100.00")
    assert alpar.ledger.do("list_bank_lines", query={"state": "matched"})["data"] == []


def test_a_dry_run_keeps_nothing(house: OpenHouse) -> None:
    """The verdicts are told, the lines are not kept."""
    alpar = house("alpar")
    open_account(alpar)
    assert outcomes(alpar, take(alpar, writing.camt(0, WRITTEN), dry_run="true")) == ["created"] * 5
    assert lines(alpar) == [] and alpar.ledger.do("list_bank_statements")["data"] == []


@pytest.mark.parametrize("first", ["camt", "cfonb", "ofx", "csv"])
def test_a_file_in_another_format_adds_nothing(house: OpenHouse, first: str) -> None:
    """The same movements come again, worded by each format: identical ones of a day are told apart by number."""
    alpar = house("alpar")
    account = open_account(alpar)
    make = {"camt": writing.camt, "cfonb": writing.cfonb, "ofx": writing.ofx, "csv": writing.table}
    take(alpar, make[first](5000, WRITTEN), bank_account=account)
    before = lines(alpar)
    for second in (first, *make):
        job = take(alpar, make[second](5000, WRITTEN), bank_account=account)
        assert len(before) == 4 and lines(alpar) == before, second
        assert "created" not in outcomes(alpar, job), second
    assert len(alpar.ledger.do("list_bank_statements")["data"]) == 1


def test_overlapping_statements_share_their_lines(house: OpenHouse) -> None:
    """Days and months may overlap: what is known is skipped, what is new is added, and no gap is seen."""
    alpar = house("alpar")
    account = open_account(alpar)
    take(alpar, writing.camt(0, WRITTEN[:2], number="A"))
    job = take(alpar, writing.cfonb(0, WRITTEN), bank_account=account)
    assert outcomes(alpar, job) == ["created", "skipped", "skipped", "created", "created"]
    take(alpar, writing.camt(10000 - 500, WRITTEN[3:], number="C"))
    found = alpar.ledger.do("list_bank_statements")["data"]
    assert [one["lines"] for one in found] == [2, 4, 1] and [one["gap"] for one in found] == [None] * 3
    assert len(lines(alpar)) == 4


def test_the_same_again_on_the_same_day_is_another_movement(house: OpenHouse) -> None:
    """A second statement of a day that opens where the first closed goes on from it: its coffee is a new one."""
    alpar = house("alpar")
    open_account(alpar)
    coffee = [Written(DAY, -250, "CAFE DU LAC")]
    take(alpar, writing.camt(1000, coffee, number="MORNING"))
    take(alpar, writing.camt(750, coffee, number="AFTERNOON"))
    assert len(lines(alpar)) == 2
    take(alpar, writing.camt(1000, coffee * 2, number="DAY"))
    found = alpar.ledger.do("list_bank_statements")["data"]
    assert len(lines(alpar)) == 2 and [one["gap"] for one in found] == [None] * 3


def test_references_tell_twins_apart(house: OpenHouse) -> None:
    """Two movements of one day, amount and wording are two when the bank's references say so, in one file or two."""
    alpar = house("alpar")
    open_account(alpar)
    take(alpar, writing.ofx(0, [Written(DAY, 100, "DON", "F-1")]))
    take(alpar, writing.ofx(0, [Written(DAY, 100, "DON", "F-1"), Written(DAY, 100, "DON", "F-2")]))
    assert [one["reference"] for one in lines(alpar)] == ["F-1", "F-2"]


def test_a_missing_statement_is_told_and_found_again(house: OpenHouse) -> None:
    """A statement that does not begin where the last one ended is taken in with a warning, until the other comes."""
    alpar = house("alpar")
    open_account(alpar)
    days = [[Written(date(2026, 2, day), 100 * day, f"DAY {day}")] for day in (1, 2, 3)]
    take(alpar, writing.camt(0, days[0], number="1"))
    job = take(alpar, writing.camt(300, days[2], number="3"))
    problem = alpar.ledger.lines(job)[0]["problem"]
    assert problem["code"] == "statement_gap" and problem["values"]["apart"] == eur("2.00")
    assert [one["gap"] for one in alpar.ledger.do("list_bank_statements")["data"]] == [None, eur("2.00")]
    take(alpar, writing.camt(100, days[1], number="2"))
    assert [one["gap"] for one in alpar.ledger.do("list_bank_statements")["data"]] == [None] * 3


def test_csv_follows_a_mapping_given_or_kept(house: OpenHouse) -> None:
    """The mapping of the query wins over that of the account; without either, or an account, CSV is refused."""
    alpar = house("alpar")
    account = open_account(alpar, csv_mapping=None)
    content = writing.table(0, WRITTEN)
    for query in ({}, {"bank_account": account}):
        job = alpar.ledger.run_job("import_bank_statement", upload=content, query=query)
        assert job["state"] == "failed" and alpar.ledger.lines(job)[0]["problem"]["code"] == "csv_mapping_missing"
    take(alpar, content, bank_account=account, mapping=json.dumps(MAPPING))
    assert len(lines(alpar)) == 4
    assert refused(alpar, "import_bank_statement", upload=content, query={"mapping": "{"}).code == "invalid_request"


def test_an_empty_statement_is_taken_in(house: OpenHouse) -> None:
    """A month without movements says its balance all the same, and only once."""
    alpar = house("alpar")
    open_account(alpar)
    content = writing.cfonb(700, [], opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 31))
    assert outcomes(alpar, take(alpar, content)) == ["created"]
    assert outcomes(alpar, take(alpar, content)) == ["skipped"]


def test_no_word_of_the_bank_leaves_the_room(house: OpenHouse) -> None:
    """IBANs are masked where lines are shown; neither they nor names stand in what the ledger tells."""
    alpar = house("alpar")
    open_account(alpar)
    take(alpar, writing.camt(0, [Written(DAY, 100, "VIR ROSA MARTIN", iban=OTHER_IBAN, name="ROSA MARTIN")]))
    (line,) = lines(alpar)
    assert line["party"] == "ROSA MARTIN" and line["iban"] == "DE…3000"
    told = json.dumps(alpar.ledger.told())
    assert OTHER_IBAN not in told and "ROSA" not in told
