"""The check compares loans and pending entries with the entries that they led to, and names the row that differs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.house import House
from tests.unit.ledger.books import members
from tests.unit.ledger.funding.money import bank_loan, source
from tests.unit.ledger.journal.test_pending import pending
from tests.unit.ledger.proof.tampering import findings, tamper

OpenHouse = Callable[..., House]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE loans SET balance = balance - 1", "loans stand where their movements bring them"),
        ("UPDATE loan_movements SET principal = principal - 1 WHERE kind = 'draw_down'",
         "each movement of a loan is what its entry booked"),
        ("UPDATE pending_lines SET amount = 2 * amount WHERE number = 1", "pending entries balance"),
        ("UPDATE pending_lines SET account = '471' WHERE account = '467'", "what was pending is posted as it was"),
    ],
)  # fmt: skip
def test_a_register_that_differs_from_its_entries_is_found(house: OpenHouse, statement: str, check: str) -> None:
    """Loans of a bank and of a member, an entry posted after waiting: right as they are, found when changed."""
    alpar = house("alpar")
    bank_loan(alpar)
    (member,) = members(alpar, 1)
    source(alpar, "members-lend", "member_loan")
    alpar.ledger.do("lend_as_member", member_id=member, body={
        "source": "members-lend", "amount": {"amount": "500.00", "currency": "EUR"}, "months": 24, "rate": "0.01",
        "every_months": 12, "method": "at_term", "drawn_on": "2026-02-01", "first_due_on": "2027-02-01",
    })  # fmt: skip
    waiting = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "12.00"))
    alpar.ledger.do("post_pending_entry", pending_entry_id=waiting["id"], body={})
    assert findings(alpar.ledger.database) == {}
    tamper(alpar.ledger.database, statement)
    assert check in findings(alpar.ledger.database)
