"""The surplus of a consumer cooperative (law 47-1775, articles 15 and 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .shares import Capital, share_capital, shared
from .split import Limit, Split, down, up


@dataclass(frozen=True)
class ConsumerTerms:
    """What a consumer cooperative's proposal asks for; ``refunds`` is the fraction of the lawful maximum."""

    legal_reserve_rate: Fraction
    lawful_reserve_rate: Fraction
    interest: Fraction
    refunds: Fraction
    articles: Mapping[str, str]
    # What the statutes give at most to the shares, of the surplus and as a rate on the capital.
    interest_maximum: Fraction | None = None
    interest_rate_maximum: Fraction | None = None
    # What is given to causes, and the most that the statutes allow, both of the surplus.
    community: Fraction = Fraction(0)
    community_maximum: Fraction = Fraction(0)
    # Which reserve takes what may not be refunded: other_reserves or legal_reserve.
    non_member_surplus: str = "other_reserves"


@dataclass(frozen=True)
class ConsumerFacts:
    """What a consumer cooperative's books say, with each member's purchases and all sales of the year.

    ``causes`` are who gets the gifts, with the weight of each.
    """

    surplus: int
    accessory_income: int
    reserves: int
    capital: int
    purchases: Mapping[str, int]
    total_sales: int
    capital_held: Capital
    causes: Mapping[str, Fraction]

    @property
    def reserves_full(self) -> bool:
        """Whether the reserves have reached the capital."""
        return self.reserves >= self.capital


def split_consumer_surplus(facts: ConsumerFacts, terms: ConsumerTerms) -> Split:
    """Split the surplus: legal reserve, interest, refunds to members, gifts to causes; the rest stays in the reserves.

    Refunds are at most A · member sales / all sales, A = surplus − accessory income − legal reserve − interest, and go
    pro rata to purchases. What strangers' purchases earned is shared with nobody.
    """
    whole = facts.surplus
    legal_reserve = 0 if facts.reserves_full else up(terms.legal_reserve_rate * whole)
    interest = min(down(terms.interest * whole), whole - legal_reserve) if facts.capital_held.days_held else 0
    refundable = max(0, whole - max(0, facts.accessory_income) - legal_reserve - interest)
    most = down(refundable * _member_part(facts))
    refunds = down(terms.refunds * most)
    rest = max(0, whole - legal_reserve - interest - refunds)
    asked = down(terms.community * whole)
    gifts = min(asked, rest)
    not_refundable = min(rest - gifts, whole - legal_reserve - interest - most)
    to_legal_reserve = not_refundable if terms.non_member_surplus == "legal_reserve" else 0
    parts = {
        "legal_reserve": legal_reserve + to_legal_reserve, "interest": interest, "refunds": refunds,
        "community": gifts, "other_reserves": whole - legal_reserve - to_legal_reserve - interest - refunds - gifts,
    }  # fmt: skip
    lawful = 0 if facts.reserves_full else up(terms.lawful_reserve_rate * whole)
    said = terms.articles
    limits = [
        Limit("legal_reserve", parts["legal_reserve"], lawful, "at_least", said["legal_reserve"]),
        Limit("refunds", refunds, most, "at_most", said["refunds"]),
        Limit("community_within_rest", asked, rest, "at_most", said["community"]),
        Limit("community", gifts, down(terms.community_maximum * whole), "at_most", said["community"]),
    ]
    if terms.interest_maximum is not None:
        cap = down(terms.interest_maximum * whole)
        limits.append(Limit("interest_of_statutes", interest, cap, "at_most", said["interest"]))
    if terms.interest_rate_maximum is not None:
        cap = down(terms.interest_rate_maximum * facts.capital_held.average)
        limits.append(Limit("interest_rate", interest, cap, "at_most", said["interest_rate"]))
    return Split(
        whole, parts, tuple(limits), interest=share_capital(interest, facts.capital_held),
        refunds=shared(refunds, facts.purchases), gifts=shared(gifts, facts.causes),
    )  # fmt: skip


def _member_part(facts: ConsumerFacts) -> Fraction:
    """Return what of the sales went to members; returns without a sale do not raise it above the whole."""
    if facts.total_sales <= 0:
        return Fraction(0)
    return Fraction(min(sum(facts.purchases.values()), facts.total_sales), facts.total_sales)
