"""Puts balances into the lines of the statements, and proves that nothing is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# (account, auxiliary or "") → minor units, debits above zero
Sums = Mapping[tuple[str, str], int]
Placed = Callable[[str], tuple[str, str]]


@dataclass(frozen=True)
class AssetLine:
    """What an asset was worth when it came, what of that is depreciated, and what is left; in minor units."""

    gross: int = 0
    depreciation: int = 0

    @property
    def net(self) -> int:
        """What is left."""
        return self.gross - self.depreciation


@dataclass(frozen=True)
class Position:
    """A balance sheet: assets by line, and what stands against them by line (above zero: owed or owned)."""

    assets: Mapping[str, AssetLine]
    liabilities: Mapping[str, int]

    @property
    def total_assets(self) -> int:
        """All assets, net."""
        return sum(line.net for line in self.assets.values())

    @property
    def total_liabilities(self) -> int:
        """Everything that stands against the assets; equal to them."""
        return sum(self.liabilities.values())


def position(balances: Sums, placed: Placed, asset_lines: frozenset[str]) -> Position:
    """Return the balance sheet that balances make; those of one account and different auxiliaries are never netted.

    What one customer owes is an asset although another is owed (PCG art. 112-2: no set-off). Classes 6 and 7, as long
    as no assembly has closed them, are the result. Raises AssertionError when the balances do not sum to zero.
    """
    assert sum(balances.values()) == 0, "debits and credits differ"
    gross: Counter[str] = Counter()
    depreciation: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for (account, _), amount in balances.items():
        debit, credit = ("result", "result") if account[0] in "67" else placed(account)
        line = debit if amount > 0 else credit
        if line.endswith("-"):
            depreciation[line[:-1]] -= amount
        elif line in asset_lines:
            gross[line] += amount
        else:
            owed[line] -= amount
    made = Position({line: AssetLine(gross[line], depreciation[line]) for line in asset_lines}, owed)
    assert made.total_assets == made.total_liabilities, "a balance has no place"
    return made


def income(moved: Sums, placed: Placed) -> dict[str, int]:
    """Return what classes 6 and 7 moved, by line: products above zero, charges below; they sum to the result."""
    lines: Counter[str] = Counter()
    for (account, _), amount in moved.items():
        if account[0] in "67":
            lines[placed(account)[0]] -= amount
    return lines
