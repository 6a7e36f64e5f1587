"""Applications, and what the ledger told about the shares that applicants paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")
# The states in which something is still to be done.
OPEN = ("under_review", "accepted")


class Application(Base):  # type: ignore[misc,valid-type]
    """An application for membership; the states and what each means:

    - ``under_review``: submitted, the decision that the statutes ask for is still to come;
    - ``accepted``: decided; the member's shares are called and may be paid;
    - ``admitted``: enough is paid, the number is given;
    - ``refused`` (with its reason code), ``withdrawn``, ``expired``: it came to nothing.
    """

    __tablename__ = "applications"
    __table_args__ = (
        # One open application a person, whatever arrives at the same time.
        Index("uq_applications_open", "member_id", unique=True,
              postgresql_where=text(f"state IN {OPEN}")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    kind: Mapped[str]
    category: Mapped[str]
    college: Mapped[str | None]
    state: Mapped[str]
    submitted_on: Mapped[date]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None]
    reference: Mapped[str | None]
    reason_code: Mapped[str | None]
    # What an assembly votes on, where the statutes leave the decision to it.
    proposal_id: Mapped[str | None]
    admitted_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


class PaidShare(Base):  # type: ignore[misc,valid-type]
    """How much of a subscription is paid, in minor units, as the ledger told."""

    __tablename__ = "paid_shares"
    __table_args__ = (Index("ix_paid_shares_member_id", "member_id"),)

    subscription_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    paid: Mapped[int]
