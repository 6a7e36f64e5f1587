"""A statement as it was read, whatever its format: plain values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Account:
    """How a file names its account: by IBAN, or in the French way by bank, branch and number."""

    iban: str | None = None
    bank: str | None = None
    branch: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One of the payments that a movement books together; ``returned`` is the reason code of a return."""

    amount: int | None = None
    end_to_end: str | None = None
    iban: str | None = None
    name: str | None = None
    remittance: str | None = None
    mandate: str | None = None
    returned: str | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """A booked movement: minor units, above zero what comes in; ``line`` is its place in the file."""

    line: int
    booked_on: date
    valued_on: date | None
    amount: int
    label: str
    reference: str | None = None
    returned: bool = False
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The frame of a statement; balances that the format does not give are None."""

    line: int
    format: str
    account: Account | None
    currency: str | None
    number: str | None
    opens_on: date
    closes_on: date
    opening: int | None
    closing: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its movements in the bank's order."""

    head: Head
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a CSV file before its mapping is known."""

    content: bytes
