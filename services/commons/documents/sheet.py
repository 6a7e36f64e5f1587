"""What a document holds, before it is written in any format or language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ..money import Money
from .said import Said

Kind = Literal["text", "amount", "day", "count", "rate", "code"]


@dataclass(frozen=True, slots=True)
class LongDay:
    """A day written out: Saturday 14 March 2026."""

    day: date


Value = Said | str | int | Decimal | Money | date | datetime | time | LongDay | Fraction | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what its cells hold; ``share`` is its part of the page's width beside the others."""

    heading: Said | str
    kind: Kind = "text"
    share: int | None = None

    @property
    def width(self) -> int:
        """The part of the width: said, or what such cells usually take."""
        return self.share or {"text": 30, "amount": 16, "day": 16, "count": 9, "rate": 9, "code": 40}[self.kind]


@dataclass(frozen=True)
class Table:
    """Rows under columns, perhaps with a title and a row of totals; every row has a cell for each column."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    title: Said | str | None = None
    totals: Sequence[Value] | None = None
    # The places of rows that sum up what stands above them, which are set off.
    subtotals: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.totals] if self.totals else [])):
            assert len(row) == len(self.columns), f"{len(row)} cells under {len(self.columns)} columns"


@dataclass(frozen=True)
class Bars:
    """A bar for each label, of amounts or counts; several ``series`` stand side by side, in the order of ``names``."""

    title: Said | str
    labels: Sequence[Said | str]
    values: Sequence[Money] | Sequence[int] = ()
    series: Sequence[Sequence[Money] | Sequence[int]] = ()
    names: Sequence[Said | str] = ()

    def __post_init__(self) -> None:
        assert bool(self.values) != bool(self.series) or not self.labels, "either values or series"
        assert all(len(one) == len(self.labels) for one in self.lines), "a value for each label"
        assert not self.series or len(self.names) == len(self.series), "a name for each series"

    @property
    def lines(self) -> Sequence[Sequence[Money] | Sequence[int]]:
        """The series, or the only one."""
        return self.series or ([self.values] if self.values else [])


@dataclass(frozen=True)
class Curve:
    """An amount or a count as it stood over time: a step at each day, or at each moment of one, in their order."""

    title: Said | str
    days: Sequence[date] | Sequence[datetime]
    values: Sequence[Money] | Sequence[int]

    def __post_init__(self) -> None:
        assert len(self.days) == len(self.values), "a value for each day"
        assert list(self.days) == sorted(self.days), "days in the order of time"


@dataclass(frozen=True)
class Sheet:
    """A whole document: whose it is, what it says, and who signs it."""

    title: Said | str
    coop: str
    subtitle: Said | str | None = None
    facts: Sequence[tuple[Said | str, Value]] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Bars | Curve] = ()
    notes: Sequence[Said | str] = ()
    signatures: Sequence[Said | str] = ()
    # Lines of an address or addressee, top right under the head.
    addressee: Sequence[str] = field(default=())
