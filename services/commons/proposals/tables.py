"""Proposals and the effects that followed them, in the owning service's database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.base import Json, Moment, tables_of

Base = tables_of("commons")


class ProposalRow(Base):  # type: ignore[misc,valid-type]
    """An immutable proposal: its content, its digest, and the ground that it rests on."""

    __tablename__ = "proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    effect: Mapped[str]
    content: Mapped[Json]
    ground: Mapped[Json]
    digest: Mapped[str]
    summary: Mapped[str]
    made_at: Mapped[Moment]
    made_by: Mapped[str]


class EffectRow(Base):  # type: ignore[misc,valid-type]
    """What became of an adopted resolution here; one row per (resolution, effect), for ever."""

    __tablename__ = "effects"

    resolution_id: Mapped[str] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str]
    state: Mapped[str]
    reason: Mapped[Any] = mapped_column(JSONB, nullable=True)
    links: Mapped[Json]
    settled_at: Mapped[Moment]
