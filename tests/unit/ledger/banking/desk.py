"""What banking tests have in common: a bank account, statements taken in, open items to pay."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.fixtures.bank.writing import IBAN, MAPPING, Written, camt
from tests.house import House
from tests.unit.ledger.books import eur, members

DAY = date(2026, 2, 3)
MEMBER_IBAN = "FR1420041010050500013M02606"
OTHER_IBAN = "DE89370400440532013000"
CREDITOR = "FR72ZZZ123456"


def open_account(house: House, **changed: Any) -> str:
    """Add the bank account that statements of these tests are of, and return its id."""
    body = {"label": "Current account", "iban": IBAN, "csv_mapping": MAPPING, **changed}
    return str(house.ledger.do("open_bank_account", body=body)["id"])


def take(house: House, content: bytes, **query: str) -> dict[str, Any]:
    """Take a statement in and return the job; it must have succeeded."""
    job = house.ledger.run_job("import_bank_statement", upload=content, query=query)
    assert job["state"] == "succeeded", (job, house.ledger.lines(job))
    return dict(job)


def receive(house: House, *movements: Written, opening: int = 0, **options: Any) -> list[dict[str, Any]]:
    """Take in movements as camt.053 and return the lines that are there now, in their order."""
    take(house, camt(opening, movements, **options))
    return lines(house)


def lines(house: House, **query: str) -> list[dict[str, Any]]:
    """Return the bank lines."""
    return list(house.ledger.do("list_bank_lines", query={"limit": "500", **query})["data"])


def subscribed(house: House, count: int = 1) -> list[dict[str, Any]]:
    """Have members subscribe a share each, and return what they subscribed."""
    return [
        house.ledger.do("subscribe_shares", member_id=name, body={"count": 1, "subscribed_on": "2026-01-15"})
        for name in members(house, count)
    ]


def reference_of(house: House, item_id: str) -> str:
    """Return the reference that a payer is asked to write."""
    items = house.ledger.do("list_open_items", query={"limit": "500"})["data"]
    return str(next(one["payment_reference"] for one in items if one["id"] == item_id))


def agreed(house: House, account: str, as_of: str = "2026-12-31") -> dict[str, Any]:
    """Return the reconciliation, which explains the difference to the cent whatever happened."""
    found = house.ledger.do("get_bank_reconciliation", bank_account_id=account, query={"as_of": as_of})
    assert found["unexplained"] == eur("0.00"), found
    return dict(found)
