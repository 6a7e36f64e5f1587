"""Expenses and pay of activities: once for each id, line by line, undone by a counter-entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from services.ledger.activities.actions.payables import open_expenses
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity, available, earn, expense
from tests.unit.ledger.books import accept, balance, eur, refused

OpenHouse = Callable[..., House]
PAY = "month,activity,person,gross,employer_charges,employee_charges,net,income_tax\n"


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """The cooperative with one activity that has 10,000 and a supplier."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001")
    earn(opened, "act_1", "10000.00", "start")
    opened.ledger.do("add_auxiliary", body={"id": "sup-paper", "kind": "supplier"})
    return opened


def test_an_expense_is_owed_to_its_supplier_or_paid_at_once(coopaname: House) -> None:
    """D 606 and the deductible VAT, against 401 of the supplier or the bank; the same id answers the same."""
    owed = expense("100.00", "e-1", vat=eur("20.00"), paid_from=None, supplier="sup-paper",
                   attachments=[{"name": "bill.pdf", "media": "application/pdf", "sha256": "a" * 64}])  # fmt: skip
    first = coopaname.ledger.do("record_expense", activity_id="act_1", body=owed)
    assert coopaname.ledger.do("record_expense", activity_id="act_1", body=owed) == first
    coopaname.ledger.do("record_expense", activity_id="act_1", body=expense("50.00", "e-2"))
    found = [balance(coopaname, one) for one in ("606", "44566", "401", "512")]
    assert found == ["150.00", "20.00", "-120.00", "9950.00"] and available(coopaname, "act_1") == "9850.00"
    lines = coopaname.ledger.do("get_entry", entry_id=first["entry"])["lines"]
    assert lines[-1]["auxiliary"] == "sup-paper" and {line["activity"] for line in lines} == {"act_1"}
    assert first["attachments"][0]["name"] == "bill.pdf"
    listed = coopaname.ledger.do("list_expenses", query={"activity_id": "act_1", "since": "2026-02-01"})["data"]
    assert [one["external_id"] for one in listed] == ["e-1", "e-2"]


def test_what_is_owed_to_a_supplier_is_paid_once(coopaname: House) -> None:
    """It is open until D 401 / C 512; the treasury counted it before, and cancelling undoes both."""
    owed = expense("100.00", "e-1", vat=eur("20.00"), paid_from=None, supplier="sup-paper")
    told = coopaname.ledger.do("record_expense", activity_id="act_1", body=owed)
    with coopaname.ledger.database.reading() as session:
        assert open_expenses(session) == [(told["id"], "e-1", "sup-paper", 12000, date(2026, 2, 15))]
    paid = coopaname.ledger.do("settle_expense", expense_id=told["id"], body={"date": "2026-03-01"})
    assert paid["settled_on"] == "2026-03-01" and available(coopaname, "act_1") == "9900.00"
    assert balance(coopaname, "401") == "0.00" and balance(coopaname, "512") == "9880.00"
    twice = refused(coopaname, "settle_expense", expense_id=told["id"], body={"date": "2026-03-01"})
    assert twice.code == "expense_settled"
    with coopaname.ledger.database.reading() as session:
        assert open_expenses(session) == []
    coopaname.ledger.do("cancel_expense", expense_id=told["id"], body={})
    assert [balance(coopaname, one) for one in ("401", "512", "606", "44566")] == ["0.00", "10000.00", "0.00", "0.00"]
    at_once = coopaname.ledger.do("record_expense", activity_id="act_1", body=expense("1.00", "e-2"))
    assert refused(coopaname, "settle_expense", expense_id=at_once["id"], body={"date": "2026-03-01"}).status == 409


def test_what_is_wrong_with_an_expense_is_refused(coopaname: House) -> None:
    """Other values for a known id, no supplier and no account, both, a member as supplier, an unknown one."""
    accept(coopaname, "mbr_1")
    coopaname.ledger.do("record_expense", activity_id="act_1", body=expense("50.00", "e-1"))
    cases = {
        "expense_differs": expense("51.00", "e-1"),
        "supplier_needed": expense("1.00", "e-2", paid_from=None),
        "not_a_supplier": expense("1.00", "e-2", paid_from=None, supplier="mbr_1"),
        "unknown_auxiliary": expense("1.00", "e-2", paid_from=None, supplier="nobody"),
        "unknown_account": expense("1.00", "e-2", account="69999"),
        "invalid_request": expense("1.00", "e-2", account="706"),
    }
    for code, body in cases.items():
        assert refused(coopaname, "record_expense", activity_id="act_1", body=body).code == code
    both = expense("1.00", "e-2", supplier="sup-paper")
    assert refused(coopaname, "record_expense", activity_id="act_1", body=both).code == "supplier_needed"
    assert balance(coopaname, "606") == "50.00"


def test_a_cancelled_expense_frees_treasury_and_id(coopaname: House) -> None:
    """Its counter-entry gives the treasury back, once; the right expense may be told under the same id."""
    told = coopaname.ledger.do("record_expense", activity_id="act_1", body=expense("50.00", "e-1"))
    coopaname.ledger.do("cancel_expense", expense_id=told["id"], body={})
    assert available(coopaname, "act_1") == "10000.00"
    assert refused(coopaname, "cancel_expense", expense_id=told["id"], body={}).code == "already_cancelled"
    coopaname.ledger.do("record_expense", activity_id="act_1", body=expense("40.00", "e-1"))
    assert available(coopaname, "act_1") == "9960.00"


def test_expenses_come_from_a_file_whatever_its_cells_hold(coopaname: House) -> None:
    """Sound lines are booked, hostile cells are refused with their lines, and a second time all are skipped."""
    file = (
        "activity,date,amount,account,external_id,supplier,paid_from\n"
        "A001,2026-02-01,10.00,606,x1,,512\n"
        "A001,2026-02-01,20.00,6063,x2,sup-paper,\n"
        "A001,2026-02-01,=1+1,606,x3,,512\n"
        "A001,2026-02-01,1e3,606,x4,,512\n"
        "A001,2026-02-01,10.00,512,x5,,512\n"
        "A001,2026-02-01,10.00,606,x6,,106\n"
        "\"A001'; DROP TABLE entries;--\",2026-02-01,10.00,606,x7,,512\n"
        "A001,2026-13-01,10.00,606,x8,,512\n"
        f"A001,2026-02-01,10.00,606,{'x' * 81},,512\n"
        "A001,2026-02-01,-10.00,606,x9,,512\n"
        "A001,2026-02-01,99999999999999999.00,606,x10,,512\n"
    ).encode()
    lines = coopaname.ledger.lines(coopaname.ledger.run_job("import_expenses", upload=file))
    outcomes = [(one["line"], one["outcome"]) for one in lines]
    assert outcomes == [(2, "created"), (3, "created"), *((place, "refused") for place in range(4, 13))]
    assert balance(coopaname, "606") == "10.00" and balance(coopaname, "6063") == "20.00"
    again = coopaname.ledger.run_job("import_expenses", upload=file)
    assert again["counts"] == {"skipped": 2, "refused": 9}
    dry = coopaname.ledger.run_job("import_expenses", upload=file.replace(b"x1,", b"y1,"), query={"dry_run": "true"})
    assert dry["counts"]["created"] == 1 and balance(coopaname, "606") == "10.00"


def test_pay_is_booked_by_activity_and_once(coopaname: House) -> None:
    """641 and 645 on the activity's axis, 421 of the person, 431 and 4421; told again it is skipped."""
    accept(coopaname, "mbr_1")
    file = (PAY + "2026-02,A001,mbr_1,2000.00,800.00,400.00,1500.00,100.00\n").encode()
    assert coopaname.ledger.run_job("import_payroll_entries", upload=file)["counts"] == {"created": 1}
    assert coopaname.ledger.run_job("import_payroll_entries", upload=file)["counts"] == {"skipped": 1}
    found = [balance(coopaname, one) for one in ("641", "645", "421", "431", "4421")]
    assert found == ["2000.00", "800.00", "-1500.00", "-1200.00", "-100.00"]
    assert available(coopaname, "act_1") == "7200.00"
    (row,) = coopaname.ledger.do("list_payroll_entries", query={"activity_id": "act_1"})["data"]
    assert (row["month"], row["person_id"], row["net"]) == ("2026-02", "mbr_1", eur("1500.00"))
    entry = coopaname.ledger.do("get_entry", entry_id=row["entry"])
    assert entry["date"] == "2026-02-28" and entry["journal"] == "payroll"
    coopaname.ledger.do("cancel_payroll_entry", payroll_entry_id=row["id"], body={})
    right = (PAY + "2026-02,A001,mbr_1,2100.00,800.00,400.00,1600.00,100.00\n").encode()
    assert coopaname.ledger.run_job("import_payroll_entries", upload=right)["counts"] == {"created": 1}
    assert balance(coopaname, "641") == "2100.00" and check(coopaname.ledger.database).holds


def test_a_wrong_line_of_pay_is_refused_by_its_number(coopaname: House) -> None:
    """Parts that are not the gross, a person nobody knows, a month that is none, other values; the rest is booked."""
    accept(coopaname, "mbr_1")
    file = (
        PAY + "2026-01,A001,mbr_1,2000.00,800.00,400.00,1600.00,\n"
        "2026-02,A001,mbr_1,2000.00,800.00,400.00,1500.00,\n"
        "2026-02,A001,per_9,2000.00,800.00,400.00,1600.00,0.00\n"
        "2026-13,A001,mbr_1,2000.00,800.00,400.00,1600.00,\n"
        "2026-01,A001,mbr_1,2200.00,800.00,400.00,1800.00,\n"
        "2026-01,A9,mbr_1,2000.00,800.00,400.00,1600.00,\n"
        "2026-02,A001,mbr_1,0.00,800.00,400.00,1600.00,\n"
    ).encode()
    lines = coopaname.ledger.lines(coopaname.ledger.run_job("import_payroll_entries", upload=file))
    assert [(one["line"], (one["problem"] or {}).get("code")) for one in lines] == [
        (2, None), (3, "payroll_unbalanced"), (4, "unknown_auxiliary"), (5, "row_unacceptable"),
        (6, "payroll_entry_differs"), (7, "unknown_activity"), (8, "row_unacceptable"),
    ]  # fmt: skip
    assert balance(coopaname, "641") == "2000.00"
