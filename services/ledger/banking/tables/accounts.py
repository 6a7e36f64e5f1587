"""The cooperative's accounts at banks, and how to reach those it pays and collects from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class BankAccount(Base):  # type: ignore[misc,valid-type]
    """An account at a bank and the account of the books (512…) that mirrors it, one each."""

    __tablename__ = "bank_accounts"
    __table_args__ = (UniqueConstraint("iban"), UniqueConstraint("ledger_account"))

    id: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    iban: Mapped[str]
    bic: Mapped[str | None]
    ledger_account: Mapped[str]
    # SEPA creditor identifier (ICS in France), without which nothing is collected.
    creditor_identifier: Mapped[str | None]
    # How its bank's CSV is read (see the contract's CsvMapping).
    csv_mapping: Mapped[Any] = mapped_column(JSONB, nullable=True)
    # What is matched without asking: none | certain | strong.
    automatic: Mapped[str]
    second_person: Mapped[bool]
    notice_days: Mapped[int]
    opened_at: Mapped[Moment]


class PaymentDetails(Base):  # type: ignore[misc,valid-type]
    """Where an auxiliary is paid: personal data, kept out of lines, logs and events."""

    __tablename__ = "payment_details"

    auxiliary: Mapped[str] = mapped_column(primary_key=True)
    iban: Mapped[str]
    bic: Mapped[str | None]
    name: Mapped[str]
    changed_at: Mapped[Moment]
    changed_by: Mapped[str]


class KnownPayer(Base):  # type: ignore[misc,valid-type]
    """An IBAN that an auxiliary has paid from, as a person confirmed; it tells who pays, never where to pay."""

    __tablename__ = "known_payers"

    iban: Mapped[str] = mapped_column(primary_key=True)
    auxiliary: Mapped[str]
    seen_at: Mapped[Moment]
