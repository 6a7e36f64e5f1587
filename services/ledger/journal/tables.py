"""Entries, their lines, the balances they add up to, and the years and months they fall in.

Invariants, kept by triggers as well as by the code:
- an entry and its lines are inserted in one statement, the lines sum to zero, and there are as many as it says;
- nothing in ``entries`` or ``lines`` is ever updated, deleted or truncated.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

from .triggers import ENTRIES_COMPLETE, LINES_BALANCE, never_changes

__all__ = ["never_changes"]

Base = tables_of("ledger")


_TEXT = "to_tsvector('simple', label || ' ' || coalesce(reference, ''))"
# What ``text`` searches; the same words as in the index, or it would not be used.
ENTRY_TEXT: ColumnElement[Any] = literal_column(_TEXT)


class Entry(Base):  # type: ignore[misc,valid-type]
    """A posted entry; ``number`` has no gaps in its journal and fiscal year."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("journal", "year", "number"),
        Index("ix_entries_day", "day", "seq"),
        Index("ix_entries_text", text(_TEXT), postgresql_using="gin"),
        Index("ix_entries_source", text("(metadata ->> 'source')"), "seq",
              postgresql_where=text("(metadata ->> 'source') IS NOT NULL")),
        # An entry is reversed once.
        Index("uq_entries_reverses", "reverses", unique=True, postgresql_where=text("reverses IS NOT NULL")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    journal: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    day: Mapped[date]
    label: Mapped[str]
    reference: Mapped[str | None]
    currency: Mapped[str]
    lines: Mapped[int] = mapped_column(SmallInteger)
    reverses: Mapped[int | None]
    # What the poster wants to find again, and what made the entry (``source``).
    details: Mapped[Any] = mapped_column("metadata", JSONB)
    recorded_at: Mapped[Moment]

    @property
    def id(self) -> str:
        """The identifier that strangers see."""
        return entry_id(self.seq)


class EntryLine(Base):  # type: ignore[misc,valid-type]
    """One line: debit above zero, credit below, in minor units of the entry's currency.

    No foreign key: the triggers below compare whole batches at once, where a key would look up each row.
    """

    __tablename__ = "lines"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_lines_account", "account", "entry"),
        Index("ix_lines_auxiliary", "auxiliary", "account", postgresql_where=text("auxiliary IS NOT NULL")),
        Index("ix_lines_activity", "activity", "account", postgresql_where=text("activity IS NOT NULL")),
        *(Index(f"ix_lines_{axis}", axis, "entry", postgresql_where=text(f"{axis} IS NOT NULL"))
          for axis in ("establishment", "working_group", "funding_source")),
        Index("ix_lines_amount", text("abs(amount)"), "entry"),
    )

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    account: Mapped[str]
    amount: Mapped[int]
    auxiliary: Mapped[str | None]
    activity: Mapped[str | None]
    establishment: Mapped[str | None]
    working_group: Mapped[str | None]
    funding_source: Mapped[str | None]


class Attachment(Base):  # type: ignore[misc,valid-type]
    """A document that an entry rests on, by reference; told with the entry or later, and never changed."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("entry", "sha256"),)

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    media: Mapped[str]
    sha256: Mapped[str]
    url: Mapped[str | None]
    recorded_at: Mapped[Moment]


class Balance(Base):  # type: ignore[misc,valid-type]
    """What the lines of an account (and auxiliary, "" for none) add up to in one period (see ``rules.period_of``)."""

    __tablename__ = "balances"

    account: Mapped[str] = mapped_column(primary_key=True)
    auxiliary: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    debit: Mapped[int]
    credit: Mapped[int]


class JournalCounter(Base):  # type: ignore[misc,valid-type]
    """The last number given in a journal and fiscal year; its row lock makes the numbers gapless."""

    __tablename__ = "journal_counters"

    journal: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class FiscalYear(Base):  # type: ignore[misc,valid-type]
    """A fiscal year: ``open`` → ``drawn_up`` (locked, may be withdrawn) → ``approved`` → ``sealed``."""

    __tablename__ = "fiscal_years"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'drawn_up', 'approved', 'sealed')", name="state"),
        CheckConstraint("starts_on < ends_on", name="span"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str]
    # The digest of the trial balance when the accounts were drawn up, and the result they showed.
    digest: Mapped[str | None]
    result: Mapped[int | None]
    drawn_up_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]


class Month(Base):  # type: ignore[misc,valid-type]
    """A month that somebody locked (``closing``), closed, or opened again although its year is open."""

    __tablename__ = "months"
    __table_args__ = (CheckConstraint("state IN ('open', 'closing', 'closed')", name="state"),)

    month: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    changed_at: Mapped[Moment]


def entry_id(seq: int) -> str:
    """Return the identifier of an entry: its place in the order of recording."""
    return f"ent_{seq}"


def entry_seq(identifier: str) -> int | None:
    """Return the place that an identifier names, or None if it names none."""
    digits = identifier.removeprefix("ent_")
    if digits == identifier or not (digits.isascii() and digits.isdigit()) or len(digits) > 18 or digits[0] == "0":
        return None
    return int(digits)


never_changes(Entry.__table__)
never_changes(EntryLine.__table__)
never_changes(Attachment.__table__)
event.listen(Entry.__table__, "after_create", ENTRIES_COMPLETE)
event.listen(Entry.__table__, "after_create", DDL(
    "CREATE TRIGGER entries_complete AFTER INSERT ON entries REFERENCING NEW TABLE AS fresh "
    "FOR EACH STATEMENT EXECUTE FUNCTION entries_are_complete()"
))  # fmt: skip
event.listen(EntryLine.__table__, "after_create", LINES_BALANCE)
event.listen(EntryLine.__table__, "after_create", DDL(
    "CREATE TRIGGER lines_balance AFTER INSERT ON lines REFERENCING NEW TABLE AS fresh "
    "FOR EACH STATEMENT EXECUTE FUNCTION lines_balance()"
))  # fmt: skip
