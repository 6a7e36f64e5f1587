"""What bank lines were matched with, and the rules that match them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class BankMatch(Base):  # type: ignore[misc,valid-type]
    """Part of a bank line tied to a line of the books (entry, number); signed as both are.

    ``kind``: open_item (its room posted the entry), account (posted here), book (the entry was there before), return
    (the counter-entry of an earlier match, ``item_id``).
    """

    __tablename__ = "bank_matches"
    __table_args__ = (
        CheckConstraint("kind IN ('open_item', 'account', 'book', 'return')", name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_bank_matches_line", "line_id"),
        Index("ix_bank_matches_entry", "entry", "entry_line"),
        # A line settles an item once, and ties to a line of the books once.
        Index("uq_bank_matches_item", "line_id", "item_kind", "item_id", unique=True,
              postgresql_where=text("undone_at IS NULL AND item_id IS NOT NULL")),
        Index("uq_bank_matches_entry", "line_id", "entry", "entry_line", unique=True,
              postgresql_where=text("undone_at IS NULL")),
        # What came back came back once.
        Index("uq_bank_matches_returned_by", "returned_by", unique=True,
              postgresql_where=text("returned_by IS NOT NULL AND undone_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str]
    account_id: Mapped[str]
    kind: Mapped[str]
    item_kind: Mapped[str | None]
    item_id: Mapped[str | None]
    order_item: Mapped[str | None]
    rule_id: Mapped[str | None]
    amount: Mapped[int]
    entry: Mapped[int]
    entry_line: Mapped[int]
    made_at: Mapped[Moment]
    made_by: Mapped[str]
    # The match of the bank line by which this payment came back.
    returned_by: Mapped[str | None]
    undone_at: Mapped[Moment | None]
    undone_entry: Mapped[int | None]


class BankRule(Base):  # type: ignore[misc,valid-type]
    """What lines of a kind are booked on: the first rule in force, by position, that a line meets is followed."""

    __tablename__ = "bank_rules"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out', 'any')", name="direction"),
        CheckConstraint("apply IN ('automatically', 'propose')", name="apply"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    account_id: Mapped[str | None]
    contains: Mapped[str | None]
    iban: Mapped[str | None]
    direction: Mapped[str]
    at_most: Mapped[int | None]
    account: Mapped[str]
    auxiliary: Mapped[str | None]
    axes: Mapped[Any] = mapped_column(JSONB)
    label: Mapped[str]
    apply: Mapped[str]
    retired_at: Mapped[Moment | None]
