"""Assemblies, the breaks in their sessions, and what was found when a quorum was missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment
from services.voting.assemblies.tables.base import Base


class Assembly(Base):  # type: ignore[misc,valid-type]
    """A general assembly, or the assembly of one section of the members.

    States: ``draft`` (being prepared), ``convened`` (members were called), ``open`` (sitting), ``adjourned`` (sits
    again at a set time), ``closed``, ``minutes_signed``, ``inquorate`` (the quorum was missing: a second call may
    follow).
    """

    __tablename__ = "assemblies"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','convened','open','adjourned','closed','minutes_signed','inquorate')", name="state"
        ),
        CheckConstraint("kind IN ('ordinary','extraordinary','mixed','section')", name="kind"),
        Index("ix_assemblies_main_id", "main_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    # ordinary | extraordinary | mixed (each item of the agenda says by which rules it is decided) | section.
    kind: Mapped[str]
    title: Mapped[str]
    place: Mapped[str | None]
    held_on: Mapped[date]
    starts_at: Mapped[Moment | None]
    record_date: Mapped[date]
    state: Mapped[str]
    # How members may take part: in_room, remote, postal, paper; and where those who connect do so.
    modes: Mapped[Any] = mapped_column(JSONB)
    link: Mapped[str | None]
    # 1 for a first call; 2 when the first one lacked the quorum, and then ``first_call_id`` names it.
    call: Mapped[int]
    first_call_id: Mapped[str | None] = mapped_column(ForeignKey("assemblies.id"), unique=True)
    # For the assembly of a section: which section, and the main assembly that its delegates go to.
    main_id: Mapped[str | None] = mapped_column(ForeignKey("assemblies.id"))
    section: Mapped[str | None]
    chair_id: Mapped[str | None]
    created_at: Mapped[Moment]
    # The day on which the notice went out, and when that was recorded here.
    convened_on: Mapped[date | None]
    convened_at: Mapped[Moment | None]
    opened_at: Mapped[Moment | None]
    # While it is adjourned: when it sits again.
    adjourned_until: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    # When the bureau had signed the minutes, and the SHA-256 of what it signed.
    minutes_signed_at: Mapped[Moment | None]
    minutes_digest: Mapped[str | None]


class Adjournment(Base):  # type: ignore[misc,valid-type]
    """A break of a session: it sits again at ``until``, not before."""

    __tablename__ = "adjournments"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), index=True)
    adjourned_at: Mapped[Moment]
    until: Mapped[Moment]
    reason: Mapped[str | None]
    resumed_at: Mapped[Moment | None]


class QuorumFinding(Base):  # type: ignore[misc,valid-type]
    """What was counted when a session, or one part of a mixed one, was declared to lack its quorum."""

    __tablename__ = "quorum_findings"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    counted: Mapped[int]
    entitled: Mapped[int]
    required: Mapped[int]
    fraction: Mapped[str | None]
    article: Mapped[str]
    found_at: Mapped[Moment]
