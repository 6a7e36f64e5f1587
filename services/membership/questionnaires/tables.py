"""Questionnaires, who was asked and what they answered at the federation; what was received at a cooperative."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class Questionnaire(Base):  # type: ignore[misc,valid-type]
    """A questionnaire: draft → sent → closed, by hand or when its day has passed."""

    __tablename__ = "questionnaires"
    __table_args__ = (CheckConstraint("state IN ('draft', 'sent', 'closed')", name="state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    closes_on: Mapped[date]
    anonymous: Mapped[bool]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str]
    sent_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


# The trail would show what an anonymous questionnaire hides.
@audited(withheld=("answers",))
class Recipient(Base):  # type: ignore[misc,valid-type]
    """A cooperative that was asked, and its latest answer.

    The answers of an anonymous questionnaire stand here under the cooperative's name too, so that they can be replaced;
    no operation shows them so.
    """

    __tablename__ = "questionnaire_recipients"

    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"), primary_key=True)
    cooperative: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    replied_at: Mapped[Moment | None]
    reminded_at: Mapped[Moment | None]


@audited()
class ReceivedQuestionnaire(Base):  # type: ignore[misc,valid-type]
    """A federation's questionnaire as it was sent here, and this cooperative's latest answer."""

    __tablename__ = "received_questionnaires"

    federation: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    closes_on: Mapped[date]
    anonymous: Mapped[bool]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int]
    replied_at: Mapped[Moment | None]
    # sent | taken | refused
    reply: Mapped[str | None]
    reason: Mapped[str | None]
    reminded_at: Mapped[Moment | None]
    received_at: Mapped[Moment]


@audited()
class EarlyClosing(Base):  # type: ignore[misc,valid-type]
    """A closing that was told, which may arrive before the questionnaire does."""

    __tablename__ = "questionnaire_closings"

    federation: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(primary_key=True)
    closed_on: Mapped[date]
