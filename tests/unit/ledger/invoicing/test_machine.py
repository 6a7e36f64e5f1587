"""Whatever is issued, paid, bounced, credited and paid back, in whatever order: the books and the invoices agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.ledger.activities.tables import Receipt, Revenue
from services.ledger.invoicing.open_items import open_items
from services.ledger.journal.tables import EntryLine
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity

OpenHouse = Callable[..., House]
# What is done, on which of the invoices there are, and with which amount in cents.
steps = st.lists(
    st.tuples(st.sampled_from(["issue", "pay", "bounce", "credit", "credit", "pay"]), st.integers(0, 50),
              st.integers(1, 50_000)),
    min_size=3, max_size=12,
)  # fmt: skip
REFUSED = {"invoice_overpaid", "invoice_in_wrong_state", "payment_cancelled", "credit_exceeds_invoice",
           "invoice_without_amount"}  # fmt: skip


def eur(minor: int) -> dict[str, str]:
    """Write an amount in cents."""
    return {"amount": str(Money(minor)), "currency": "EUR"}


def take(house: House, what: str, which: int, cents: int) -> None:
    """Take one step; what the rules refuse is refused by one of their codes."""
    known = [one["id"] for one in house.ledger.do("list_invoices", query={"limit": "500"})["data"]]
    if what == "issue" or not known:
        lines = [{"description": "Work", "quantity": "3", "unit_price": eur(cents), "vat": "standard"},
                 {"description": "Book", "unit_price": eur(which + 1), "vat": "reduced", "sells": "goods"}]  # fmt: skip
        body = {"customer": "cust-town", "lines": lines}
        made = house.ledger.do("draft_invoice", activity_id="act_1", body=body)
        house.ledger.do("issue_invoice", invoice_id=made["id"], body={})
        return
    invoice = known[which % len(known)]
    if what == "pay":
        house.ledger.do("pay_invoice", invoice_id=invoice, body={"amount": eur(cents), "date": "2026-03-02"})
    elif what == "credit":
        part = [{"line": 1, "quantity": str(cents % 3 + 1)}] if cents % 2 else None
        house.ledger.do("credit_invoice", invoice_id=invoice, body={"reason": "Mistake", "lines": part})
    else:
        paid = house.ledger.do("list_invoice_payments", invoice_id=invoice)["data"]
        if paid:
            house.ledger.do("cancel_invoice_payment", payment_id=paid[which % len(paid)]["id"], body={})


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """The cooperative with one activity and one customer; what the examples do to it adds up."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001")
    opened.ledger.do("add_auxiliary", body={"id": "cust-town", "kind": "customer"})
    return opened


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_books_and_invoices_agree(coopaname: House, taken: list[tuple[str, int, int]]) -> None:
    """411 is what is due, 706 and 707 the revenue of activities, the bank what was paid; the replay finds nothing."""
    for what, which, cents in taken:
        try:
            take(coopaname, what, which, cents)
        except Refusal as refusal:
            assert refusal.code in REFUSED
    with coopaname.ledger.database.reading(snapshot=True) as session:
        def on(*accounts: str) -> int:
            return session.scalar(select(func.coalesce(func.sum(EntryLine.amount), 0))
                                  .where(EntryLine.account.in_(accounts))) or 0  # fmt: skip

        due = sum(one.amount.minor if one.kind == "invoice" else -one.amount.minor for one in open_items(session))
        assert on("411") == due
        assert -on("706", "707") == (session.scalar(select(func.sum(Revenue.amount))) or 0)
        received = session.scalar(select(func.sum(Receipt.amount))) or 0
        assert (received == 0) == (on("512") == 0) and abs(received) <= abs(on("512"))
    assert check(coopaname.ledger.database).findings == ()


def test_a_tampered_invoice_is_found(coopaname: House) -> None:
    """Changed behind the triggers' back, the first wrong invoice is named."""
    for cents in (1000, 2000):
        take(coopaname, "issue", 0, cents)
    with coopaname.ledger.database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE invoices SET total = total + 1 WHERE place = 2"))
        session.execute(text("UPDATE invoices SET paid = 1 WHERE place = 1"))
    found = {one.check: one.row for one in check(coopaname.ledger.database).findings}
    assert found["each invoice is what its entry booked"] == "invoice F2026-00002"
    assert found["invoices are paid as their payments say"] == "invoice F2026-00001"
