"""Sets several ways to allocate a surplus beside one another."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.closing.years import known_year
from services.ledger.surplus import contract
from services.ledger.surplus.computing import computed, shown
from services.ledger.surplus.contract.shapes import PARTS

MOST = 10
OF_STATUTES = "statutes"


@answers(contract.compare)
def compare(unit: Unit, year: int, variants: str | None) -> dict[str, Any]:
    """Compare variants with what the statutes say; none of them has to be lawful."""
    row = known_year(unit, year)
    asked: dict[str, dict[str, Fraction]] = {OF_STATUTES: {}, **read_variants(variants)}
    found = {name: computed(unit, row, parts) for name, parts in asked.items()}
    first = found[OF_STATUTES].content
    return {
        "year": year, "regime": first["regime"], "surplus": Money(first["surplus"], unit.currency),
        "variants": [
            {"name": name, "lawful": not one.broken, **_parts_and_limits(unit, one.content)}
            for name, one in found.items()
        ],
    }  # fmt: skip


def _parts_and_limits(unit: Unit, content: dict[str, Any]) -> dict[str, Any]:
    whole = shown(unit, content, None, None)
    return {"parts": whole["parts"], "limits": whole["limits"]}


def read_variants(text: str | None) -> dict[str, dict[str, Fraction]]:
    """Read ``name:part=fraction,part=fraction;name:…``; raises VariantsUnreadable with what is wrong."""
    found: dict[str, dict[str, Fraction]] = {}
    for given in filter(None, (text or "").split(";")):
        name, _, parts = given.partition(":")
        if not name.strip() or name.strip() in (OF_STATUTES, *found) or not name.strip().isprintable():
            raise _unreadable(given, f"each has a name of its own, other than {OF_STATUTES}")
        asked: dict[str, Fraction] = {}
        for one in filter(None, parts.split(",")):
            part, _, value = one.partition("=")
            if part.strip() not in PARTS:
                raise _unreadable(given, f"{part.strip()[:40]} is none of {', '.join(PARTS)}")
            try:
                asked[part.strip()] = Fraction(value.strip()[:30])
            except (ValueError, ZeroDivisionError):
                raise _unreadable(given, f"{value.strip()[:40]} is no fraction such as 1/3") from None
        found[name.strip()] = asked
    if len(found) > MOST:
        raise _unreadable(text or "", f"at most {MOST} are compared")
    return found


def _unreadable(given: str, why: str) -> contract.VariantsUnreadable:
    return contract.VariantsUnreadable(given=given.strip()[:80], why=why)
