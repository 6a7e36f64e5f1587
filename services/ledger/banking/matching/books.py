"""Lines of the books on a bank account: which of them no bank line mirrors yet, and counter-entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from services.commons.storage import Unit
from services.ledger.banking.tables import BankAccount, BankLine, BankMatch
from services.ledger.journal.posting import post
from services.ledger.journal.reserves import check_no_slip
from services.ledger.journal.rules import Draft, DraftLine, mirrored
from services.ledger.journal.shapes import AXES
from services.ledger.journal.tables import Entry, EntryLine, entry_id


@dataclass(frozen=True)
class BookLine:
    """A line of the books on a bank account; ``left`` is what no bank line mirrors, signed as the line."""

    entry: int
    number: int
    day: date
    amount: int
    left: int
    reference: str | None
    journal: str
    label: str

    @property
    def id(self) -> str:
        """The identifier of its entry."""
        return entry_id(self.entry)


def open_book_lines(
    session: Session, account: BankAccount, as_of: date | None = None, *, entry: int | None = None,
    amount: int | None = None,
) -> list[BookLine]:  # fmt: skip
    """Return the lines of the books that bank lines (booked until ``as_of``) do not mirror in full, in order.

    An entry and its counter-entry that are both unmatched cancel each other and are left out.
    """
    matched = (
        select(BankMatch.entry, BankMatch.entry_line, func.sum(BankMatch.amount).label("sum"))
        .join(BankLine, BankLine.id == BankMatch.line_id)
        .where(BankMatch.account_id == account.id, BankMatch.undone_at.is_(None))
        .group_by(BankMatch.entry, BankMatch.entry_line)
    )
    wanted: list[ColumnElement[bool]] = [EntryLine.account == account.ledger_account]
    if as_of is not None:
        matched = matched.where(BankLine.booked_on <= as_of)
        wanted.append(Entry.day <= as_of)
    mirror = matched.subquery()
    left = EntryLine.amount - func.coalesce(mirror.c.sum, 0)
    rows = (
        select(EntryLine.entry, EntryLine.number, Entry.day, EntryLine.amount, left.label("left"), Entry.reference,
               Entry.journal, Entry.label)
        .join(Entry, Entry.seq == EntryLine.entry)
        .outerjoin(mirror, (mirror.c.entry == EntryLine.entry) & (mirror.c.entry_line == EntryLine.number))
        .where(*wanted, left != 0)
    )  # fmt: skip
    if entry is not None:
        rows = rows.where(EntryLine.entry == entry)
    if amount is not None:
        rows = rows.where(left == amount)
    found = session.execute(rows.order_by(Entry.day, EntryLine.entry, EntryLine.number)).all()
    cancelled = _cancelled(session, account, as_of) if entry is None else frozenset()
    return [
        BookLine(row.entry, row.number, row.day, row.amount, row.left, row.reference, row.journal, row.label)
        for row in found if row.entry not in cancelled
    ]  # fmt: skip


def _cancelled(session: Session, account: BankAccount, as_of: date | None) -> frozenset[int]:
    """Return the entries on the account that were reversed, and their counter-entries, where no match holds either."""
    counter = aliased(Entry)
    pairs = (
        select(Entry.seq, counter.seq.label("counter"), counter.day)
        .join(counter, counter.reverses == Entry.seq)
        .where(Entry.seq.in_(select(EntryLine.entry).where(EntryLine.account == account.ledger_account)))
    )  # fmt: skip
    if as_of is not None:
        pairs = pairs.where(counter.day <= as_of, Entry.day <= as_of)
    rows = session.execute(pairs).all()
    if not rows:
        return frozenset()
    every = [seq for row in rows for seq in (row.seq, row.counter)]
    held = set(session.scalars(select(BankMatch.entry).where(
        BankMatch.entry.in_(every), BankMatch.account_id == account.id, BankMatch.undone_at.is_(None)
    )))  # fmt: skip
    return frozenset(
        seq for row in rows if not held & {row.seq, row.counter} for seq in (row.seq, row.counter)
    )


def books_until(session: Session, account: BankAccount, day: date) -> int:
    """Return the balance of the books on a bank account at the end of a day."""
    found = session.scalar(
        select(func.coalesce(func.sum(EntryLine.amount), 0)).join(Entry, Entry.seq == EntryLine.entry)
        .where(EntryLine.account == account.ledger_account, Entry.day <= day)
    )  # fmt: skip
    return int(found or 0)


def posted_line(session: Session, entry: int, account: BankAccount, amount: int) -> int:
    """Return the number of the line that an entry has on a bank account, of an amount."""
    number = session.scalar(
        select(EntryLine.number).where(
            EntryLine.entry == entry, EntryLine.account == account.ledger_account, EntryLine.amount == amount
        ).order_by(EntryLine.number).limit(1)
    )  # fmt: skip
    assert number is not None, f"entry {entry_id(entry)} has no line of {amount} on {account.ledger_account}"
    return int(number)


def counter_entry(unit: Unit, seq: int, on: date, label: str) -> int:
    """Post the counter-entry of an entry that a bank line made, and return it; the book is held by the caller."""
    entry = unit.session.get_one(Entry, seq)
    lines: Sequence[EntryLine] = unit.session.scalars(
        select(EntryLine).where(EntryLine.entry == seq).order_by(EntryLine.number)
    ).all()
    drafts = [
        DraftLine(one.account, one.amount, entry.currency, *(getattr(one, axis) for axis in AXES)) for one in lines
    ]
    counter = Draft(
        entry.journal, on, label, mirrored(drafts), reference=entry.reference, metadata={"reverses": entry.id},
        reverses=seq,
    )  # fmt: skip
    check_no_slip(unit, entry.year, counter.lines)
    return post(unit, [counter])[0].seq
