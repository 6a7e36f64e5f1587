"""Assemblies, their agenda, the journal of presence and the proxies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class Assembly(Base):  # type: ignore[misc,valid-type]
    """A general assembly.

    States: ``draft`` (being prepared), ``convened`` (members were called), ``open`` (sitting), ``closed``,
    ``inquorate`` (the quorum was missing: a second call may follow).
    """

    __tablename__ = "assemblies"
    __table_args__ = (CheckConstraint("state IN ('draft','convened','open','closed','inquorate')", name="state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    place: Mapped[str | None]
    held_on: Mapped[date]
    starts_at: Mapped[Moment | None]
    record_date: Mapped[date]
    state: Mapped[str]
    # 1 for a first call; 2 when the first one lacked the quorum, and then ``first_call_id`` names it.
    call: Mapped[int]
    first_call_id: Mapped[str | None] = mapped_column(ForeignKey("assemblies.id"), unique=True)
    chair_id: Mapped[str | None]
    created_at: Mapped[Moment]
    # The day on which the notice went out, and when that was recorded here.
    convened_on: Mapped[date | None]
    convened_at: Mapped[Moment | None]
    opened_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]


class AgendaItem(Base):  # type: ignore[misc,valid-type]
    """One item of the agenda that the members are called with."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("assembly_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str | None]


class PresenceEntry(Base):  # type: ignore[misc,valid-type]
    """One line of the journal of presence: ``arrive``, ``remote``, ``postal`` or ``leave``; lines are only added."""

    __tablename__ = "presence_journal"
    __table_args__ = (Index("ix_presence_journal_assembly_id_member_id_seq", "assembly_id", "member_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    member_id: Mapped[str]
    kind: Mapped[str]
    at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class Proxy(Base):  # type: ignore[misc,valid-type]
    """A member's power to another to vote in an assembly: ``given`` or ``revoked``; without a holder it is blank."""

    __tablename__ = "proxies"
    __table_args__ = (
        # A member gives one proxy at a time for an assembly.
        Index("uq_proxies_given", "assembly_id", "giver_id", unique=True, postgresql_where=text("state = 'given'")),
        Index("ix_proxies_holder", "assembly_id", "holder_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    giver_id: Mapped[str]
    holder_id: Mapped[str | None]
    state: Mapped[str]
    given_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
