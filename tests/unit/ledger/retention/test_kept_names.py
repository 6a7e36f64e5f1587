"""A pseudonymised person's name stays with the books, and goes when they go; the contact for notices goes at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from services.commons.refusals import NotFound
from services.ledger.accounts.contract.names import NameErased
from services.ledger.banking.contract.refusals import PartyPseudonymised
from services.ledger.banking.tables.accounts import KnownPayer
from services.ledger.banking.tables.payments import PaymentOrderItem
from services.ledger.retention.actions import erase_due_names
from services.ledger.retention.statements import forget_bank_words
from services.voting.notices.contract.refusals import ContactErased
from tests.house import House

OpenHouse = Callable[..., House]
IBAN = "FR7630006000011234567890189"
NAMED = {"name": "Wilhelmina Quixote", "party": "person"}


def former_member(house: House) -> str:
    """Import somebody who left at the end of 2020, named in the books and among the voters; return their id."""
    sheet = (
        "external_id,first_name,last_name,category,joined_on,left_on\n"
        "x1,Wilhelmina,Quixote,member,2018-07-02,2020-12-31\n"
    )
    job = house.membership.run_job("import_members", upload=sheet.encode())
    [member_id] = [one["subject"] for one in house.membership.lines(job)]
    house.pump()
    house.ledger.do("name_auxiliary", auxiliary=member_id, body=NAMED)
    return str(member_id)


def booked(house: House, member_id: str) -> None:
    """Post an entry of 2026 in which the member is the third party."""
    amount = {"amount": "10.00", "currency": "EUR"}
    house.ledger.do("post_entry", body={
        "journal": "operations", "date": "2026-03-01", "label": "Refund of a deposit",
        "lines": [{"account": "455", "debit": amount, "auxiliary": member_id}, {"account": "512", "credit": amount}],
    })  # fmt: skip


def pseudonymise(house: House, member_id: str) -> dict[str, Any]:
    """Pseudonymise, hand the events on, and return what membership says then."""
    house.membership.do(
        "pseudonymise_member", member_id=member_id, body={"because": "request", "reason": "asked by letter"}
    )
    house.pump()
    return dict(house.membership.do("get_pseudonymisation", member_id=member_id))


def test_a_name_in_the_books_is_kept_ten_years_after_the_fiscal_year(house: OpenHouse) -> None:
    """The ledger keeps it and says until when and by which article; on the day after, the name is gone."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    assert pseudonymise(here, member_id)["ledger_until"] == "2036-12-31"
    (told,) = here.ledger.told("ledger.name.kept.v1")
    assert told["data"] == {
        "member_id": member_id, "until": "2036-12-31", "article": "Commercial Code, article L123-22"
    }  # fmt: skip
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == NAMED["name"]
    here.clock.advance(days=(11 * 365))
    erase_due_names(here.ledger.database, here.clock)
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == member_id
    here.pump()
    assert here.membership.do("get_pseudonymisation", member_id=member_id)["ledger_until"] is None


def test_a_name_in_no_entry_is_erased_at_once(house: OpenHouse) -> None:
    """Nothing in the books needs it."""
    here = house("alpar")
    member_id = former_member(here)
    assert pseudonymise(here, member_id)["ledger_until"] is None
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == member_id


def test_a_name_is_not_erased_before_its_day(house: OpenHouse) -> None:
    """Nine years later it is still there."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    pseudonymise(here, member_id)
    here.clock.advance(days=9 * 365)
    erase_due_names(here.ledger.database, here.clock)
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == NAMED["name"]


def test_the_contact_for_notices_is_erased_with_the_person(house: OpenHouse) -> None:
    """Voting forgets name and address of the pseudonymised, and of nobody else."""
    here = house("alpar")
    member_id = former_member(here)
    here.voting.do("tell_voter_contact", member_id=member_id, body={"name": "W Quixote", "email": "wq@example.org"})
    pseudonymise(here, member_id)
    contact = here.voting.do("get_voter_contact", member_id=member_id)
    assert contact["name"] is contact["email"] is None
    with pytest.raises(NotFound):
        here.voting.do("get_voter_contact", member_id="mbr_other")


def test_bank_details_go_at_once_and_vouchers_with_the_books(house: OpenHouse) -> None:
    """Where somebody is paid, and from where they paid, is needed by no book; mandates and payments are."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    here.ledger.do("set_payment_details", auxiliary=member_id, body={"iban": IBAN, "name": NAMED["name"]})
    here.ledger.do("record_mandate", body={"auxiliary": member_id, "reference": "R-1", "signed_on": "2026-01-10",
                                           "iban": IBAN, "name": NAMED["name"]})  # fmt: skip
    with here.ledger.database.transaction() as session:
        session.add(KnownPayer(iban=IBAN, auxiliary=member_id, seen_at=here.clock()))
        session.add(PaymentOrderItem(
            id="poi_1", order_id="por_1", item_kind="x", item_id="x", auxiliary=member_id, amount=1, end_to_end="e",
            remittance="r", name=NAMED["name"], iban=IBAN, bic=None, mandate_id=None, sequence=None, state="live",
        ))  # fmt: skip
    pseudonymise(here, member_id)
    assert held(here, "payment_details") == held(here, "known_payers") == []
    assert IBAN in str(held(here, "mandates")) and IBAN in str(held(here, "payment_order_items"))
    here.clock.advance(days=11 * 365)
    erase_due_names(here.ledger.database, here.clock)
    assert IBAN in str(held(here, "payment_order_items")), "a payment under way needs its account"
    with here.ledger.database.transaction() as session:
        session.execute(update(PaymentOrderItem).values(state="executed"))
    erase_due_names(here.ledger.database, here.clock)
    left = f"{held(here, 'mandates')} {held(here, 'payment_order_items')} {held(here, 'auxiliary_names')}"
    assert IBAN not in left and "Quixote" not in left and member_id in left


@pytest.mark.parametrize("in_books", [True, False])
def test_no_name_is_told_again(house: OpenHouse, in_books: bool) -> None:
    """Neither one by one nor by a file, whether the books keep the name or not."""
    here = house("alpar")
    member_id = former_member(here)
    if in_books:
        booked(here, member_id)
    pseudonymise(here, member_id)
    with pytest.raises(NameErased):
        here.ledger.do("name_auxiliary", auxiliary=member_id, body={"name": "Somebody Else"})
    job = here.ledger.run_job("import_auxiliary_names", upload=f"auxiliary,name\n{member_id},Somebody Else\n".encode())
    assert job["counts"] == {"skipped": 1}
    kept = here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"]
    assert kept == (NAMED["name"] if in_books else member_id)


def test_no_contact_of_a_former_member_is_told_again(house: OpenHouse) -> None:
    """Whether voting had one or not; a member whose contact was erased may give one again."""
    here = house("alpar")
    member_id = former_member(here)
    pseudonymise(here, member_id)
    with pytest.raises(ContactErased):
        here.voting.do("tell_voter_contact", member_id=member_id, body={"name": "Wilhelmina Quixote"})
    job = here.voting.run_job("import_voter_contacts", upload=f"member,name\n{member_id},W Quixote\n".encode())
    assert job["counts"] == {"refused": 1}


def held(house: House, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the ledger."""
    with house.ledger.database.reading() as session:
        return [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()]


def shown_by_the_bank(house: House, member_id: str | None, identifier: str, booked_on: str = "2026-02-03") -> None:
    """Write a line of a bank statement that names the member, matched with the entry booked for them if it is said."""
    with house.ledger.database.transaction() as session:
        session.execute(text(
            "INSERT INTO bank_lines (id, account_id, booked_on, amount, label, reference, format, returned, details) "
            "VALUES (:id, 'bnk_1', :day, -1000, 'VIR W QUIXOTE', 'R1', 'ofx', false, cast(:details AS jsonb))"
        ), {"id": identifier, "day": booked_on, "details": f'[{{"iban": "{IBAN}", "name": "W QUIXOTE"}}]'})  # fmt: skip
        if member_id is not None:
            session.execute(text(
                "INSERT INTO bank_matches (id, line_id, account_id, kind, amount, entry, entry_line, made_at, made_by) "
                "SELECT 'mat_1', :id, 'bnk_1', 'book', -1000, entry, 2, now(), 'key' FROM lines WHERE auxiliary = :who"
            ), {"id": identifier, "who": member_id})  # fmt: skip


def test_bank_statements_name_people_as_long_as_vouchers_are_kept(house: OpenHouse) -> None:
    """The words of a line go when the ten years of its own fiscal year are over, whoever it names; the rest stays."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    shown_by_the_bank(here, member_id, "bln_1")
    shown_by_the_bank(here, None, "bln_2", "2027-01-04")
    pseudonymise(here, member_id)
    here.clock.advance(days=(date(2036, 12, 31) - here.clock().date()).days)
    forget_bank_words(here.ledger.database, here.clock)
    assert "QUIXOTE" in str(held(here, "bank_lines")[0])
    here.clock.advance(days=1)
    forget_bank_words(here.ledger.database, here.clock)
    first, second = sorted(held(here, "bank_lines"), key=lambda one: one["id"])
    assert (first["label"], first["reference"], first["details"], first["amount"]) == ("", None, [], -1000)
    assert str(first["forgotten_on"]) == "2037-01-01" and len(held(here, "bank_matches")) == 1
    assert second["label"] == "VIR W QUIXOTE" and second["forgotten_on"] is None


@pytest.mark.parametrize("change", ["amount = 5", "label = 'X', forgotten_on = now()", "forgotten_on = now()"])
def test_a_bank_line_changes_in_no_other_way(house: OpenHouse, change: str) -> None:
    """The database refuses any other change, and one that leaves some of the words."""
    here = house("alpar")
    shown_by_the_bank(here, None, "bln_1")
    with pytest.raises(IntegrityError, match="lose their words"), here.ledger.database.transaction() as session:
        session.execute(text(f"UPDATE bank_lines SET {change}"))
    with pytest.raises(IntegrityError, match="never change"), here.ledger.database.transaction() as session:
        session.execute(text("DELETE FROM bank_lines"))


def test_who_is_shown_by_the_bank_alone_is_told_until_when(house: OpenHouse) -> None:
    """An account they are known by stands in a statement: no entry needs the name, which goes; the term is told."""
    here = house("alpar")
    member_id = former_member(here)
    here.ledger.do("set_payment_details", auxiliary=member_id, body={"iban": IBAN, "name": NAMED["name"]})
    shown_by_the_bank(here, None, "bln_1", "2027-02-03")
    assert pseudonymise(here, member_id)["ledger_until"] == "2037-12-31"
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == member_id


def test_a_statement_does_not_keep_a_name_longer_than_its_entries(house: OpenHouse) -> None:
    """The later day is told, the name goes on the earlier one; once both are over, membership knows of no term."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    here.ledger.do("set_payment_details", auxiliary=member_id, body={"iban": IBAN, "name": NAMED["name"]})
    shown_by_the_bank(here, None, "bln_1", "2027-02-03")
    assert pseudonymise(here, member_id)["ledger_until"] == "2037-12-31"
    for day, name, told in ((date(2036, 12, 31), NAMED["name"], "2037-12-31"), (date(2037, 1, 1), member_id,
                            "2037-12-31"), (date(2038, 1, 1), member_id, None)):  # fmt: skip
        here.clock.advance(days=(day - here.clock().date()).days)
        erase_due_names(here.ledger.database, here.clock)
        here.pump()
        assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == name
        until = here.membership.do("get_pseudonymisation", member_id=member_id)["ledger_until"]
        assert (until and str(until)) == told


def test_no_bank_details_are_told_again(house: OpenHouse) -> None:
    """Neither where to pay, nor a mandate, nor a rule that tells them by their name; a rule that did is retired."""
    here = house("alpar")
    member_id = former_member(here)
    rule = {"position": 1, "contains": "QUIXOTE", "account": "455", "auxiliary": member_id, "label": "W Quixote"}
    here.ledger.do("add_bank_rule", body=rule)
    pseudonymise(here, member_id)
    details = {"iban": IBAN, "name": "W"}
    tries: list[Callable[[], Any]] = [
        lambda: here.ledger.do("set_payment_details", auxiliary=member_id, body=details),
        lambda: here.ledger.do("record_mandate", body={"auxiliary": member_id, "signed_on": "2026-01-10", **details}),
        lambda: here.ledger.do("add_bank_rule", body=rule),
    ]
    for one in tries:
        with pytest.raises(PartyPseudonymised) as refused:
            one()
        assert refused.value.problem()["article"] == "GDPR, article 17"
    (left,) = held(here, "bank_rules")
    assert (left["contains"], left["iban"], left["label"]) == (None, None, "") and left["retired_at"]


def test_a_person_is_given_what_the_ledger_holds(house: OpenHouse) -> None:
    """Their name, entries, bank details and what the bank wrote, amounts as amounts; nobody else's; as PDF as well."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    here.ledger.do("set_payment_details", auxiliary=member_id, body={"iban": IBAN, "name": NAMED["name"]})
    shown_by_the_bank(here, None, "bln_1")
    held_here = json.loads(here.ledger.download("export_ledger_access", auxiliary=member_id))
    tables = {one["table"]: one["rows"] for one in held_here["held"]}
    assert tables["auxiliary_names"][0]["name"] == NAMED["name"] and tables["payment_details"][0]["iban"] == IBAN
    assert [one["amount"] for one in tables["lines"]] == [{"amount": "10.00", "currency": "EUR"}]
    assert tables["bank_lines"][0]["label"] == "VIR W QUIXOTE"
    assert held_here["retention"]["books_until"] == "2036-12-31"
    assert here.ledger.download(
        "export_ledger_access", auxiliary=member_id, query={"format": "pdf"}
    ).startswith(b"%PDF")  # fmt: skip
    assert json.loads(here.ledger.download("export_ledger_access", auxiliary="mbr_other"))["held"] == []
