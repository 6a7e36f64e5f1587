"""The rates of VAT that the law knows on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from services.commons.refusals import StatutesSilent
from services.commons.storage import Unit

from .contract.refusals import UnknownVatRate
from .rules import VatPart, written_rate, wrong_rate

NAMES = ("standard", "intermediate", "reduced", "particular")
UNTAXED = Fraction(0)


def rates_on(unit: Unit, day: date) -> dict[Fraction, str]:
    """Return the rates in force on a day, each with its source; zero stands for what is not taxed."""
    found = {UNTAXED: "General Tax Code, article 261"}
    for name in NAMES:
        try:
            rule = unit.rules_on(day).law(f"vat.{name}")
        except StatutesSilent:
            continue  # the intermediate rate is from 2012
        found[rule.fraction] = rule.article
    return found


def unknown_rate(parts: Iterable[VatPart], day: date, known: Mapping[Fraction, str]) -> UnknownVatRate | None:
    """Return the refusal of a rate that the law does not know on a day."""
    wrong = wrong_rate(parts, tuple(known))
    if wrong is None:
        return None
    said = ", ".join(written_rate(rate) for rate in sorted(known))
    articles = "; ".join(dict.fromkeys(known[rate] for rate in sorted(known)))
    return UnknownVatRate(rate=written_rate(wrong), date=day, known=said, article=articles)
