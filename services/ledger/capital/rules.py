"""The capital register: what may be held, moved, withdrawn and repaid. Shares are counts, money is in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.calendar import months_later
from services.commons.money import share_out


@dataclass(frozen=True)
class Bounds:
    """How many shares one member must and may hold (``maximum`` None: as many as they like)."""

    minimum: int
    maximum: int | None


def bounds(shares: Mapping[str, Any], category: str) -> Bounds:
    """Return the bounds of a category: its own ones where the statutes give them, else those for everyone."""
    own = (shares.get("by_category") or {}).get(category, {})
    maximum = own.get("maximum", shares.get("maximum"))
    return Bounds(int(own.get("minimum", shares.get("minimum", 1))), None if maximum is None else int(maximum))


def exceeds(held: int, asked: int, allowed: Bounds) -> bool:
    """Say whether a member who holds some shares and asks for more would hold too many."""
    return allowed.maximum is not None and held + asked > allowed.maximum


def falls_short(held: int, asked: int, allowed: Bounds) -> bool:
    """Say whether a member would still hold fewer shares than they must."""
    return held + asked < allowed.minimum


def part(of: int, whole: int) -> Fraction:
    """Return what part of a whole something is; nothing of nothing."""
    return Fraction(of, whole) if whole else Fraction(0)


def breaks(before: Fraction, after: Fraction, *, most: Fraction | None = None, least: Fraction | None = None) -> bool:
    """Say whether a part that kept its bound before does not keep it afterwards.

    What was out of bounds already is not refused: a founding register, or the day after somebody died, must be able to
    grow back into them.
    """
    if most is not None and before <= most < after:
        return True
    return least is not None and before >= least > after


@dataclass(frozen=True)
class Holding:
    """What is left of shares that were got at once: how many, and the capital they stand for."""

    id: str
    held: int
    capital: int


@dataclass(frozen=True)
class Taken:
    """Shares taken out of a holding, and the capital that goes with them."""

    id: str
    count: int
    capital: int


def take(holdings: Sequence[Holding], count: int) -> list[Taken]:
    """Take shares out of holdings, in their order; raise ValueError when they hold fewer.

    Invariant: what is taken and what is left come to what was held, in shares and in capital; all of the shares take
    all of the capital. Where losses made the capital indivisible, the odd unit stays with the shares that stay.
    """
    taken, left = [], count
    for one in holdings:
        if left and one.held:
            some = min(left, one.held)
            taken.append(Taken(one.id, some, one.capital * some // one.held))
            left -= some
    if left:
        raise ValueError(f"{left} more shares asked for than are held")
    return taken


def loss_shares(nominal: Mapping[str, int], capital: int, losses: int, reserves: int) -> dict[str, int]:
    """Return the losses that each redemption of a year bears: those beyond the reserves, pro rata to nominal value.

    ``nominal`` is what was paid up on each of the year's redemptions, ``capital`` what the losses fall on in all:
    theirs and that of those who stay. Largest remainder, ties by id. Source: law 47-1775, article 18.
    """
    beyond = min(max(0, losses - reserves), capital)
    stay = capital - sum(nominal.values())
    shares = share_out(beyond, {**nominal, "": max(0, stay)}) if beyond else dict.fromkeys(nominal, 0)
    return {one: shares[one] for one in nominal}


def floor(highest_reached: int, fraction: Fraction) -> int:
    """Return the capital below which no withdrawal may take it, rounded up: a fraction of the highest ever reached."""
    exact = highest_reached * fraction
    return -(-exact.numerator // exact.denominator)


def payable(capital: int, owed: int, least: int) -> int:
    """Return how much of what is owed for shares may be paid: what is not repaid yet still stands for capital."""
    return owed if capital >= least else max(0, capital + owed - least)


def instalments(value: int, ended_on: date, today: date, years: int) -> list[tuple[date, int]]:
    """Return equal instalments on the anniversaries of the day a membership ended, none before today.

    Within 0 years all is due today. Largest remainder, the first ones first; those of nothing are left out.
    """
    days = [max(today, months_later(ended_on, 12 * number)) for number in range(1, years + 1)] or [today]
    parts = share_out(value, dict.fromkeys(range(len(days)), 1))
    by_day: dict[date, int] = {}
    for place, day in enumerate(days):
        by_day[day] = by_day.get(day, 0) + parts[place]
    return [(day, amount) for day, amount in sorted(by_day.items()) if amount]


def converted(count: int, price: int, into: int) -> int | None:
    """Return how many shares of another nominal value the same money makes; None where something would be left."""
    whole, left = divmod(count * price, into) if into else (0, 0)
    return None if left or not whole else whole
