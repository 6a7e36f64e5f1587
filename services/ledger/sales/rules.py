"""What is asked of VAT lines, returns and till closings; pure, in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from services.commons.money import Money, share_out


class VatPart(NamedTuple):
    """What falls under one rate: without VAT, and the VAT, in minor units."""

    rate: Fraction
    net: int
    vat: int


def written_rate(rate: Fraction) -> str:
    """Write a rate as a decimal where that is exact (``0.055``), else as the fraction it is."""
    text = str(Money(round(rate * 1000), "KWD")).rstrip("0").rstrip(".")
    return text if Fraction(text) == rate else str(rate)


def wrong_rate(parts: Iterable[VatPart], known: Sequence[Fraction]) -> Fraction | None:
    """Return the first rate that the law does not know."""
    return next((part.rate for part in parts if part.rate not in known), None)


def misadded(parts: Sequence[VatPart], amount: int | None, vat: int | None) -> str | None:
    """Return what does not add up, in words, or None.

    Nets and VAT sum to the ``amount``, the VAT to ``vat`` (where they are given). The VAT of a rate may be off by what
    rounding item by item amounts to: five minor units, or a hundredth of the net amount if that is more.
    """
    if len({part.rate for part in parts}) != len(parts):
        return "a rate comes twice"
    if amount is not None and sum(part.net + part.vat for part in parts) != amount:
        return "net amounts and VAT do not sum to the amount"
    if vat is not None and sum(part.vat for part in parts) != vat:
        return "the VAT of the lines does not sum to the VAT"
    for part in parts:
        if abs(part.vat - part.net * part.rate) > max(Fraction(5), Fraction(abs(part.net), 100)):
            return f"VAT at {written_rate(part.rate)} is not that rate of the net amount"
    return None


def ill_returned(sold: int, returned: int, amount: int) -> str | None:
    """Return why ``amount`` (below zero) cannot come back of a sale of which ``returned`` (≥ 0) came back before."""
    if amount >= 0:
        return "a return is below zero"
    if sold <= 0:
        return "it is no sale but a return or a reversal"
    if returned - amount > sold:
        return "more comes back than was bought"
    return None


def attributed(purchases: int, members: Sequence[str], *, equally: bool) -> dict[str, int]:
    """Attribute what a household bought: all to its holder, or equally to its members by largest remainder."""
    return share_out(purchases, dict.fromkeys(members, 1)) if equally else {members[0]: purchases}
