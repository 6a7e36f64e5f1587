"""Reads the fields of one line of a FEC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .writing import cleaned

_NUMBER = re.compile(r"([+-]?)(\d{0,15})(?:[.,](\d{0,6}))?([+-]?)", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_BLANK_DAYS = ("", "00000000")
_ACCOUNT = re.compile(r"\d{3}[0-9A-Za-z_.-]{0,37}", re.ASCII)
_MOST = {"journal": 20, "entry": 40, "auxiliary": 60, "label": 200, "reference": 80}


class FecLine(NamedTuple):
    """One line: ``amount`` in minor units, debit above zero; ``number`` is its line in the file, the header being 1."""

    number: int
    journal: str
    journal_label: str
    entry: str
    day: date
    account: str
    account_label: str
    auxiliary: str
    auxiliary_label: str
    reference: str
    reference_day: date | None
    label: str
    amount: int
    lettering: str
    lettered_on: date | None
    validated_on: date | None
    foreign_amount: str
    foreign_currency: str


def line_of(number: int, fields: Sequence[str], *, signed: bool = False, digits: int = 2) -> FecLine:
    """Return the line that these fields write; raise ValueError with what is wrong with the first wrong one."""
    (
        journal, journal_label, entry, day, account, account_label, auxiliary, auxiliary_label, reference,
        reference_day, label, debit, credit, lettering, lettered_on, validated_on, foreign_amount, foreign_currency,
    ) = fields[:18]  # fmt: skip
    dated = day_of(day, "EcritureDate")
    if dated is None:
        raise ValueError("EcritureDate is empty")
    account = account.strip()
    if not _ACCOUNT.fullmatch(account):
        raise ValueError(f"CompteNum {account[:20]!r} does not begin with three digits")
    return FecLine(
        number, _due(journal, "JournalCode", _MOST["journal"]), _text(journal_label), _due(entry, "EcritureNum",
        _MOST["entry"]), dated, account, _text(account_label), _bounded(auxiliary, "CompAuxNum", _MOST["auxiliary"]),
        _text(auxiliary_label), _text(reference), day_of(reference_day, "PieceDate"), _text(label),
        _signed(debit, credit, digits) if signed else _sided(debit, credit, digits), _text(lettering),
        day_of(lettered_on, "DateLet"), day_of(validated_on, "ValidDate"), foreign_amount.strip()[:30],
        foreign_currency.strip()[:10],
    )  # fmt: skip


@lru_cache(65536)
def amount_of(text: str, name: str, digits: int = 2) -> int:
    """Return minor units: comma or point before the decimals, a sign at either end, nothing between thousands."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or (found[1] and found[4]):
        raise ValueError(f"{name} {text.strip()[:20]!r} is not a number such as 1234,56")
    before, whole, decimals, after = found.groups()
    decimals = decimals or ""
    if not whole and not decimals:
        if before or after or text.strip():
            raise ValueError(f"{name} {text.strip()[:20]!r} is not a number such as 1234,56")
        return 0
    if decimals[digits:].strip("0"):
        raise ValueError(f"{name} {text.strip()[:20]!r} has more than {digits} decimals")
    minor = int((whole or "0") + decimals[:digits].ljust(digits, "0"))
    return -minor if "-" in (before, after) else minor


@lru_cache(8192)
def day_of(text: str, name: str) -> date | None:
    """Return the day that ``AAAAMMJJ`` names, None for blanks; raise ValueError for anything else."""
    text = text.strip()
    if text in _BLANK_DAYS:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(f"{name} {text[:20]!r} is not a day such as 20251231") from None


def _sided(debit: str, credit: str, digits: int) -> int:
    debited, credited = amount_of(debit, "Debit", digits), amount_of(credit, "Credit", digits)
    if debited and credited:
        raise ValueError("Debit and Credit both hold an amount")
    return debited - credited


def _signed(amount: str, sense: str, digits: int) -> int:
    """Read the variant of art. A47 A-1 with an amount and its sense: D or +1, C or -1."""
    minor, side = amount_of(amount, "Montant", digits), sense.strip().upper()
    if side in ("D", "+1", "1", "+"):
        return minor
    if side in ("C", "-1", "-"):
        return -minor
    raise ValueError(f"Sens {side[:10]!r} is neither D nor C")


def _text(field: str) -> str:
    return cleaned(field) if field else ""


def _due(field: str, name: str, most: int) -> str:
    text = _bounded(field, name, most)
    if not text:
        raise ValueError(f"{name} is empty")
    return text


def _bounded(field: str, name: str, most: int) -> str:
    text = _text(field)
    if len(text) > most:
        raise ValueError(f"{name} has more than {most} characters")
    return text
