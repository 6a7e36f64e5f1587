"""Bodies, mandates, working groups; what the statutes say of them is not repeated here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Body(Base):  # type: ignore[misc,valid-type]
    """A body of the statutes that has ever held a mandate; its row is the lock under which seats are filled."""

    __tablename__ = "bodies"

    slug: Mapped[str] = mapped_column(primary_key=True)


@audited(subject="member_id")
class Mandate(Base):  # type: ignore[misc,valid-type]
    """A seat held from a day until the end of its term, or until it ended before (``ended_on``); days are inclusive.

    Ends: ``resigned``, ``revoked``, ``deceased``, ``left`` (the membership), ``annulled`` (the vote). A term that runs
    out needs no row: the mandate is expired after ``ends_on``.
    """

    __tablename__ = "mandates"
    __table_args__ = (
        # A resolution seats a person in a body once, however often it is told.
        UniqueConstraint("resolution_id", "body", "member_id"),
        CheckConstraint("ends_on >= started_on", name="forwards"),
        Index("ix_mandates_body_started_on", "body", "started_on"),
        Index("ix_mandates_member_id", "member_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(ForeignKey("bodies.slug"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    started_on: Mapped[date]
    ends_on: Mapped[date]
    # Which part of the body it is renewed with (1 where all seats are renewed at once), and the last day of that
    # part's term: later than ``ends_on`` for a member whose leaving was known.
    series: Mapped[int]
    term_ends_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    # Whose mandate ended before, for one that fills a vacancy.
    replaces: Mapped[str | None] = mapped_column(ForeignKey("mandates.id"), unique=True)
    # The resolution, or for a seat that the body itself filled the reference of its decision.
    resolution_id: Mapped[str]
    # The decision that ended it early, where one did.
    end_reference: Mapped[str | None]
    article: Mapped[str]
    recorded_at: Mapped[Moment]


@audited()
class Opening(Base):  # type: ignore[misc,valid-type]
    """An election was proposed for seats that are open from a day on: by hand, or because mandates expire."""

    __tablename__ = "openings"
    __table_args__ = (Index("ix_openings_body_counted_on", "body", "counted_on"),)

    proposal_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    # asked | expiring
    because: Mapped[str]
    seats: Mapped[int]
    counted_on: Mapped[date]
    opened_at: Mapped[Moment]


@audited()
class WorkingGroup(Base):  # type: ignore[misc,valid-type]
    """A self-managed working group; those that the statutes name are written when first used."""

    __tablename__ = "working_groups"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    # What it was given to do, in its own words or those of who opened it.
    purpose: Mapped[str | None]
    # None for those of the statutes, which are there as long as the statutes name them.
    opened_on: Mapped[date | None]
    # The last day, once it is closed; the slug is never given again.
    closed_on: Mapped[date | None]
    closed_for: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class GroupPlace(Base):  # type: ignore[misc,valid-type]
    """Somebody's time in a working group, as ``member`` or as ``referent``; days are inclusive."""

    __tablename__ = "working_group_places"
    __table_args__ = (
        Index("uq_working_group_places_running", "group_slug", "member_id", "role", unique=True,
              postgresql_where=text("until IS NULL")),
        Index("ix_working_group_places_member_id", "member_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    group_slug: Mapped[str] = mapped_column(ForeignKey("working_groups.slug"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    role: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]
