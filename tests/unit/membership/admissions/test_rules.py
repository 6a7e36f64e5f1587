"""What blocks an application."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.commons.money import Money
from services.membership.admissions.rules import ShareTerms, blocking_codes, is_enough, share_terms


@pytest.mark.parametrize(
    ("state", "decided_by", "paid", "dues_missing", "codes"),
    [
        ("under_review", "board", False, False, ["under_review"]),
        ("under_review", "general_assembly", False, True, ["decision_pending", "linked_organisation_dues_missing"]),
        ("accepted", "of_right", False, False, ["share_not_paid"]),
        ("accepted", "of_right", False, True, ["linked_organisation_dues_missing", "share_not_paid"]),
        ("accepted", "of_right", True, False, []),
        ("refused", "board", False, True, []),
        ("admitted", "board", True, True, []),
    ],
)
def test_codes(state: str, decided_by: str, paid: bool, dues_missing: bool, codes: list[str]) -> None:
    """Each thing to be done has its code, in the order in which it is to be done."""
    assert blocking_codes(state, decided_by, enough_paid=paid, linked_dues_missing=dues_missing) == codes


def test_a_quarter_is_rounded_up_to_the_cent() -> None:
    """One cent less than a quarter does not admit."""
    terms = ShareTerms(Money(5001), 1, Fraction(1, 4))
    assert terms.to_pay == Money(1251)
    assert (is_enough(Money(1250), terms), is_enough(Money(1251), terms)) == (False, True)


def test_an_association_asks_for_no_share() -> None:
    """Without shares nothing has to be paid."""
    assert is_enough(Money(0), None)


def test_a_category_may_ask_for_more() -> None:
    """What a category does not say, the general rule does."""
    shares = {"nominal": "15.00", "minimum": 1, "paid_to_admit": "1/4", "by_category": {"external": {"minimum": 10}}}
    assert share_terms(shares, "external", "EUR").to_pay == Money(3750)
    assert share_terms(shares, "member", "EUR").to_pay == Money(375)
