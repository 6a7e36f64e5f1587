"""Reads CSV by a mapping that says which column is what."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from services.commons.refusals import Refusal
from services.ledger.banking.contract.refusals import UnreadableStatement
from services.ledger.banking.statements.movement import Detail, Head, Movement

from .bounds import MOST_BYTES, MOST_MOVEMENTS, minor_of, text_of

DATE_FORMATS = {
    "YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y", "DD-MM-YYYY": "%d-%m-%Y", "DD.MM.YYYY": "%d.%m.%Y",
    "DD/MM/YY": "%d/%m/%y", "YYYYMMDD": "%Y%m%d",
}  # fmt: skip
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
# A spreadsheet takes such a cell for a formula and runs it (CWE-1236).
_FORMULA = re.compile(r"[=@\t]|[+-](?=[\w(\"'])")


@dataclass
class Sheet:
    """What a CSV file came to: its frame and movements by line, and what is wrong with the other lines."""

    head: Head | None = None
    movements: list[Movement] = field(default_factory=list)
    problems: dict[int, dict[str, Any]] = field(default_factory=dict)


def sheet(content: bytes, mapping: Mapping[str, Any], currency: str) -> Sheet:
    """Read a file by a mapping (see ``CsvMapping``); a wrong line is told by its number, a wrong file is refused."""
    if len(content) > MOST_BYTES:
        raise UnreadableStatement(line=1, why=f"it has more than {MOST_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig" if mapping["encoding"] == "utf-8" else mapping["encoding"])
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableStatement(line=line, why=f"it is not written in {mapping['encoding']}") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[mapping["delimiter"]], strict=True)
    try:
        for _ in range(mapping["skip"]):
            next(reader, None)
        header = [one.strip() for one in next(reader, [])]
        columns = _columns(header, mapping, reader.line_num or 1)
        found = Sheet()
        balances: list[tuple[int, int]] = []
        for cells in reader:
            if any(one.strip() for one in cells):
                _read(found, balances, cells, len(header), columns, mapping, currency, reader.line_num)
    except csv.Error as error:
        raise UnreadableStatement(line=reader.line_num or 1, why=f"it is not CSV ({error})") from None
    if not found.problems:
        found.head = _head(found.movements, balances, reader.line_num)
    return found


def _columns(header: list[str], mapping: Mapping[str, Any], line: int) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for role in ("date", "value_date", "label", "amount", "debit", "credit", "reference", "iban", "name", "balance"):
        wanted = mapping.get(role)
        for name in wanted if isinstance(wanted, list) else [wanted] if wanted else []:
            if header.count(name) != 1:
                raise UnreadableStatement(line=line, why=f"the header has no single column {name!r}")
            columns.setdefault(role, []).append(header.index(name))
    return columns


def _read(
    found: Sheet, balances: list[tuple[int, int]], cells: list[str], width: int, columns: dict[str, list[int]],
    mapping: Mapping[str, Any], currency: str, line: int,
) -> None:  # fmt: skip
    if len(found.movements) + len(found.problems) == MOST_MOVEMENTS:
        raise UnreadableStatement(line=line, why=f"it has more than {MOST_MOVEMENTS} movements")
    try:
        if len(cells) != width:
            raise UnreadableStatement(line=line, why=f"{len(cells)} cells where the header has {width}")
        found.movements.append(_movement(cells, columns, mapping, currency, line))
        if "balance" in columns and (cell := cells[columns["balance"][0]].strip()):
            balances.append((len(found.movements) - 1, _minor(cell, mapping, currency, line)))
    except Refusal as refusal:
        found.problems[line] = refusal.problem()


def _movement(
    cells: list[str], columns: dict[str, list[int]], mapping: Mapping[str, Any], currency: str, line: int
) -> Movement:
    def cell(role: str, most: int = 500) -> str | None:
        texts = [cells[place].strip() for place in columns.get(role, ())]
        for text in texts:
            if _FORMULA.match(text):
                raise UnreadableStatement(line=line, why=f"the {role} is a formula")
        return text_of(" ".join(one for one in texts if one), line, role, most)

    amount = _amount(cells, columns, mapping, currency, line)
    if amount == 0:
        raise UnreadableStatement(line=line, why="the movement is of nothing")
    label, valued = cell("label"), cell("value_date")
    booked = cell("date")
    if label is None or booked is None:
        raise UnreadableStatement(line=line, why="the date or the label is empty")
    iban = cell("iban", 60)
    detail = Detail(iban=iban.replace(" ", "")[:34] if iban else None, name=cell("name", 140))
    return Movement(
        line, _day(booked, mapping, line), _day(valued, mapping, line) if valued else None, amount, label,
        cell("reference", 140), False, (detail,),
    )  # fmt: skip


def _amount(
    cells: list[str], columns: dict[str, list[int]], mapping: Mapping[str, Any], currency: str, line: int
) -> int:
    if "amount" in columns:
        return _minor(cells[columns["amount"][0]].strip(), mapping, currency, line)
    debit, credit = (cells[columns[side][0]].strip() for side in ("debit", "credit"))
    if bool(debit) == bool(credit):
        raise UnreadableStatement(line=line, why="either the debit or the credit must be filled in")
    # Some banks write the debit with its sign, others without: both take money away.
    return -abs(_minor(debit, mapping, currency, line)) if debit else _minor(credit, mapping, currency, line)


def _minor(text: str, mapping: Mapping[str, Any], currency: str, line: int) -> int:
    if len(text) > 40:
        raise UnreadableStatement(line=line, why="the amount is too long")
    decimal = mapping["decimal"]
    grouped = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace("'", "")
    plain = grouped.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    return minor_of(plain.removesuffix("€").removesuffix(currency), currency, line)


def _day(text: str, mapping: Mapping[str, Any], line: int) -> date:
    try:
        return datetime.strptime(text, DATE_FORMATS[mapping["date_format"]]).date()  # noqa: DTZ007 – a day alone
    except ValueError:
        raise UnreadableStatement(line=line, why=f"the date is not {mapping['date_format']}") from None


def _head(movements: list[Movement], balances: list[tuple[int, int]], last: int) -> Head:
    """Return the frame: the balances that a column gives, whichever way the file is sorted, or none."""
    if not movements:
        raise UnreadableStatement(line=max(last, 1), why="it holds no movement")
    days = [one.booked_on for one in movements]
    opening = closing = None
    if balances and len(balances) == len(movements):
        running = [one for _, one in balances]
        newest_first = days[0] > days[-1] or (days[0] == days[-1] and _break(movements, running) is not None)
        broken = _break(movements[::-1], running[::-1]) if newest_first else _break(movements, running)
        if broken is not None:
            raise UnreadableStatement(line=broken, why="the balance does not follow from the one before")
        closing = running[0] if newest_first else running[-1]
        opening = closing - sum(one.amount for one in movements)
    return Head(1, "csv", None, None, None, min(days), max(days), opening, closing)


def _break(movements: list[Movement], running: list[int]) -> int | None:
    """Return the line whose balance does not follow from the one before, if any."""
    rows = list(zip(movements, running, strict=True))
    for (_, before), (movement, after) in pairwise(rows):
        if before + movement.amount != after:
            return movement.line
    return None
