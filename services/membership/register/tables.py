"""The register's tables: who they are (the only place of personal data), and the periods of membership."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class Party(Base):  # type: ignore[misc,valid-type]
    """A person or an organisation, member or not: everything personal stands here, so that it can be pseudonymised.

    The id never changes: ``mbr_`` for who came as an applicant or a member, ``per_`` for who came as an employee.
    """

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint("kind IN ('natural_person', 'organisation')", name="kind"),
        CheckConstraint("(kind = 'organisation') = (name IS NOT NULL)", name="named"),
        Index("ix_parties_last_name_lower", text("lower(last_name) text_pattern_ops")),
        Index("ix_parties_name_lower", text("lower(name) text_pattern_ops")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    # The legal name of an organisation.
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    birth_date: Mapped[date | None]
    siren: Mapped[str | None]
    # The slug of an organisation that is a cooperative on this platform.
    cooperative: Mapped[str | None]
    # Until when the dues of the linked organisation are paid.
    linked_organisation_until: Mapped[date | None]
    # Since when an application runs or ran; None when it came to nothing.
    applied_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    changed_at: Mapped[Moment]


class Member(Base):  # type: ignore[misc,valid-type]
    """A member's number: given once, kept for ever, never given to anybody else."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    given_at: Mapped[Moment]


class NumberSequence(Base):  # type: ignore[misc,valid-type]
    """The next number to give; the row is locked while a transaction gives one, so there is no gap and no double."""

    __tablename__ = "number_sequences"

    name: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


class Membership(Base):  # type: ignore[misc,valid-type]
    """A period of membership; both days are inclusive, ``ends_on`` is None while no end is known.

    Invariant: the periods of one member never overlap (checked under a lock on the party; the index below keeps
    even a mistake from leaving two that run on).
    """

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="forwards"),
        Index("uq_memberships_running", "member_id", unique=True, postgresql_where=text("ends_on IS NULL")),
        Index("ix_memberships_member_id_starts_on", "member_id", "starts_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    category: Mapped[str]
    college: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # The day on which the end was asked for or became known: from then on the state is ``leaving``.
    noticed_on: Mapped[date | None]
    legacy: Mapped[bool]
    recorded_at: Mapped[Moment]


class Departure(Base):  # type: ignore[misc,valid-type]
    """Why and when a membership ended; annulled, when the vote that excluded the member was: then it runs on."""

    __tablename__ = "departures"
    __table_args__ = (
        # A membership ends once.
        Index("uq_departures_membership_id", "membership_id", unique=True,
              postgresql_where=text("annulled_on IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    membership_id: Mapped[str] = mapped_column(ForeignKey("memberships.id"))
    reason: Mapped[str]
    noticed_on: Mapped[date]
    left_on: Mapped[date]
    resolution_id: Mapped[str | None]
    annulled_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


class Suspension(Base):  # type: ignore[misc,valid-type]
    """A time in which a membership rests; it never touches the electoral roll."""

    __tablename__ = "suspensions"
    __table_args__ = (Index("ix_suspensions_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    recorded_at: Mapped[Moment]
