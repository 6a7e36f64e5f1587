"""Statements and their lines, as the bank wrote them: rows that never change, but lose the words in the end.

Invariant, kept by the database: of a line nothing is ever changed but its words (label, reference, details), which go
together and for good, with the day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import DDL, CheckConstraint, Index, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class BankStatement(Base):  # type: ignore[misc,valid-type]
    """A statement taken in; balances in minor units, None where the format gives none."""

    __tablename__ = "bank_statements"
    __table_args__ = (Index("ix_bank_statements_account", "account_id", "closes_on"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    format: Mapped[str]
    number: Mapped[str | None]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    opening: Mapped[int | None]
    closing: Mapped[int | None]
    lines: Mapped[int]
    imported_at: Mapped[Moment]


class BankLine(Base):  # type: ignore[misc,valid-type]
    """A movement at the bank, above zero what came in; its label and parties are the bank's words (personal data)."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"), Index("ix_bank_lines_day", "account_id", "booked_on"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    booked_on: Mapped[date]
    valued_on: Mapped[date | None]
    amount: Mapped[int]
    label: Mapped[str]
    reference: Mapped[str | None]
    format: Mapped[str]
    returned: Mapped[bool]
    details: Mapped[Any] = mapped_column(JSONB)
    # When its words were erased, because no book needs the voucher any longer (see the retention room).
    forgotten_on: Mapped[date | None]


class BankStatementLine(Base):  # type: ignore[misc,valid-type]
    """That a statement shows a line: statements that overlap share their lines."""

    __tablename__ = "bank_statement_lines"
    __table_args__ = (Index("ix_bank_statement_lines_line", "line_id"),)

    statement_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[str]


class BankLineStanding(Base):  # type: ignore[misc,valid-type]
    """How much of a line is matched (signed as the line): unmatched → proposed → matched, or ignored."""

    __tablename__ = "bank_line_standings"
    __table_args__ = (
        CheckConstraint("state IN ('unmatched', 'proposed', 'matched', 'ignored')", name="state"),
        Index("ix_bank_line_standings_state", "state", "line_id"),
    )

    line_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    state: Mapped[str]
    matched: Mapped[int]
    # Why a person set it aside.
    reason: Mapped[str | None]


for _table in (BankStatement, BankStatementLine):
    never_changes(_table.__table__)
# After the function that the other tables made.
BankLine.__table__.add_is_dependent_on(BankStatement.__table__)
event.listen(BankLine.__table__, "after_create", DDL(
    "CREATE TRIGGER bank_lines_never_go BEFORE DELETE OR TRUNCATE ON bank_lines "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
))  # fmt: skip
event.listen(BankLine.__table__, "after_create", DDL(
    """
    CREATE OR REPLACE FUNCTION bank_lines_lose_words() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE words text[] := '{label,reference,details,forgotten_on}';
    BEGIN
      IF OLD.forgotten_on IS NOT NULL OR NEW.forgotten_on IS NULL OR NEW.label <> '' OR NEW.reference IS NOT NULL
         OR NEW.details <> '[]' OR to_jsonb(NEW) - words <> to_jsonb(OLD) - words THEN
        RAISE EXCEPTION 'rows of bank_lines never change: they lose their words in the end'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """
))  # fmt: skip
event.listen(BankLine.__table__, "after_create", DDL(
    "CREATE TRIGGER bank_lines_lose_words BEFORE UPDATE ON bank_lines "
    "FOR EACH ROW EXECUTE FUNCTION bank_lines_lose_words()"
))  # fmt: skip
