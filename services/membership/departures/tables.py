"""What the ledger told of the shares of those who leave."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

from .contract import MONEY_STATES

Base = tables_of("membership")


class LeaverRedemption(Base):  # type: ignore[misc,valid-type]
    """A redemption of a leaver's shares as it stands in the ledger; amounts in minor units.

    States: ``requested``; ``cancelled`` (owed, not yet valued); ``valued``; ``redeemed`` (paid, or nothing to pay);
    ``restored``: the departure was annulled.
    """

    __tablename__ = "leaver_redemptions"
    __table_args__ = (
        CheckConstraint(f"state IN {MONEY_STATES}", name="state"),
        Index("ix_leaver_redemptions_member_id", "member_id"),
    )

    redemption_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    state: Mapped[str]
    count: Mapped[int]
    value: Mapped[int | None]
    paid: Mapped[int]
    told_at: Mapped[Moment]
