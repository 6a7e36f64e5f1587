"""What was asked by whom, what it changed, and apart from that the personal values; never erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Identity, Index, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from ..storage.base import Moment, tables_of
from .triggers import as_ddl

Base = tables_of("commons")


class AuditLine(Base):  # type: ignore[misc,valid-type]
    """Who did what, when: one line per command, whatever it changed (no bodies: they may be personal)."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[Moment]
    actor: Mapped[str]
    operation: Mapped[str]
    path: Mapped[Any] = mapped_column(JSONB)
    command_id: Mapped[str | None]
    trace: Mapped[str]
    reason: Mapped[str | None]


class Change(Base):  # type: ignore[misc,valid-type]
    """One row of one table, inserted (no ``before``), updated (what differs) or deleted (no ``after``).

    Written by triggers alone and never changed.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_parties", "parties", postgresql_using="gin"),
        Index("ix_changes_at", "at", postgresql_using="brin"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[Moment]
    # key | person | event | task | operator, and which one.
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    # The operation, the event's type or the task.
    operation: Mapped[str | None]
    # The event's or the job's id, and the resolution that is carried out.
    cause: Mapped[str | None]
    resolution: Mapped[str | None]
    reason: Mapped[str | None]
    trace: Mapped[str | None]
    table_name: Mapped[str]
    key: Mapped[str]
    # The persons and organisations concerned; the personal values are the first one's.
    parties: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # The fields that changed and whose values stand in ``changes_personal``, or nowhere where they are withheld.
    aside: Mapped[list[str]] = mapped_column(ARRAY(Text))
    before: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)


class PersonalChange(Base):  # type: ignore[misc,valid-type]
    """The personal values of a change; blanked, with the day, when the person is pseudonymised.

    No foreign key: one statement of a trigger writes both, and neither is ever deleted.
    """

    __tablename__ = "changes_personal"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    before: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    erased_at: Mapped[Moment | None]


# The one table is made right after the other, in the order of their names.
for _statement in as_ddl():
    event.listen(PersonalChange.__table__, "after_create", _statement)
PersonalChange.__table__.add_is_dependent_on(Change.__table__)
