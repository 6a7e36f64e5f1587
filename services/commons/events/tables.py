"""The outbox, the inbox and the dead letters, in every service's database."""

from __future__ import annotations

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.base import Json, Moment, tables_of

Base = tables_of("commons")


class OutboxEvent(Base):  # type: ignore[misc,valid-type]
    """An event told by this service: pending until published, kept afterwards as the service's log."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_pending", "seq", postgresql_where=text("published_at IS NULL")),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    subject: Mapped[str]
    envelope: Mapped[Json]
    recorded_at: Mapped[Moment]
    published_at: Mapped[Moment | None]


class Subject(Base):  # type: ignore[misc,valid-type]
    """One row per subject; writers lock it, so the events of one subject get their numbers in commit order."""

    __tablename__ = "outbox_subjects"

    subject: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


class InboxEvent(Base):  # type: ignore[misc,valid-type]
    """An event that arrived: ``handled``, ``dead`` (its handler fails) or ``parked`` (behind a dead one)."""

    __tablename__ = "inbox"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    state: Mapped[str]
    received_at: Mapped[Moment]


class DeadLetter(Base):  # type: ignore[misc,valid-type]
    """An event that this service could not take, or that waits behind one: ``dead|parked|replayed|skipped``."""

    __tablename__ = "dead_letters"
    __table_args__ = (Index("ix_dead_letters_waiting", "stream", postgresql_where=text("state IN ('dead','parked')")),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    stream: Mapped[str]
    type: Mapped[str]
    envelope: Mapped[Json]
    provenance: Mapped[str | None]
    state: Mapped[str]
    error: Mapped[str]
    recorded_at: Mapped[Moment]
    settled_at: Mapped[Moment | None]
