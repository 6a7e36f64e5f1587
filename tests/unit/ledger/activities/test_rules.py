"""What an activity has left: the money less the debts, counted from the other side of the same lines."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.activities.rules import overdrawn, pool, spenders, together, treasury_of
from services.ledger.journal.rules import DraftLine

# Entries whose lines all carry the axis: what is debited, what is credited.
BOOKED = [("512", "411"), ("606", "401"), ("401", "512"), ("641", "421"), ("645", "431"), ("421", "512"),
          ("186", "181"), ("512", "455"), ("606", "512"), ("512", "758"), ("431", "512")]  # fmt: skip
DEBTS = ("40", "42", "43", "44", "45", "46", "47", "181")
entries = st.lists(st.tuples(st.sampled_from(BOOKED), st.integers(1, 10**6)), max_size=12)


def booked(rows: list[tuple[tuple[str, str], int]]) -> dict[str, int]:
    """Sum entries by account."""
    sums: Counter[str] = Counter()
    for (debit, credit), amount in rows:
        sums[debit] += amount
        sums[credit] -= amount
    return dict(sums)


@settings(max_examples=50)
@given(entries, st.integers(0, 10**6))
def test_available_is_the_money_less_the_debts(rows: list[tuple[tuple[str, str], int]], invoiced: int) -> None:
    """On entries that carry the axis throughout both ways of counting agree, customers' advances being debts."""
    sums = Counter(booked(rows))
    sums.update({"411": invoiced, "706": -invoiced})
    money = sum(amount for account, amount in sums.items() if account[0] == "5")
    debts = sum(amount for account, amount in sums.items() if account.startswith(DEBTS))
    assert treasury_of(sums).available == money + debts + min(0, sums["411"])


def test_an_unpaid_invoice_makes_nothing_available_and_owes_no_vat_yet() -> None:
    """Unpaid 0, half paid half of the amount without VAT, paid all of it."""
    unpaid = {"411": 12000, "706": -10000, "44571": -2000}
    assert treasury_of(unpaid, 2000).available == 0
    assert treasury_of({**unpaid, "411": 6000, "512": 6000}, 1000).available == 5000
    assert treasury_of({**unpaid, "411": 0, "512": 12000}, 0).available == 10000


def test_vat_that_nobody_told_of_is_not_counted_on() -> None:
    """Of a sale booked by hand the VAT is not known until it is paid; a customer's credit makes nothing available."""
    assert treasury_of({"411": 12000, "706": -10000, "44571": -2000}).available == -2000
    assert treasury_of({"411": -12000, "512": 12000}, 0).available == 0


def test_an_expense_weighs_even_when_its_payment_is_off_the_axis() -> None:
    """A charge of 300 takes 300, whichever account it was paid from."""
    assert treasury_of({"606": 300}).available == treasury_of({"606": 300, "512": -300}).available == -300


def test_contributions_weigh_and_their_link_does_not() -> None:
    """186 with 181 takes its amount once; what shared services produce comes to them."""
    assert treasury_of({"186": 100, "181": -100}).available == -100
    assert treasury_of({"187": -100, "181": 100}).available == 100


def test_spending_is_expenses_goods_investments_and_funds_given_back() -> None:
    """Revenue, credit notes, receipts, money paid for what was owed, and contributions are none."""
    spending = [DraftLine("606", 1, activity="a"), DraftLine("218", 1, activity="b"), DraftLine("164", 1, activity="c")]
    other = [DraftLine("706", 1, activity="d"), DraftLine("512", -1, activity="e"), DraftLine("186", 1, activity="f"),
             DraftLine("606", -1, activity="g"), DraftLine("606", 1), DraftLine("411", 1, activity="h")]  # fmt: skip
    assert spenders([*other, *spending]) == ["a", "b", "c"]


def test_activities_together_have_the_sum_of_what_each_has() -> None:
    """Each is counted by itself, so that the VAT in one's open invoices does not lower another's."""
    unpaid, paid = {"411": 12000, "706": -10000, "44571": -2000}, {"512": 5000, "706": -5000}
    assert together([treasury_of(unpaid, 2000), treasury_of(paid)]).available == 5000


def test_the_pool_is_a_part_of_what_the_others_have() -> None:
    """A tenth of all that is above zero, rounded down; what is below zero adds up apart."""
    assert (pool([1009, 0, -500], Fraction(1, 10)), overdrawn([1009, -500, -7])) == (100, 507)
