"""Computes the split of a year's surplus out of the books, as JSON that a proposal can hold for good, and shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.closing.refusals import YearInWrongState
from services.ledger.closing.years import losses_before
from services.ledger.journal.tables import FiscalYear
from services.ledger.surplus import contract
from services.ledger.surplus.facts import split_of
from services.ledger.surplus.facts.books import labour_members
from services.ledger.surplus.facts.scop import posting_of, provided_for
from services.ledger.surplus.rules import Limit, Share

# Where the content of a proposal holds each part of persons, and by what it names them.
PLACES = {
    "labour_share": ("employees", "person_id"), "interest": ("interest", "member_id"),
    "refunds": ("refunds", "member_id"), "gifts": ("gifts", "auxiliary"),
}  # fmt: skip
# The parts in the order in which law and statutes serve them: a JSON column keeps none.
ORDER = (
    "legal_reserve", "development_fund", "statutory_reserve", "labour_share", "interest", "refunds", "community",
    "other_reserves",
)  # fmt: skip
MOST_SHOWN = 1_000  # of each kind in one answer, which the bus has to carry


@dataclass(frozen=True)
class Computed:
    """A split as a proposal holds it, and the limits that it breaks."""

    content: dict[str, Any]
    broken: tuple[Limit, ...]


def computed(
    unit: Unit, year: FiscalYear, asked: Mapping[str, Fraction], causes: Mapping[str, Fraction] | None = None
) -> Computed:
    """Compute the split of a year whose accounts are drawn up; amounts are minor units, fractions are text.

    Raises YearInWrongState, NoSurplus and what the regime's split refuses.
    """
    if year.state not in ("drawn_up", "approved", "sealed") or year.result is None:
        raise YearInWrongState(year=year.year, state=year.state, needed="drawn_up")
    losses = losses_before(unit, year)
    # A participation agreement booked the labour share before the result was struck: the surplus is the one before it.
    provided = provided_for(unit, year.year) if posting_of(unit.rules).value == "participation" else 0
    surplus = year.result + provided - sum(losses.values())
    if surplus <= 0:
        raise contract.NoSurplus(year=year.year, surplus=Money(surplus, unit.currency))
    split = split_of(unit, year, surplus, asked, causes or {})
    members = labour_members(unit, year.year)
    content = {
        "year": year.year, "regime": unit.rules.statutes("identity.regime").value, "surplus": surplus,
        "losses": sum(losses.values()), "losses_by_account": losses, "provided": provided, "parts": split.parts,
        "limits": [_limit(one) for one in split.limits],
        "keys": {key: str(part) for key, part in sorted(split.labour_keys.items())},
        "employees": [
            {"person_id": person, "member_id": members.get(person), **_share(share),
             "coefficient": str(share.coefficient)}
            for person, share in sorted(split.labour.items())
        ],
        "interest": [{"member_id": member, **_share(share)} for member, share in sorted(split.interest.items())],
        "refunds": [{"member_id": member, **_share(share)} for member, share in sorted(split.refunds.items())],
        "gifts": [{"auxiliary": cause, **_share(share)} for cause, share in sorted(split.gifts.items())],
    }  # fmt: skip
    return Computed(content, split.broken)


def _share(share: Share) -> dict[str, Any]:
    return {"amount": share.amount, "weight": str(share.weight)}


def _limit(one: Limit) -> dict[str, Any]:
    return {"rule": one.rule, "value": one.value, "side": one.side, "bound": one.bound, "source": one.article,
            "holds": one.holds}  # fmt: skip


def shown(unit: Unit, content: dict[str, Any], identifier: str | None, digest: str | None) -> dict[str, Any]:
    """Return a split as the API shows it."""
    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    def people(name: str) -> list[dict[str, Any]]:
        return [{**one, "amount": money(one["amount"])} for one in content[name][:MOST_SHOWN]]

    return {
        "id": identifier, "digest": digest, "year": content["year"], "regime": content["regime"],
        "surplus": money(content["surplus"]), "losses_brought_forward": money(content["losses"]),
        "provided": money(content["provided"]),
        "parts": {name: money(content["parts"][name]) for name in ORDER if name in content["parts"]},
        "limits": [{**one, "value": money(one["value"]), "bound": money(one["bound"])} for one in content["limits"]],
        "persons": {part: len(content[place]) for part, (place, _) in PLACES.items()},
        "employees": people("employees"), "interest": people("interest"), "refunds": people("refunds"),
        "gifts": people("gifts"),
    }  # fmt: skip


