"""Swaps: two members take each other's places, when both have said so."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject=("member_id", "with_member_id"))
class Swap(Base):  # type: ignore[misc,valid-type]
    """``offered → accepted | declined | withdrawn | lapsed``: a place for a place, with both consents.

    ``offered_by`` and ``settled_by`` are the actors (``person:mbr_…`` for who signed in, ``key:…`` for an office that
    attests a consent) by whom each consent came.
    """

    __tablename__ = "shift_swaps"
    __table_args__ = (
        # The same two places are offered once at a time.
        Index("uq_shift_swaps_offered", "shift_id", "member_id", "with_shift_id", "with_member_id", unique=True,
              postgresql_where=text("state = 'offered'")),
        Index("ix_shift_swaps_member_id", "member_id"),
        Index("ix_shift_swaps_with_member_id", "with_member_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    with_shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"))
    with_member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    state: Mapped[str]
    offered_by: Mapped[str]
    offered_at: Mapped[Moment]
    settled_by: Mapped[str | None]
    settled_at: Mapped[Moment | None]
