"""What was told of standings and of shifts to come, so that each is told once. No answer is ever read from here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class StandingTold(Base):  # type: ignore[misc,valid-type]
    """What tills were told last of a member: the answers ahead and the cards, under the number of that telling."""

    __tablename__ = "standings_told"

    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    standing: Mapped[str]
    # [[day, may_shop, reason], …]: the answer then, and each change that time alone would bring.
    steps: Mapped[list[list[Any]]] = mapped_column(JSONB)
    cards: Mapped[list[str]] = mapped_column(JSONB)
    told_at: Mapped[Moment]


class ReminderTold(Base):  # type: ignore[misc,valid-type]
    """A member was reminded of a shift."""

    __tablename__ = "shift_reminders"

    shift_id: Mapped[str] = mapped_column(ForeignKey("shifts.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    told_at: Mapped[Moment]
