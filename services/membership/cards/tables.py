"""Members' cards."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

from .contract import BLOCKED_FOR

Base = tables_of("membership")


@audited(subject="member_id", personal=("code",))
class Card(Base):  # type: ignore[misc,valid-type]
    """A card of a member. It works from ``issued_on`` until the day before ``blocked_on``.

    Invariants: a code stands on one card for ever; a member holds one card at most that nothing blocks. A blocked
    card stays blocked: who finds it again uses the new one.
    """

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint("(blocked_on IS NULL) = (reason IS NULL)", name="blocked"),
        CheckConstraint(f"reason IN {BLOCKED_FOR}", name="reason"),
        Index("uq_cards_held", "member_id", unique=True, postgresql_where=text("blocked_on IS NULL")),
        Index("ix_cards_member_id", "member_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    code: Mapped[str] = mapped_column(unique=True)
    issued_on: Mapped[date]
    # The first day on which it does not work.
    blocked_on: Mapped[date | None]
    reason: Mapped[str | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("cards.id"))
    recorded_at: Mapped[Moment]
