"""Pathways: the stages, tutors, conditions, objectives and appointments of each person, and what was warned of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject="person_id")
class Pathway(Base):  # type: ignore[misc,valid-type]
    """One person's way through the cooperative, who need not be a member; ``left_on`` is its last day."""

    __tablename__ = "pathways"
    __table_args__ = (
        # One at a time; who comes back begins another.
        Index("uq_pathways_running", "person_id", unique=True, postgresql_where=text("left_on IS NULL")),
        CheckConstraint("(left_on IS NULL) = (left_reason IS NULL)", name="reasoned"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject="pathway_id>pathways.person_id")
class PathwayStage(Base):  # type: ignore[misc,valid-type]
    """A stage that somebody reached, by its slug in the statutes of that day, until the next one.

    Invariant: the stages of one pathway follow one another without a gap; only the last one runs on.
    """

    __tablename__ = "pathway_stages"

    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str]
    since: Mapped[date]
    # Before ``since`` when the next stage was reached on the same day.
    until: Mapped[date | None]
    # The contract that the stage rests on.
    engagement_id: Mapped[str | None] = mapped_column(ForeignKey("engagements.id"))
    reference: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject=("pathway_id>pathways.person_id", "tutor_id"))
class PathwayTutor(Base):  # type: ignore[misc,valid-type]
    """Who accompanies somebody, from a day until another; ``end_reason``: succeeded, left_cooperative, pathway_left."""

    __tablename__ = "pathway_tutors"
    __table_args__ = (Index("ix_pathway_tutors_tutor_id", "tutor_id"),)

    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tutor_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject=("pathway_id>pathways.person_id", "by_id"))
class PathwayCondition(Base):  # type: ignore[misc,valid-type]
    """A condition of the statutes that somebody confirmed, with what it rests on; withdrawn perhaps, never removed."""

    __tablename__ = "pathway_conditions"
    __table_args__ = (
        Index("uq_pathway_conditions_standing", "pathway_id", "condition", unique=True,
              postgresql_where=text("withdrawn_on IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"))
    condition: Mapped[str]
    by_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    met_on: Mapped[date]
    # None where the word of whoever signed in is the evidence.
    evidence: Mapped[str | None]
    # Whether ``by_id`` signed in and said so; otherwise a key recorded what the evidence says.
    in_person: Mapped[bool]
    withdrawn_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject="pathway_id>pathways.person_id", personal=("text",))
class PathwayObjective(Base):  # type: ignore[misc,valid-type]
    """What somebody set out to reach by a day; ``settled_on`` with ``outcome`` reached or dropped."""

    __tablename__ = "pathway_objectives"
    __table_args__ = (Index("ix_pathway_objectives_pathway_id", "pathway_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"))
    text: Mapped[str]
    set_on: Mapped[date]
    due_on: Mapped[date]
    outcome: Mapped[str | None]
    settled_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject=("pathway_id>pathways.person_id", "with_id"))
class PathwayAppointment(Base):  # type: ignore[misc,valid-type]
    """When somebody meets whom, and of what kind; the states: planned → kept | missed | cancelled."""

    __tablename__ = "pathway_appointments"
    __table_args__ = (
        Index("ix_pathway_appointments_pathway_id_on", "pathway_id", "on"),
        CheckConstraint("state IN ('planned', 'kept', 'missed', 'cancelled')", name="state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"))
    kind: Mapped[str]
    # None where a record of old does not say.
    with_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    on: Mapped[date]
    state: Mapped[str]
    recorded_at: Mapped[Moment]


@audited(subject="pathway_id>pathways.person_id")
class PathwayPostponement(Base):  # type: ignore[misc,valid-type]
    """The day to be an associate was put off to another, for a reason; ``due_on`` is the day that it was before."""

    __tablename__ = "pathway_postponements"

    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    due_on: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str]
    # Where the decision is kept.
    reference: Mapped[str]
    recorded_at: Mapped[Moment]


class DeadlineTold(Base):  # type: ignore[misc,valid-type]
    """A warning that was given, so that each is given once."""

    __tablename__ = "pathway_deadlines_told"

    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    # The days before the deadline at which it is given; -1: that it has passed.
    threshold: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[Moment]
