"""Statements and their lines, as the bank wrote them: rows that never change."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index
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


for _table in (BankStatement, BankLine, BankStatementLine):
    never_changes(_table.__table__)
