"""What blocks an application."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from services.commons.money import Money
from services.membership.admissions.rules import (
    Open,
    ShareTerms,
    blocking_codes,
    is_enough,
    is_minor,
    share_terms,
    wanted,
)
from services.membership.register.rules import birthday


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
    assert blocking_codes(state, decided_by, Open(linked_dues_missing=dues_missing, enough_paid=paid)) == codes


@pytest.mark.parametrize("state", ["under_review", "accepted"])
def test_a_minor_without_papers_is_told_both_first(state: str) -> None:
    """A guardian's word and the documents come before whatever else is to be done."""
    still = Open(guardian_missing=True, documents_missing=True, enough_paid=False)
    assert blocking_codes(state, "board", still)[:2] == ["guardian_missing", "documents_missing"]


def test_of_age_on_the_birthday() -> None:
    """Eighteen years to the day; who was born on 29 February has the birthday on 1 March of other years."""
    assert is_minor(date(2008, 3, 3), date(2026, 3, 2)) and not is_minor(date(2008, 3, 2), date(2026, 3, 2))
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert not is_minor(None, date(2026, 3, 2))


def test_an_old_version_is_no_acceptance() -> None:
    """Statutes count their own versions; a notice names its version; a document without one is just read."""
    asked = wanted(
        [{"slug": "statutes"}, {"slug": "privacy", "version": "2026-01"}, {"slug": "charter"}], ["mail"],
        {"statutes": 3, "bylaws": 1},
    )  # fmt: skip
    accepted = {"statutes": "2", "privacy": "2026-01", "charter": None}
    assert [asked.is_in_force(*one) for one in accepted.items()] == [False, True, True]
    assert asked.is_in_force("statutes", "3") and not asked.is_in_force("privacy", None)
    papers = [("document", "statutes"), ("document", "charter"), ("consent", "privacy")]
    assert asked.missing(papers) == (["privacy"], ["mail"])


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
