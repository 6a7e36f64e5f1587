"""What an invoice comes to: exact line by line, VAT once for each rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """A line: how many, at which price in minor units, and what of VAT it falls under.

    ``vat`` names a rate (``standard``), or why there is none (``exempt.training``); ``account`` is that of the sale.
    """

    quantity: Fraction
    unit_price: int
    vat: str
    account: str

    @property
    def net(self) -> int:
        """The amount without VAT, rounded half up."""
        return half_up(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class Bracket:
    """What falls under one rate: the base, and VAT on the whole of it, rounded half up once."""

    vat: str
    rate: Fraction
    base: int

    @property
    def amount(self) -> int:
        """The VAT."""
        return half_up(self.rate * self.base)


@dataclass(frozen=True)
class Totals:
    """An invoice's totals, in minor units.

    Invariants: the brackets' bases sum to ``net``, as do the sales by account; ``net`` and ``vat`` sum to ``total``.
    """

    brackets: tuple[Bracket, ...]
    sales: Mapping[str, int]

    @property
    def net(self) -> int:
        """The amount without VAT."""
        return sum(one.base for one in self.brackets)

    @property
    def vat(self) -> int:
        """The VAT of all rates."""
        return sum(one.amount for one in self.brackets)

    @property
    def total(self) -> int:
        """What the customer pays."""
        return self.net + self.vat


def totals(items: Sequence[Item], rates: Mapping[str, Fraction]) -> Totals:
    """Return what lines come to at the given rates, highest rate first."""
    bases: dict[str, int] = {}
    sales: dict[str, int] = {}
    for item in items:
        bases[item.vat] = bases.get(item.vat, 0) + item.net
        sales[item.account] = sales.get(item.account, 0) + item.net
    brackets = [Bracket(vat, rates[vat], base) for vat, base in bases.items()]
    return Totals(tuple(sorted(brackets, key=lambda one: (-one.rate, one.vat))), sales)


def received(paid: int, net: int, total: int) -> int:
    """Return the part without VAT of what was paid so far; the parts of successive payments sum to it."""
    return half_up(Fraction(paid * net, total)) if total else 0


def number_of(prefix: str, year: int, place: int) -> str:
    """Return the number of the invoice at a place of its series, such as ``F2026-00001``."""
    return f"{prefix}{year}-{place:05d}"


def half_up(exact: Fraction) -> int:
    """Return an exact number rounded to a whole one, a half away from zero."""
    magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -magnitude if exact < 0 else magnitude
