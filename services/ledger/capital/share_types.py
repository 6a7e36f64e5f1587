"""The types of shares that the statutes have, and what a share of each costs on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract

ORDINARY = "ordinary"


@dataclass(frozen=True)
class ShareType:
    """A type of shares: its name for machines and for people, its nominal value, and the rights it gives."""

    slug: str
    name: str
    nominal: Money
    rights: str


def share_types(unit: Unit, on: date) -> list[ShareType]:
    """Return the types of shares of the statutes in force on a day, the usual one first; ``ordinary`` if they say none.

    A type without a nominal value of its own has that of ``shares.nominal``.
    """
    statutes = unit.rules_on(on)
    nominal = statutes.statutes("shares.nominal")
    listed = statutes.statutes("shares.types", []).value or [{"slug": ORDINARY, "name": "Ordinary share"}]
    return [
        ShareType(
            one["slug"], one["name"],
            Money.parse(one["nominal"], unit.currency) if one.get("nominal") else nominal.money(unit.currency),
            one.get("rights", ""),
        )
        for one in listed
    ]  # fmt: skip


def share_type(unit: Unit, slug: str | None, on: date) -> ShareType:
    """Return a type by its name, or the usual one; refuse a name that the statutes do not have."""
    types = share_types(unit, on)
    if slug is None:
        return types[0]
    for one in types:
        if one.slug == slug:
            return one
    rule = unit.rules_on(on).statutes("shares.types", [])
    known = ", ".join(one.slug for one in types)
    raise contract.UnknownShareType(share_type=slug, known=known, article=rule.article)
