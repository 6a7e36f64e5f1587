"""The surplus of a cooperative of collective interest (law 47-1775, articles 16 and 19 nonies)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .shares import Capital, share_capital, shared
from .split import Limit, Split, down, up


@dataclass(frozen=True)
class CollectiveTerms:
    """What the proposal asks for: rates of the surplus, ``statutory_reserve`` of what the legal reserve leaves."""

    legal_reserve_rate: Fraction
    lawful_reserve_rate: Fraction
    statutory_reserve: Fraction
    lawful_statutory_reserve: Fraction
    # Of the surplus without public subsidies; and the most that the statutes give.
    interest: Fraction
    interest_maximum: Fraction
    interest_rate_maximum: Fraction | None
    articles: Mapping[str, str]
    community: Fraction = Fraction(0)
    community_maximum: Fraction = Fraction(0)


@dataclass(frozen=True)
class CollectiveFacts:
    """What the books say; ``gap`` is what the legal reserve may still take (None: the statutes set no end to it)."""

    surplus: int
    subsidies: int
    gap: int | None
    capital: Capital
    causes: Mapping[str, Fraction]

    def legal_reserve(self, rate: Fraction, surplus: int) -> int:
        """Return what a rate puts into the legal reserve of a surplus."""
        asked = up(rate * surplus)
        return asked if self.gap is None else min(asked, self.gap)


def split_collective_surplus(facts: CollectiveFacts, terms: CollectiveTerms) -> Split:
    """Split the surplus: 15 % legal reserve, at least half of the rest statutory reserve, interest on what is left.

    57.5 % go to the reserves in all. Nobody has a part by labour or purchases. Public subsidies of the year are left
    out of what interest is reckoned on: it never exceeds what the same rules would leave of the surplus without them.
    """
    whole = facts.surplus
    legal_reserve = facts.legal_reserve(terms.legal_reserve_rate, whole)
    statutory_reserve = min(up(terms.statutory_reserve * (whole - legal_reserve)), whole - legal_reserve)
    left = whole - legal_reserve - statutory_reserve
    base = max(0, whole - max(0, facts.subsidies))
    interest = min(down(terms.interest * base), left) if facts.capital.days_held else 0
    asked = down(terms.community * whole)
    gifts = min(asked, left - interest)
    parts = {
        "legal_reserve": legal_reserve, "statutory_reserve": statutory_reserve, "interest": interest,
        "community": gifts, "other_reserves": left - interest - gifts,
    }  # fmt: skip
    said = terms.articles
    lawful = facts.legal_reserve(terms.lawful_reserve_rate, whole)
    half = up(terms.lawful_statutory_reserve * (whole - legal_reserve))
    limits = [
        Limit("legal_reserve", legal_reserve, lawful, "at_least", said["legal_reserve"]),
        Limit("statutory_reserve", statutory_reserve, half, "at_least", said["statutory_reserve"]),
        Limit("reserves_in_all", legal_reserve + statutory_reserve, lawful + up(
            terms.lawful_statutory_reserve * (whole - lawful)
        ), "at_least", said["statutory_reserve"]),
        Limit("interest_without_subsidies", interest, _most_interest(facts, terms, base), "at_most", said["subsidies"]),
        Limit("interest_of_statutes", interest, down(terms.interest_maximum * base), "at_most", said["interest"]),
        Limit("community_within_rest", asked, left - interest, "at_most", said["community"]),
        Limit("community", gifts, down(terms.community_maximum * whole), "at_most", said["community"]),
    ]  # fmt: skip
    if terms.interest_rate_maximum is not None:
        cap = down(terms.interest_rate_maximum * facts.capital.average)
        limits.append(Limit("interest_rate", interest, cap, "at_most", said["interest_rate"]))
    return Split(
        whole, parts, tuple(limits), interest=share_capital(interest, facts.capital), gifts=shared(gifts, facts.causes)
    )


def _most_interest(facts: CollectiveFacts, terms: CollectiveTerms, base: int) -> int:
    legal_reserve = facts.legal_reserve(terms.lawful_reserve_rate, base)
    return base - legal_reserve - up(terms.lawful_statutory_reserve * (base - legal_reserve))
