"""What stands between an application and membership, by the statutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.money import Money

# Of right and by payment nobody has to decide: the application is accepted as it comes.
UNDECIDED = ("of_right", "payment")
GENERAL_ASSEMBLY = "general_assembly"


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """What the statutes ask to be paid before admission: a fraction of the least shares of the category."""

    nominal: Money
    minimum: int
    paid_to_admit: Fraction

    @property
    def to_pay(self) -> Money:
        """The amount that admits, rounded up to the minor unit: less would not be the fraction."""
        exact = self.nominal.minor * self.minimum * self.paid_to_admit
        return Money(-(-exact.numerator // exact.denominator), self.nominal.currency)


def share_terms(shares: Mapping[str, Any], category: str, currency: str) -> ShareTerms:
    """Read the terms of a category; what a category does not say, the general rule does."""
    own = shares.get("by_category", {}).get(category, {})
    merged = {**shares, **own}
    return ShareTerms(
        Money.parse(str(merged["nominal"]), currency), int(merged.get("minimum", 1)),
        Fraction(str(merged.get("paid_to_admit", "1"))),
    )  # fmt: skip


def is_enough(paid: Money, terms: ShareTerms | None) -> bool:
    """Say whether what is paid admits; an association without shares asks for nothing."""
    return terms is None or paid.minor >= terms.to_pay.minor


def dues_missing(required: str | None, paid_until: date | None, today: date) -> bool:
    """Say whether the linked organisation that admission requires still waits for its dues."""
    return required is not None and (paid_until is None or paid_until < today)


def blocking_codes(state: str, decided_by: str, *, enough_paid: bool, linked_dues_missing: bool) -> list[str]:
    """Return what blocks an application, in the order in which it is to be done; nothing once it is settled."""
    if state == "under_review":
        waiting = "decision_pending" if decided_by == GENERAL_ASSEMBLY else "under_review"
        return [waiting] + ["linked_organisation_dues_missing"] * linked_dues_missing
    if state == "accepted":
        return ["linked_organisation_dues_missing"] * linked_dues_missing + ["share_not_paid"] * (not enough_paid)
    return []
