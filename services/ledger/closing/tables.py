"""What closing leaves behind: balances carried over, and the reopenings that were an exception."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Identity
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class CarryOver(Base):  # type: ignore[misc,valid-type]
    """The balances at the end of a sealed year, carried into the next one, once and for all.

    ``digest`` is that of its rows; ``position`` and ``head`` are the chain's when the year was sealed.
    """

    __tablename__ = "carry_overs"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[date]
    digest: Mapped[str]
    position: Mapped[int]
    head: Mapped[str]
    carried_at: Mapped[Moment]


class CarriedBalance(Base):  # type: ignore[misc,valid-type]
    """What an account (and auxiliary, "" for none) stands at when a sealed year ends; debit and credit since ever."""

    __tablename__ = "carried_balances"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(primary_key=True)
    auxiliary: Mapped[str] = mapped_column(primary_key=True)
    debit: Mapped[int]
    credit: Mapped[int]


class Reopening(Base):  # type: ignore[misc,valid-type]
    """A month or a year that was opened again: who, when and why."""

    __tablename__ = "reopenings"
    __table_args__ = (CheckConstraint("kind IN ('month', 'fiscal_year')", name="kind"),)

    number: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str]
    period: Mapped[str]
    reason: Mapped[str]
    actor: Mapped[str]
    reopened_at: Mapped[Moment]


for table in (CarryOver, CarriedBalance, Reopening):
    never_changes(table.__table__)
