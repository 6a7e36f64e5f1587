"""Reads the general ledger page by page: account by account, each in the order of recording."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, any_, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.exports.places import closed, opened
from services.ledger.exports.reading import Bounds
from services.ledger.journal.tables import Balance, Entry, EntryLine, entry_id

from .period import Period


class LedgerRow(NamedTuple):
    """A row: ``kind`` is opening, line or closing; debit, credit and running balance in minor units."""

    kind: str
    account: str
    account_label: str
    day: date | None
    journal: str | None
    number: int | None
    entry_id: str | None
    reference: str | None
    label: str | None
    auxiliary: str | None
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True)
class Place:
    """Where a page ends: in which account, whether its opening row is written, after which line, at which balance."""

    numbers: dict[str, int]
    first: int
    last: int
    account: str = ""
    begun: int = 0
    entry: int = -1
    line: int = 0
    balance: int = 0
    debit: int = 0
    credit: int = 0

    @classmethod
    def start(cls, unit: Unit, period: Period) -> Place:
        """Return the place before the first account, and set the bounds of all that follows."""
        bounds = Bounds.set(unit.session, period.year.year)
        days = select(func.min(Entry.seq), func.max(Entry.seq)).where(Entry.day.between(period.since, period.until))
        first, last = unit.session.execute(days).one()
        return cls(bounds.numbers, first or 0, last or 0)

    @classmethod
    def at(cls, cursor: str) -> Place:
        """Return the place that a cursor names."""
        return cls(**opened(cursor, numbers=dict, first=int, last=int, account=str, begun=int, entry=int, line=int,
                            balance=int, debit=int, credit=int))  # fmt: skip

    def cursor(self) -> str:
        """Return the cursor that names this place."""
        return closed(dict(self.__dict__))


def ledger_page(
    unit: Unit, period: Period, prefix: str, place: Place, most: int
) -> tuple[list[LedgerRow], Place | None]:  # fmt: skip
    """Return at most ``most`` rows from a place on, and the place after them (None at the end)."""
    openings = period.openings(unit)
    codes = sorted(_moved(unit, period, prefix, place.account) | {
        account for account in openings if account.startswith(prefix) and account >= place.account
    })  # fmt: skip
    labels = {code: row.label for code, row in accounts_named(unit.session, codes).items()}
    rows: list[LedgerRow] = []
    for code in codes:
        if code != place.account:
            start = openings.get(code, 0)
            place = replace(place, account=code, begun=0, entry=-1, line=0, balance=start, debit=0, credit=0)
        if len(rows) >= most:
            return rows, place
        lines, more = _lines(unit, period, place, most - len(rows))
        if not place.begun and not lines and not place.balance:
            continue
        if not place.begun:
            rows.append(_sum("opening", code, labels[code], period.since, place))
            place = replace(place, begun=1)
        if len(lines) > most - len(rows):
            lines = lines[: most - len(rows)]
            more = (lines[-1].entry, lines[-1].number) if lines else (place.entry, place.line)
        for line in lines:
            amount = line.amount
            place = replace(
                place, entry=line.entry, line=line.number, balance=place.balance + amount,
                debit=place.debit + max(amount, 0), credit=place.credit + max(-amount, 0),
            )  # fmt: skip
            rows.append(LedgerRow(
                "line", code, labels[code], line.day, line.journal, line.entry_number, entry_id(line.entry),
                line.reference, line.label, line.auxiliary, max(amount, 0), max(-amount, 0), place.balance,
            ))  # fmt: skip
        if more:
            return rows, replace(place, entry=more[0], line=more[1])
        if len(rows) >= most:
            return rows, place
        rows.append(_sum("closing", code, labels[code], period.until, place))
    return rows, None


def _sum(kind: str, code: str, label: str, day: date, place: Place) -> LedgerRow:
    return LedgerRow(kind, code, label, day, None, None, None, None, None, None, place.debit, place.credit,
                     place.balance)  # fmt: skip


def _moved(unit: Unit, period: Period, prefix: str, since_account: str) -> set[str]:
    """Return the accounts that moved in the months of a period."""
    found = select(Balance.account).distinct().where(
        Balance.account.startswith(prefix, autoescape=True), Balance.account >= since_account,
        Balance.period.between(f"{period.since:%Y-%m}", f"{period.until:%Y-%m}+"),
    )  # fmt: skip
    return set(unit.session.scalars(found))


def _lines(unit: Unit, period: Period, place: Place, most: int) -> tuple[list[Any], tuple[int, int] | None]:
    """Return the next lines of an account in the period, and the line to go on from if there may be more of them."""
    at = (place.entry, place.line)
    while True:
        lines = unit.session.execute(
            select(EntryLine.entry, EntryLine.number, EntryLine.amount, EntryLine.auxiliary)
            .where(EntryLine.account == place.account, EntryLine.entry.between(max(place.first, at[0]), place.last),
                   tuple_(EntryLine.entry, EntryLine.number) > tuple_(*at))
            .order_by(EntryLine.entry, EntryLine.number).limit(most)
        ).all()  # fmt: skip
        entries: dict[int, Any] = {
            row.seq: tuple(row)[1:]
            for row in unit.session.execute(
                select(Entry.seq, Entry.journal, Entry.year, Entry.number, Entry.day, Entry.reference, Entry.label)
                .where(Entry.seq == any_(cast([line.entry for line in lines], ARRAY(BigInteger))),
                       Entry.day.between(period.since, period.until))
            )
            if row.number <= place.numbers.get(f"{row.journal}/{row.year}", 0)
        }  # fmt: skip
        found = [
            _Line(line.entry, line.number, line.amount, line.auxiliary, *entries[line.entry])
            for line in lines if line.entry in entries
        ]  # fmt: skip
        more = (lines[-1].entry, lines[-1].number) if len(lines) == most else None
        if found or more is None:
            return found, more
        at = more


class _Line(NamedTuple):
    entry: int
    number: int
    amount: int
    auxiliary: str | None
    journal: str
    year: int
    entry_number: int
    day: date
    reference: str | None
    label: str
