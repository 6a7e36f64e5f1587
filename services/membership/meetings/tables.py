"""Meetings, what was on their agenda, who came, how they were moved, and what is to be done after them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject="keeper_id")
class Meeting(Base):  # type: ignore[misc,valid-type]
    """A meeting: ``planned`` → ``held`` (who came is recorded) → ``minuted``; or ``cancelled``. Its row is the lock.

    Who is invited is never stored: it follows from the mandates and referents of the day, until attendance fixes it.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forwards"),
        CheckConstraint("organ_kind IN ('body', 'group')", name="organ_kind"),
        Index("ix_meetings_day", "day", "id"),
        Index("ix_meetings_organ_day", "organ", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    organ_kind: Mapped[str]
    organ: Mapped[str]
    # Whether the referents of all working groups are invited too.
    with_referents: Mapped[bool]
    title: Mapped[str]
    place: Mapped[str | None]
    link: Mapped[str | None]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    # The legal day on which it starts.
    day: Mapped[date]
    state: Mapped[str]
    # How often it was changed since it was planned (RFC 5545 §3.8.7.4), and when last.
    sequence: Mapped[int]
    changed_at: Mapped[Moment]
    # What a series made it for; the same series asked for again finds it.
    series: Mapped[str | None] = mapped_column(unique=True)
    keeper_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    # The meeting that approved these minutes, which are fixed from then on.
    approved_in: Mapped[str | None] = mapped_column(ForeignKey("meetings.id"))
    recorded_at: Mapped[Moment]


@audited()
class MeetingItem(Base):  # type: ignore[misc,valid-type]
    """An item of the agenda, and what the minutes say of it; one that was dropped has no title any more."""

    __tablename__ = "meeting_items"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    text: Mapped[str | None]


@audited(subject="member_id")
class MeetingAttendance(Base):  # type: ignore[misc,valid-type]
    """Whether somebody came: ``invited``, as ``substitute`` of a group's referents, or as ``guest``."""

    __tablename__ = "meeting_attendances"
    __table_args__ = (Index("ix_meeting_attendances_member_id", "member_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    # present | excused | absent
    attendance: Mapped[str]
    capacity: Mapped[str]
    # Whether by a seat of the body or a place in the group that met, and for which working groups they spoke.
    seat: Mapped[bool]
    groups: Mapped[list[str]] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


@audited()
class MeetingChange(Base):  # type: ignore[misc,valid-type]
    """A meeting was moved or cancelled, and why; append-only."""

    __tablename__ = "meeting_changes"
    __table_args__ = (Index("ix_meeting_changes_meeting_id", "meeting_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    # moved | cancelled
    kind: Mapped[str]
    reason: Mapped[str]
    was_starts_at: Mapped[Moment]
    starts_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class MeetingTask(Base):  # type: ignore[misc,valid-type]
    """Something to be done after a meeting, by a member or a working group; what a leaver leaves is unassigned."""

    __tablename__ = "meeting_tasks"
    __table_args__ = (
        CheckConstraint("member_id IS NULL OR group_slug IS NULL", name="one_assignee"),
        Index("ix_meeting_tasks_meeting_id", "meeting_id"),
        Index("ix_meeting_tasks_member_id", "member_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    item: Mapped[int | None]
    what: Mapped[str]
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    group_slug: Mapped[str | None] = mapped_column(ForeignKey("working_groups.slug"))
    # The last day of the member's membership, once it is known: from the day after nobody has the task.
    assigned_until: Mapped[date | None]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


def columns_of(row: Any) -> dict[str, Any]:
    """Return the columns of a row by name."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
