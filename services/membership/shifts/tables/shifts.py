"""Shifts, enrolments with attendance, leaves; a standing is never stored, it is derived."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

Base = tables_of("membership")


@audited()
class Shift(Base):  # type: ignore[misc,valid-type]
    """A slot to be staffed; its row is the lock under which places are taken."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forwards"),
        Index("ix_shifts_day", "day", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    # The legal day on which it starts.
    day: Mapped[date]
    places: Mapped[Json]
    # What a calendar made it from; the same calendar made twice finds it.
    slot: Mapped[str | None] = mapped_column(unique=True)
    template_id: Mapped[str | None] = mapped_column(index=True)
    # Since when and why it does not take place.
    cancelled_at: Mapped[Moment | None]
    cancel_reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject=("member_id", "replaced_by", "stands_in_for"))
class Enrolment(Base):  # type: ignore[misc,valid-type]
    """A member's place in a shift: ``enrolled → attended | missed | excused | replaced``, ``withdrawn``, ``cancelled``.

    ``cancelled``: the cooperative called the shift off, and the member owes nothing for it.
    """

    __tablename__ = "enrolments"
    __table_args__ = (Index("ix_enrolments_member_id", "member_id"),)

    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    role: Mapped[str]
    attendance: Mapped[str]
    replaced_by: Mapped[str | None]
    # In whose place the member comes.
    stands_in_for: Mapped[str | None]
    # Why excused: a code of the contract, never anything about health.
    reason_code: Mapped[str | None]
    # Whether it makes up for a shift that was missed.
    make_up: Mapped[bool] = mapped_column(server_default=false())
    # Since when the member asks for somebody to come in their place; it counts while they are expected.
    stand_in_wanted_at: Mapped[Moment | None]
    # The standing enrolment that it comes from.
    standing_id: Mapped[str | None]
    recorded_at: Mapped[Moment]
    marked_at: Mapped[Moment | None]


@audited(subject=("member_id", "leader_id"))
class AttendanceMark(Base):  # type: ignore[misc,valid-type]
    """One change of an enrolment: what it was, what it became, who said so and when; rows are only ever added."""

    __tablename__ = "attendance_marks"
    __table_args__ = (Index("ix_attendance_marks_shift_id_member_id", "shift_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    was: Mapped[str]
    attendance: Mapped[str]
    # The leader of the shift who said so; None when it was entered by a key alone.
    leader_id: Mapped[str | None]
    # Kind and id of the actor that entered it.
    entered_by: Mapped[str]
    # Whether it came later than the bylaws expect.
    late: Mapped[bool]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class Leave(Base):  # type: ignore[misc,valid-type]
    """A time in which a member owes no shift: ``leave`` or ``exemption``; days are inclusive."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # The day on which an exemption is looked at again. Its grounds are recorded nowhere.
    review_on: Mapped[date | None]
    # Recorded by mistake: it counts for nothing.
    voided_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
