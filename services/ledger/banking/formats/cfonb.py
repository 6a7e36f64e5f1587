"""Reads the French account statement in records of 120 characters (CFONB, relevé de compte, July 2004).

Record 01 is the old balance, 04 a movement, 05 what completes the movement above, 07 the new balance. Places are
counted from 1 in the standard, here from 0. The last character of an amount holds its last digit and its sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.commons.money import exponent
from services.ledger.banking.contract.refusals import UnreadableStatement
from services.ledger.banking.statements.movement import Account, Detail, Head, Movement, Statement

from .bounds import text_of, whole

WIDTH = 120
CREDIT, DEBIT = "{ABCDEFGHI", "}JKLMNOPQR"
_AMOUNT = re.compile(r"[0-9]{13}[{}A-R]")


@dataclass(frozen=True)
class Record:
    """One record with its line in the file."""

    line: int
    text: str

    @property
    def kind(self) -> str:
        return self.text[:2]

    @property
    def account(self) -> tuple[str, str, str, str, str]:
        """Bank, branch, currency, decimals and number: what all records of a statement agree on."""
        text = self.text
        return text[2:7], text[11:16], text[16:19], text[19:20], text[21:32]

    def day(self, start: int, what: str) -> date:
        """Return a day written DDMMYY."""
        raw = self.text[start : start + 6]
        try:
            if not raw.isascii() or not raw.isdigit():
                raise ValueError
            return date(2000 + int(raw[4:6]), int(raw[2:4]), int(raw[:2]))
        except ValueError:
            raise UnreadableStatement(line=self.line, why=f"the {what} is not a day such as 311225") from None

    @property
    def amount(self) -> int:
        """The amount in minor units of the currency."""
        raw = self.text[90:104]
        if _AMOUNT.fullmatch(raw) is None:
            raise UnreadableStatement(line=self.line, why="the amount is not 13 digits and a sign")
        credited = raw[-1] in CREDIT
        minor = int(raw[:-1]) * 10 + (CREDIT if credited else DEBIT).index(raw[-1])
        decimals = self.text[19:20]
        if not decimals.isdigit() or (apart := exponent(self.text[16:19]) - int(decimals)) < 0:
            raise UnreadableStatement(line=self.line, why="the number of decimals is not that of the currency")
        return (minor if credited else -minor) * 10**apart


def statements(content: bytes) -> list[Statement]:
    """Return the statements of a file; a record of another length, kind or account refuses all of it."""
    found: list[Statement] = []
    opened: Record | None = None
    movements: list[Movement] = []
    for record in _records(content):
        if record.kind not in ("01", "04", "05", "07"):
            raise UnreadableStatement(line=record.line, why="it begins with none of 01, 04, 05, 07")
        if (record.kind == "01") != (opened is None):
            why = "it stands before the old balance" if opened is None else "the old balance is doubled"
            raise UnreadableStatement(line=record.line, why=why)
        if opened is not None and record.account != opened.account:
            raise UnreadableStatement(line=record.line, why="it belongs to another account than the record above")
        if record.kind == "01":
            opened, movements = record, []
        elif record.kind == "04":
            movements.append(_movement(record))
        elif record.kind == "05":
            if not movements:
                raise UnreadableStatement(line=record.line, why="it completes no movement")
            movements[-1] = _completed(movements[-1], record)
        else:
            assert opened is not None
            found.append(_closed(opened, record, movements))
            opened = None
    if opened is not None:
        raise UnreadableStatement(line=opened.line, why="the statement breaks off before its new balance")
    if not found:
        raise UnreadableStatement(line=1, why="it holds no statement")
    return found


def _records(content: bytes) -> Iterator[Record]:
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            lines = content.decode(encoding).replace("\r\n", "\n").rstrip("\n\x1a").split("\n")
        except UnicodeDecodeError:
            continue
        if len(lines) == 1 and len(lines[0]) > WIDTH:
            # Some banks write the records without ends of line.
            lines = [lines[0][start : start + WIDTH] for start in range(0, len(lines[0]), WIDTH)]
        if all(len(one) == WIDTH for one in lines) or encoding == "latin-1":
            break
    for number, text in enumerate(lines, 1):
        if len(text) != WIDTH:
            raise UnreadableStatement(line=number, why=f"the record has {len(text)} characters instead of {WIDTH}")
        if not text.isprintable():
            raise UnreadableStatement(line=number, why="the record holds control characters")
        yield Record(number, text)


def _closed(opened: Record, record: Record, movements: list[Movement]) -> Statement:
    bank, branch, currency, _, number = record.account
    days = [one.booked_on for one in movements]
    closes_on = max([record.day(34, "date of the new balance"), *days])
    opens_on = min(opened.day(34, "date of the old balance"), closes_on)
    head = Head(
        opened.line, "cfonb", Account(bank=bank, branch=branch, number=number), currency, None,
        opens_on, closes_on, opened.amount, record.amount,
    )  # fmt: skip
    return whole(head, movements)


def _movement(record: Record) -> Movement:
    text = record.text
    label = text_of(text[48:79], record.line, "label") or "(no label)"
    reference = text_of(text[104:120], record.line, "reference")
    returned = text[40:42].strip() not in ("", "00")
    if record.amount == 0:
        raise UnreadableStatement(line=record.line, why="a movement is of nothing")
    detail = Detail(remittance=reference, returned=text[40:42] if returned else None)
    valued_on = record.day(42, "value date") if text[42:48].strip(" 0") else None
    return Movement(
        record.line, record.day(34, "date"), valued_on, record.amount, label, None, returned, (detail,)
    )  # fmt: skip


def _completed(movement: Movement, record: Record) -> Movement:
    """Add what a record 05 says; qualifiers that say nothing of use here are passed over."""
    qualifier, text = record.text[45:48], text_of(record.text[48:118], record.line, "complement")
    if text is None:
        return movement
    detail = movement.details[0]
    if qualifier == "LIB":
        return replace(movement, label=f"{movement.label} {text}"[:500])
    if qualifier in ("LCC", "LC2", "LCS", "REF"):
        detail = replace(detail, remittance=f"{detail.remittance or ''} {text}".strip()[:500])
    elif qualifier in ("NPY", "NBE"):
        detail = replace(detail, name=text)
    elif qualifier == "RCN":
        detail = replace(detail, end_to_end=record.text[48:83].strip() or None)
    elif qualifier == "RUM":
        detail = replace(detail, mandate=record.text[48:83].strip() or None)
    elif qualifier == "CBE":
        detail = replace(detail, iban=text.replace(" ", "")[:34])
    elif qualifier == "RET":
        return replace(movement, returned=True, details=(replace(detail, returned=text[:35]),))
    return replace(movement, details=(detail,))
