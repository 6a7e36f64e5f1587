"""Committees, charters, adhesions and meetings at the organiser; what is published and adhered to at a cooperative."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Charter(Base):  # type: ignore[misc,valid-type]
    """A version of the charter of a union, or of this organisation itself; a new one replaces none of the old."""

    __tablename__ = "committee_charters"

    union: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    written_on: Mapped[date]
    recorded_at: Mapped[Moment]


@audited()
class Committee(Base):  # type: ignore[misc,valid-type]
    """A territorial committee; both days are inclusive."""

    __tablename__ = "committees"

    id: Mapped[str] = mapped_column(primary_key=True)
    union: Mapped[str]
    title: Mapped[str]
    areas: Mapped[list[str]] = mapped_column(JSONB)
    since: Mapped[date]
    ended_on: Mapped[date | None]
    # Counts what was published of it.
    edition: Mapped[int]
    recorded_at: Mapped[Moment]


@audited()
class CharterAdhesion(Base):  # type: ignore[misc,valid-type]
    """A cooperative adheres to a version of the charter, by its own act; the last day is inclusive."""

    __tablename__ = "charter_adhesions"
    __table_args__ = (
        Index("uq_charter_adhesions_running", "committee_id", "cooperative", unique=True,
              postgresql_where=text("ended_on IS NULL")),
    )  # fmt: skip

    cooperative: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    committee_id: Mapped[str] = mapped_column(ForeignKey("committees.id"))
    charter_version: Mapped[int]
    decision: Mapped[str]
    adhered_on: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited()
class AdhesionEnd(Base):  # type: ignore[misc,valid-type]
    """A revocation as it was told; it may arrive before its adhesion."""

    __tablename__ = "charter_revocations"

    cooperative: Mapped[str] = mapped_column(primary_key=True)
    adhesion_id: Mapped[str] = mapped_column(primary_key=True)
    ended_on: Mapped[date]


@audited()
class CommitteeRole(Base):  # type: ignore[misc,valid-type]
    """A role that an adherent holds: ``animator``, ``deputy`` or ``secretary``."""

    __tablename__ = "committee_roles"
    __table_args__ = (
        Index("uq_committee_roles_running", "committee_id", "role", unique=True,
              postgresql_where=text("until IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    committee_id: Mapped[str] = mapped_column(ForeignKey("committees.id"))
    role: Mapped[str]
    cooperative: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited()
class CommitteeMeeting(Base):  # type: ignore[misc,valid-type]
    """A meeting that was held, counted once; a wrong record is taken back, never deleted."""

    __tablename__ = "committee_meetings"
    __table_args__ = (
        Index("uq_committee_meetings_day", "committee_id", "held_on", unique=True,
              postgresql_where=text("voided_on IS NULL")),
        Index("ix_committee_meetings_held_on", "held_on"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    committee_id: Mapped[str] = mapped_column(ForeignKey("committees.id"))
    held_on: Mapped[date]
    place: Mapped[str]
    guests: Mapped[int]
    themes: Mapped[list[str]] = mapped_column(JSONB)
    decisions: Mapped[list[str]] = mapped_column(JSONB)
    voided_on: Mapped[date | None]
    void_reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited()
class CommitteePresence(Base):  # type: ignore[misc,valid-type]
    """An adherent that was there."""

    __tablename__ = "committee_presences"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("committee_meetings.id"), primary_key=True)
    cooperative: Mapped[str] = mapped_column(primary_key=True)


@audited()
class PublishedCommittee(Base):  # type: ignore[misc,valid-type]
    """A committee that another organisation told of, with its charter."""

    __tablename__ = "published_committees"

    organiser: Mapped[str] = mapped_column(primary_key=True)
    committee_id: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[int]
    union: Mapped[str]
    title: Mapped[str]
    areas: Mapped[list[str]] = mapped_column(JSONB)
    ended_on: Mapped[date | None]
    charter_version: Mapped[int]
    charter_title: Mapped[str]
    charter_text: Mapped[str]
    received_at: Mapped[Moment]


@audited()
class OwnAdhesion(Base):  # type: ignore[misc,valid-type]
    """An adhesion of this cooperative: declared → taken or refused; revoked, or replaced by one to a newer version."""

    __tablename__ = "own_charter_adhesions"
    __table_args__ = (
        CheckConstraint("state IN ('declared', 'taken', 'refused', 'revoked', 'replaced')", name="state"),
        Index("uq_own_charter_adhesions_running", "organiser", "committee_id", unique=True,
              postgresql_where=text("state IN ('declared', 'taken')")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    organiser: Mapped[str]
    committee_id: Mapped[str]
    charter_version: Mapped[int]
    decision: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    adhered_on: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
