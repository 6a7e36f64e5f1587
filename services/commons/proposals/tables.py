"""Proposals and the effects that followed them, in the owning service's database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.base import Json, Moment, tables_of

Base = tables_of("commons")
_NULLABLE = JSONB(none_as_null=True)


class ProposalRow(Base):  # type: ignore[misc,valid-type]
    """An immutable proposal: its content, its digest, and the ground that it rests on.

    ``withdrawn`` is why it cannot be put to the vote any more; a proposal is never opened again, but made anew.
    """

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_effect", "effect"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    effect: Mapped[str]
    content: Mapped[Json]
    ground: Mapped[Json]
    digest: Mapped[str]
    summary: Mapped[str]
    assembly: Mapped[str]
    about_person: Mapped[bool]
    made_at: Mapped[Moment]
    made_by: Mapped[str]
    withdrawn: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)


class EffectRow(Base):  # type: ignore[misc,valid-type]
    """What became of a resolution here; one row per (resolution, effect), for ever.

    States: ``applied`` or ``refused`` (with the reason) when it was told; once the resolution was annulled, ``undone``
    or ``kept`` (with the reason why it cannot be undone).
    """

    __tablename__ = "effects"
    __table_args__ = (Index("ix_effects_proposal_id", "proposal_id"),)

    resolution_id: Mapped[str] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str]
    # adopted | rejected: which way the members decided.
    outcome: Mapped[str]
    state: Mapped[str]
    reason: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    links: Mapped[Json]
    settled_at: Mapped[Moment]
