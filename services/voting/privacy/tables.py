"""Whom the register found to be the same person: rolls, minutes and proxies keep the id that they were made with."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import tables_of

Base = tables_of("voting")


class MergedVoter(Base):  # type: ignore[misc,valid-type]
    """An id that leads to another one of the same person, as membership told; filled by its events alone."""

    __tablename__ = "merged_voters"
    __table_args__ = (Index("ix_merged_voters_merged_into", "merged_into"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    merged_into: Mapped[str]
