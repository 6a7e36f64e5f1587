"""Who was pseudonymised."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

from .contract import GROUNDS

Base = tables_of("membership")


@audited(subject="party_id")
class Pseudonymisation(Base):  # type: ignore[misc,valid-type]
    """A person's names and contacts were erased; it cannot be undone, so there is one for each."""

    __tablename__ = "pseudonymisations"
    __table_args__ = (CheckConstraint(f"because IN {GROUNDS}", name="because"),)

    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    done_on: Mapped[date]
    because: Mapped[str]
    reason: Mapped[str]
    # How many rows of each table, and of the trail.
    erased: Mapped[Json]
    trail: Mapped[int]
    # Until when the ledger keeps the name with the books, as it told.
    ledger_until: Mapped[date | None]
    recorded_at: Mapped[Moment]
