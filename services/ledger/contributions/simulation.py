"""Shows what a period would have contributed by other rules; nothing is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Unit
from services.ledger.contributions import contract
from services.ledger.contributions.bases import activities_owing
from services.ledger.contributions.booking import check_bases, period_of, rules_of
from services.ledger.contributions.rules import PURCHASES, Basis, RateRule, due
from services.ledger.sheets import money_of

MOST = 500


@answers(contract.simulate_contributions)
def simulate_contributions(
    unit: Unit, since: date, until: date, rule: str, rate: str | None, fixed: str | None, maximum: str | None,
    base: str | None, recognised: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Compute a period by the bylaws and once more with one rule otherwise, for everyone but its exceptions."""
    period = period_of(since, until)
    rules, article = rules_of(unit, period)
    if rule not in {one.name for one in rules}:
        raise NotFound(what="contribution", id=rule)
    changes: dict[str, Any] = {}
    if rate is not None:
        changes["rate"] = _rate(rate)
    for name, cell in (("fixed", fixed), ("maximum", maximum)):
        if cell is not None:
            changes[name] = money_of(cell, unit.currency).minor
    others = [_otherwise(one, changes, base, recognised) if _is_general(one, rule) else one for one in rules]
    check_bases(others, article)
    now = {one.id: (one.code, _total(rules, period, owing)) for one, owing in activities_owing(unit, rules, period)}
    then = {one.id: (one.code, _total(others, period, owing)) for one, owing in activities_owing(unit, others, period)}
    rows = [
        (identifier, (then.get(identifier) or now[identifier])[0], now.get(identifier, ("", 0))[1],
         then.get(identifier, ("", 0))[1])
        for identifier in sorted({*now, *then})
    ]  # fmt: skip
    changed = sorted((row for row in rows if row[2] != row[3]), key=lambda row: (-abs(row[3] - row[2]), row[1]))
    return {
        "since": since, "until": until, "rule": rule, "article": article,
        **_compared(unit, sum(row[2] for row in rows), sum(row[3] for row in rows)), "changed": len(changed),
        "activities": [
            {"activity_id": identifier, "code": code, **_compared(unit, amount, would_be)}
            for identifier, code, amount, would_be in changed[:MOST]
        ],
    }  # fmt: skip


def _is_general(one: RateRule, name: str) -> bool:
    return one.name == name and one.narrowness == 0


def _otherwise(one: RateRule, changes: dict[str, Any], base: str | None, recognised: str | None) -> RateRule:
    kind = base or one.basis.base
    purchases = (one.basis.purchases or PURCHASES) if kind == "gross_margin" else ()
    return replace(one, basis=Basis(kind, recognised or one.basis.recognised, purchases), **changes)


def _rate(text: str) -> Fraction:
    try:
        rate = Fraction(text)
    except ZeroDivisionError:
        rate = Fraction(2)
    if rate > 1:
        message = "A rate lies between 0 and 1."
        raise Invalid(errors=[{"in": "query", "pointer": "/rate", "message": message}])
    return rate


def _total(rules: list[RateRule], period: Any, owing: Any) -> int:
    return sum(one.amount for one in due(rules, period, owing))


def _compared(unit: Unit, amount: int, would_be: int) -> dict[str, Money]:
    sums = {"amount": amount, "would_be": would_be, "difference": would_be - amount}
    return {name: Money(minor, unit.currency) for name, minor in sums.items()}
