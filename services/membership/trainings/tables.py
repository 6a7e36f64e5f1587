"""Training sessions, the places in them, and the roles that people hold because of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject="trainer_id")
class Training(Base):  # type: ignore[misc,valid-type]
    """A session, ``planned``, then ``held`` once attendance is recorded, or ``cancelled``; its row is the lock.

    Under that lock places are given, so that no two people take the last one.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forwards"),
        CheckConstraint("minutes > 0", name="lasts"),
        Index("ix_trainings_day", "day", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    theme: Mapped[str]
    # Who trains: somebody of the register, or who comes from outside, in words.
    trainer_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    trainer: Mapped[str | None]
    place: Mapped[str | None]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    # The legal day on which it starts.
    day: Mapped[date]
    # What counts as training, breaks aside.
    minutes: Mapped[int]
    capacity: Mapped[int | None]
    # The roles that those who came hold from then on, and for how many months.
    grants: Mapped[list[str]] = mapped_column(JSONB)
    valid_months: Mapped[int | None]
    state: Mapped[str]
    cancelled_for: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class TrainingPlace(Base):  # type: ignore[misc,valid-type]
    """Somebody's place: ``enrolled`` or ``waiting``, then ``attended`` or ``absent``; or ``withdrawn``."""

    __tablename__ = "training_places"
    __table_args__ = (
        CheckConstraint("(state = 'attended') = (minutes IS NOT NULL)", name="counted"),
        Index("ix_training_places_member_id", "member_id"),
    )

    training_id: Mapped[str] = mapped_column(ForeignKey("trainings.id"), primary_key=True)
    # A member, or an employee who is none.
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    state: Mapped[str]
    # The order of asking, in which those who wait move up.
    turn: Mapped[int]
    minutes: Mapped[int | None]
    # The serial number of the certificate, given when somebody first attended; it is never given again.
    certificate: Mapped[str | None] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]
    marked_at: Mapped[Moment | None]


@audited(subject="member_id")
class GrantedRole(Base):  # type: ignore[misc,valid-type]
    """A role that somebody holds, from a day until another (inclusive; None while nobody knows).

    ``ended_on`` is its last day when it ends before: withdrawn by hand, or cleared with the membership.
    """

    __tablename__ = "granted_roles"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="forwards"),
        # One training grants a role once.
        Index("uq_granted_roles_training", "training_id", "member_id", "role", unique=True,
              postgresql_where=text("training_id IS NOT NULL")),
        Index("ix_granted_roles_member_id_role", "member_id", "role"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    role: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    ended_on: Mapped[date | None]
    # The training that granted it, or for one granted by hand the decision.
    training_id: Mapped[str | None] = mapped_column(ForeignKey("trainings.id"))
    reference: Mapped[str | None]
    recorded_at: Mapped[Moment]
