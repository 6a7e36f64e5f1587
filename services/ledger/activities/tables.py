"""Activities as the books know them, and what was told of each: revenue, receipts, expenses, wages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import DDL, Index, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")

ONLY_SOME_CHANGE = DDL(
    """
    CREATE OR REPLACE FUNCTION refuse_other_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - TG_ARGV) = (to_jsonb(OLD) - TG_ARGV) THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'rows of %% keep what they say', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)


def only_changes(table: Any, *columns: str, when: str = "true") -> None:
    """Attach to a table the trigger that refuses deletion, and updates of any but these columns (``when`` of OLD)."""
    named = ", ".join(f"'{column}'" for column in columns)
    event.listen(table, "after_create", ONLY_SOME_CHANGE)
    event.listen(table, "after_create", DDL(
        f"CREATE TRIGGER {table.name}_keep BEFORE UPDATE OR DELETE ON {table.name} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_other_changes({named})"
    ))  # fmt: skip


class Activity(Base):  # type: ignore[misc,valid-type]
    """An activity with its owners and establishment, as membership told; filled by its events alone."""

    __tablename__ = "activities"
    __table_args__ = (Index("ix_activities_group", "group_id"), Index("ix_activities_house", "establishment"))

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    establishment: Mapped[str]
    owners: Mapped[Any] = mapped_column(JSONB)
    group_id: Mapped[str | None]
    opened_on: Mapped[date]


class ActivityClosing(Base):  # type: ignore[misc,valid-type]
    """The last day before an activity was closed, and the day from which it sells again (None: it does not)."""

    __tablename__ = "activity_closings"

    activity_id: Mapped[str] = mapped_column(primary_key=True)
    closed_on: Mapped[date] = mapped_column(primary_key=True)
    resumed_on: Mapped[date | None]


class ActivityMove(Base):  # type: ignore[misc,valid-type]
    """From which day on an activity was in another establishment than before, as membership told."""

    __tablename__ = "activity_moves"

    activity_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    establishment: Mapped[str]
    former: Mapped[str]


class Told:
    """What a fact told once has in common: its id elsewhere, its entry, and the counter-entry that cancelled it."""

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str]
    activity_id: Mapped[str]
    day: Mapped[date]
    entry: Mapped[int]
    cancelled_on: Mapped[date | None]
    cancelled_entry: Mapped[int | None]


def _once(table: str) -> tuple[Index, Index]:
    """One fact for each external id, until it is cancelled; and those of an activity by their days."""
    told = text("cancelled_entry IS NULL")
    return (
        Index(f"uq_{table}_external_id", "external_id", unique=True, postgresql_where=told),
        Index(f"ix_{table}_activity", "activity_id", "day"),
    )


class Revenue(Told, Base):  # type: ignore[misc,valid-type]
    """Revenue of an activity, ``amount`` without VAT, in minor units (below zero: a credit note).

    ``invoice_id`` when an invoice of this house made it; ``received_on`` when it was paid as a whole.
    """

    __tablename__ = "revenues"
    __table_args__ = (*_once("revenues"), Index("ix_revenues_day", "day", "activity_id"))

    amount: Mapped[int]
    vat: Mapped[int]
    invoice_id: Mapped[str | None]
    received_on: Mapped[date | None]
    received_entry: Mapped[int | None]


class Receipt(Base):  # type: ignore[misc,valid-type]
    """What an activity received of its revenue: ``amount`` without VAT, and the VAT in it; below zero: paid back."""

    __tablename__ = "activity_receipts"
    __table_args__ = (Index("ix_activity_receipts_day", "day", "activity_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[str]
    day: Mapped[date]
    amount: Mapped[int]
    vat: Mapped[int]
    entry: Mapped[int]


class Expense(Told, Base):  # type: ignore[misc,valid-type]
    """An expense of an activity, ``amount`` without VAT, in minor units; ``supplier`` None: paid at once."""

    __tablename__ = "activity_expenses"
    __table_args__ = _once("activity_expenses")

    amount: Mapped[int]
    vat: Mapped[int]
    account: Mapped[str]
    supplier: Mapped[str | None]
    # The account that it was paid from at once, or None when it is owed to the supplier, until it is settled.
    paid_from: Mapped[str | None]
    settled_on: Mapped[date | None]
    settled_entry: Mapped[int | None]
    attachments: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


class PayrollEntry(Told, Base):  # type: ignore[misc,valid-type]
    """A person's pay of a month that an activity bears, in minor units; ``day`` is the month's last."""

    __tablename__ = "payroll_entries"
    __table_args__ = _once("payroll_entries")

    person_id: Mapped[str]
    gross: Mapped[int]
    employer_charges: Mapped[int]
    employee_charges: Mapped[int]
    income_tax: Mapped[int]
    net: Mapped[int]
    recorded_at: Mapped[Moment]


only_changes(Revenue.__table__, "cancelled_on", "cancelled_entry", "received_on", "received_entry")
only_changes(Expense.__table__, "cancelled_on", "cancelled_entry", "settled_on", "settled_entry")
only_changes(PayrollEntry.__table__, "cancelled_on", "cancelled_entry")
never_changes(Receipt.__table__)
