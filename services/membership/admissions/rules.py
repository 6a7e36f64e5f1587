"""What stands between an application and membership, by the statutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.money import Money
from services.membership.register.rules import birthday

# Of right and by payment nobody has to decide: the application is accepted as it comes.
UNDECIDED = ("of_right", "payment")
GENERAL_ASSEMBLY = "general_assembly"
# Civil Code, articles 388 and 414.
MAJORITY = 18


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


def is_minor(born_on: date | None, on: date) -> bool:
    """Say whether somebody is known to be under age on a day."""
    return born_on is not None and on < birthday(born_on, MAJORITY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an applicant has to accept: documents by slug with the version in force (None: any), and consents."""

    documents: Mapping[str, str | None]
    consents: frozenset[str]

    def is_in_force(self, slug: str, version: str | None) -> bool:
        """Say whether a version of a document is the one in force: another one says something else."""
        return self.documents[slug] in (None, version)

    def missing(self, accepted: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """Return the documents and consents that are missing among (kind, slug), each list in order.

        What was accepted in the version of its day stays accepted: an amendment stops no application.
        """
        held = set(accepted)
        documents = [slug for slug in self.documents if ("document", slug) not in held]
        return documents, sorted(slug for slug in self.consents if ("consent", slug) not in held)


def wanted(asked: Sequence[Mapping[str, Any]], consents: Sequence[str], versions: Mapping[str, int]) -> Wanted:
    """Read what the statutes ask for; statutes and bylaws themselves are accepted in the version that is in force."""
    documents: dict[str, str | None] = {}
    for one in asked:
        slug, version = str(one["slug"]), one.get("version")
        documents[slug] = str(versions[slug]) if slug in versions else None if version is None else str(version)
    return Wanted(documents, frozenset(consents))


@dataclass(frozen=True, slots=True)
class Open:
    """What is still to be done for an application, as far as it is known; nothing, unless something is said."""

    guardian_missing: bool = False
    documents_missing: bool = False
    linked_dues_missing: bool = False
    enough_paid: bool = True


def blocking_codes(state: str, decided_by: str, still: Open) -> list[str]:
    """Return what blocks an application, in the order in which it is to be done; nothing once it is settled."""
    if state not in ("under_review", "accepted"):
        return []
    codes = ["guardian_missing"] * still.guardian_missing + ["documents_missing"] * still.documents_missing
    if state == "under_review":
        codes.append("decision_pending" if decided_by == GENERAL_ASSEMBLY else "under_review")
    codes += ["linked_organisation_dues_missing"] * still.linked_dues_missing
    if state == "accepted" and not still.enough_paid:
        codes.append("share_not_paid")
    return codes
