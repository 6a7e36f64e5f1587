"""What is kept of each command for a while: its answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.base import Moment, tables_of

Base = tables_of("commons")


class Command(Base):  # type: ignore[misc,valid-type]
    """The answer that a command id got, kept 7 days so that a retry gets the same one."""

    __tablename__ = "commands"
    __table_args__ = (Index("ix_commands_recorded_at", "recorded_at"),)

    credential: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    command_id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    answer: Mapped[Any] = mapped_column(JSONB, nullable=True)
    events: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]
