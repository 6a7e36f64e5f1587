"""Reckons a person's parts again out of the proposal that was adopted; pure arithmetic on what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.ledger.surplus.places import GIFTS, INTEREST, LABOUR_SHARE, REFUNDS


@dataclass(frozen=True)
class PersonsPart:
    """One person's part of one part of the surplus; amounts in minor units."""

    part: str
    base: int
    persons: int
    key: str
    weight: Fraction
    coefficient: Fraction
    weights_in_all: Fraction
    amount: int
    account: str
    auxiliary: str
    article: str

    @property
    def share(self) -> Fraction:
        """The exact fraction of the part that is this person's."""
        return self.weight * self.coefficient / self.weights_in_all

    @property
    def exact(self) -> Fraction:
        """The amount before rounding, in minor units."""
        return self.base * self.share


# Where a proposal holds each part, by what it names the person, which limit names the article, and where it is posted.
_PLACES = (
    ("labour_share", "labour_share", "employees", "person_id", ("labour_share",), LABOUR_SHARE),
    ("interest", "interest", "interest", "member_id",
     ("interest_within_reserves", "interest_without_subsidies", "interest_of_statutes"), INTEREST),
    ("refunds", "refunds", "refunds", "member_id", ("refunds",), REFUNDS),
    ("gift", "community", "gifts", "auxiliary", ("community",), GIFTS),
)  # fmt: skip


def parts_of(content: dict[str, Any], ids: frozenset[str]) -> Iterator[PersonsPart]:
    """Yield the parts of a person known by any of some ids, in the order in which a surplus is divided."""
    keys = {
        "labour_share": ", ".join(f"{key} {part}" for key, part in content["keys"].items()),
        "interest": "capital_days", "refunds": "purchases", "gift": "weight",
    }  # fmt: skip
    for part, of_surplus, place, naming, rules, account in _PLACES:
        everyone = content[place]
        mine = next((one for one in everyone if one[naming] in ids), None)
        if mine is None:
            continue
        yield PersonsPart(
            part, content["parts"][of_surplus], len(everyone), keys[part], Fraction(mine["weight"]), _coefficient(mine),
            sum((Fraction(one["weight"]) * _coefficient(one) for one in everyone), Fraction(0)), mine["amount"],
            account, mine[naming], _article(content, rules),
        )  # fmt: skip


def _coefficient(one: dict[str, Any]) -> Fraction:
    return Fraction(one.get("coefficient", 1))


def _article(content: dict[str, Any], rules: tuple[str, ...]) -> str:
    sources = {limit["rule"]: limit["source"] for limit in content["limits"]}
    return next((sources[rule] for rule in rules if rule in sources), "")
