"""What the ledger hands to one person: all that is theirs, and of what many share their own part alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import insert

from services.ledger.accounts.tables import Auxiliary
from services.ledger.banking.tables import BankLine, BankMatch
from services.ledger.capital.tables import Member
from services.ledger.retention.tables import KeptName
from services.ledger.sales.tables import Household, Sale
from tests.house import House

OpenHouse = Callable[..., House]
ADA, EVE = "FR7630006000011234567890189", "DE89370400440532013000"
KEPT_DAY = date(2036, 12, 31)


def eur(amount: str) -> dict[str, str]:
    """Write an amount."""
    return {"amount": amount, "currency": "EUR"}


def known(house: House, *ids: str) -> None:
    """Let the books know people."""
    with house.ledger.database.transaction() as session:
        for one in ids:
            session.merge(Auxiliary(id=one, kind="person", since=date(2020, 1, 1)))


def posted(house: House, *paid: tuple[str, str]) -> int:
    """Post an entry that pays people out of the bank account; return its position in the books."""
    known(house, *(who for who, _ in paid))
    lines = [{"account": "455", "debit": eur(amount), "auxiliary": who} for who, amount in paid]
    total = sum(int(amount) for _, amount in paid)
    house.ledger.do("post_entry", body={
        "journal": "operations", "date": "2026-03-01", "label": "Repayments",
        "lines": [*lines, {"account": "512", "credit": eur(str(total))}],
    })  # fmt: skip
    with house.ledger.database.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT max(seq) FROM entries").scalar_one())


def shown(house: House, line_id: str, details: list[dict[str, Any]], *entries: int) -> None:
    """Write a bank line with its transactions, matched with entries."""
    with house.ledger.database.transaction() as session:
        session.add(BankLine(
            id=line_id, account_id="bnk_1", booked_on=date(2026, 3, 2), valued_on=None, amount=-3000,
            label="Ada Lovelace rent Eve Online wages", reference="BATCH-1", format="camt", returned=False,
            details=details, forgotten_on=None,
        ))  # fmt: skip
        for number in entries:
            session.add(BankMatch(
                id=f"mat_{line_id}_{number}", line_id=line_id, account_id="bnk_1", kind="book", item_kind=None,
                item_id=None, order_item=None, rule_id=None, amount=-1500 - number, entry=number, entry_line=2,
                made_at=house.clock(), made_by="key_1", returned_by=None, undone_at=None, undone_entry=None,
            ))  # fmt: skip


def given(house: House, auxiliary: str) -> dict[str, Any]:
    """Return the rows of each table that somebody is given."""
    told = json.loads(house.ledger.download("export_ledger_access", auxiliary=auxiliary))
    return {one["table"]: one["rows"] for one in told["held"]}


def paid_on(house: House, auxiliary: str, iban: str, name: str) -> None:
    """Tell where somebody is paid."""
    known(house, auxiliary)
    house.ledger.do("name_auxiliary", auxiliary=auxiliary, body={"name": name, "party": "person"})
    house.ledger.do("set_payment_details", auxiliary=auxiliary, body={"iban": iban, "name": name})


def test_of_a_batch_at_the_bank_each_is_given_their_own_part(house: OpenHouse) -> None:
    """Neither the names, accounts and amounts of the others nor the sum that would tell them; matches likewise."""
    here = house("alpar")
    paid_on(here, "per_ada", ADA, "Ada Lovelace")
    mine, other = posted(here, ("per_ada", "10")), posted(here, ("per_eve", "20"))
    details = [{"iban": ADA, "name": "Ada Lovelace", "amount": -1000, "remittance": "rent"},
               {"iban": EVE, "name": "Eve Online", "amount": -2000, "remittance": "wages"}]  # fmt: skip
    shown(here, "bln_1", details, mine, other)
    tables = given(here, "per_ada")
    [line] = tables["bank_lines"]
    assert line["details"] == details[:1]
    assert line["label"] is line["reference"] is line["amount"] is None
    assert [one["entry"] for one in tables["bank_matches"]] == [mine]
    written = json.dumps(tables)
    assert "Eve" not in written and EVE not in written and "20.00" not in written and "30.00" not in written


def test_a_payment_of_one_is_given_as_the_bank_wrote_it(house: OpenHouse) -> None:
    """Known by its entry alone, as long as that names nobody else; by an entry of many, without the bank's words."""
    here = house("alpar")
    alone, together = posted(here, ("per_ada", "30")), posted(here, ("per_ada", "10"), ("per_eve", "20"))
    shown(here, "bln_1", [], alone)
    shown(here, "bln_2", [{"iban": EVE, "name": "Eve Online"}], together)
    tables = given(here, "per_ada")
    first, second = tables["bank_lines"]
    assert first["label"].startswith("Ada Lovelace") and first["amount"] == eur("-30.00")
    assert (second["label"], second["amount"], second["details"]) == (None, None, [])
    assert [one["entry"] for one in tables["bank_matches"]] == [alone]


def test_a_match_undone_shows_the_line_to_nobody(house: OpenHouse) -> None:
    """It was a mistake: the payment is somebody else's."""
    here = house("alpar")
    shown(here, "bln_1", [], posted(here, ("per_ada", "30")))
    with here.ledger.database.transaction() as session:
        session.query(BankMatch).update({"undone_at": here.clock()})
    assert "bank_lines" not in given(here, "per_ada")


def test_who_was_merged_is_given_with_the_survivor(house: OpenHouse) -> None:
    """In a merge nothing of the books moves: entries and name stand under the old id, and are the survivor's."""
    here = house("alpar")
    known = {"number": None, "kind": "natural_person", "category": "member", "admitted_on": None, "left_on": None}
    with here.ledger.database.transaction() as session:
        session.execute(insert(Member), [{"id": "mbr_new", "merged_into": None, **known},
                                         {"id": "mbr_old", "merged_into": "mbr_new", **known}])  # fmt: skip
    paid_on(here, "mbr_old", ADA, "Ada Lovelace")
    posted(here, ("mbr_old", "10"))
    told = json.loads(here.ledger.download("export_ledger_access", auxiliary="mbr_new"))
    assert told["person"] == {"id": "mbr_new", "name": "Ada Lovelace", "merged": ["mbr_old"]}
    assert told["retention"]["books_until"] == KEPT_DAY.isoformat()
    tables = {one["table"] for one in told["held"]}
    assert {"entries", "lines", "balances", "auxiliary_names", "payment_details"} <= tables


def test_purchases_of_a_household_and_of_before_are_given(house: OpenHouse) -> None:
    """To whoever was of the household when it bought, and to whom the old system named; to no one else."""
    here = house("alpar")
    sale: dict[str, Any] = {
        "legacy": False, "member_id": None, "household": None, "household_version": None, "buyer": None,
        "day": date(2026, 2, 1), "channel": "till", "register": None, "amount": 1000, "vat": 0, "vat_lines": [],
        "returns": None, "reverses": None, "recorded_at": here.clock(),
    }  # fmt: skip
    with here.ledger.database.transaction() as session:
        session.execute(insert(Household), [
            {"id": "hh_1", "version": 1, "members": ["mbr_a", "mbr_b"], "recorded_at": here.clock()},
            {"id": "hh_1", "version": 2, "members": ["mbr_a"], "recorded_at": here.clock()},
        ])  # fmt: skip
        session.execute(insert(Sale), [
            {**sale, "external_id": "both", "household": "hh_1", "household_version": 1},
            {**sale, "external_id": "later", "household": "hh_1", "household_version": 2},
            {**sale, "external_id": "before", "legacy": True, "buyer": "mbr_b"},
        ])  # fmt: skip
    assert {one["external_id"] for one in given(here, "mbr_a")["sales"]} == {"both", "later"}
    assert {one["external_id"] for one in given(here, "mbr_b")["sales"]} == {"both", "before"}
    assert "sales" not in given(here, "mbr_c")


def test_the_day_of_an_erasure_is_that_of_the_law(house: OpenHouse) -> None:
    """Half past eleven in the evening by UTC is the next day in Paris."""
    here = house("alpar")
    with here.ledger.database.transaction() as session:
        late = here.clock().replace(month=7, day=1, hour=23, minute=30)
        session.add(KeptName(auxiliary="mbr_a", until=KEPT_DAY, shown_until=None, article="x", recorded_at=late))
    told = json.loads(here.ledger.download("export_ledger_access", auxiliary="mbr_a"))
    assert told["retention"]["pseudonymised_on"] == f"{here.clock().year}-07-02"
