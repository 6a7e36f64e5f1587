"""Sales, once for each external id; households; and the closings of tills. Rows are added, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Sale(Base):  # type: ignore[misc,valid-type]
    """A sale (or a return, below zero) with VAT, in minor units; neither member nor household: not to a member.

    A sale is no entry: the till's closing is. It is what refunds are shared out by.
    """

    __tablename__ = "sales"
    __table_args__ = (
        CheckConstraint("member_id IS NULL OR household IS NULL", name="buyer"),
        CheckConstraint("channel IN ('till', 'group_order', 'web')", name="channel"),
        CheckConstraint("(household IS NULL) = (household_version IS NULL)", name="household"),
        Index("ix_sales_day", "legacy", "day"),
        Index("ix_sales_member", "member_id", "day", postgresql_where=text("member_id IS NOT NULL")),
        Index("ix_sales_returns", "returns", postgresql_where=text("returns IS NOT NULL")),
        # A sale is reversed once.
        Index("uq_sales_reverses", "reverses", unique=True, postgresql_where=text("reverses IS NOT NULL")),
    )

    legacy: Mapped[bool] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str | None]
    # The household as it was made up when it bought.
    household: Mapped[str | None]
    household_version: Mapped[int | None]
    # Of legacy history only: the buyer's reference in the old system, which may be no member of today.
    buyer: Mapped[str | None]
    day: Mapped[date]
    channel: Mapped[str]
    # The till that sold, to compare its closing with.
    register: Mapped[str | None]
    amount: Mapped[int]
    vat: Mapped[int]
    # [[rate as text, net, vat], …] in minor units; empty when the till does not tell.
    vat_lines: Mapped[Any] = mapped_column(JSONB)
    # The sale that goods came back of, and the sale that was recorded by mistake, by their external ids.
    returns: Mapped[str | None]
    reverses: Mapped[str | None]
    recorded_at: Mapped[Moment]


class Household(Base):  # type: ignore[misc,valid-type]
    """Members who buy as one, the holder first; who they are changes by a new version, past sales keep theirs."""

    __tablename__ = "households"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_at: Mapped[Moment]


class TillClosing(Base):  # type: ignore[misc,valid-type]
    """What a till took and sold until it was closed, and the entry that booked it.

    A wrong closing is corrected by another one, once; the correction also holds the entry that undid the first.
    """

    __tablename__ = "till_closings"
    __table_args__ = (
        Index("uq_till_closings_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
        Index("ix_till_closings_day", "day", "register"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(unique=True)
    register: Mapped[str]
    day: Mapped[date]
    booked_on: Mapped[date]
    # The digest of all that was handed in: the same again is the same closing, anything else is refused.
    digest: Mapped[str]
    # [[means, minor units, account, auxiliary or null], …]
    takings: Mapped[Any] = mapped_column(JSONB)
    # [[rate as text, net, vat, account], …]
    turnover: Mapped[Any] = mapped_column(JSONB)
    # What was taken less what was sold, VAT included.
    difference: Mapped[int]
    # The sales recorded of that till and day when it was closed: how many, and what they came to.
    sales_count: Mapped[int]
    sales_total: Mapped[int]
    establishment: Mapped[str | None]
    working_group: Mapped[str | None]
    entry: Mapped[int]
    corrects: Mapped[str | None]
    undone_by: Mapped[int | None]
    recorded_at: Mapped[Moment]


never_changes(Sale.__table__)
never_changes(Household.__table__)
never_changes(TillClosing.__table__)
