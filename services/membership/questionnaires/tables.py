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


@audited()
class Recipient(Base):  # type: ignore[misc,valid-type]
    """A participant that was asked, and its latest answer; of an anonymous questionnaire only that it has answered."""

    __tablename__ = "questionnaire_recipients"

    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"), primary_key=True)
    cooperative: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    replied_at: Mapped[Moment | None]
    reminded_at: Mapped[Moment | None]


# The trail would show, line by line, which answer came when.
@audited(withheld=("replies",))
class UnnamedReplies(Base):  # type: ignore[misc,valid-type]
    """All answers to an anonymous questionnaire: digest of a reply's key → answers.

    One row for all: rows of their own would tell by their place, or by the transaction that wrote them, who came when.
    """

    __tablename__ = "questionnaire_unnamed_replies"

    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"), primary_key=True)
    replies: Mapped[dict[str, Any]] = mapped_column(JSONB)


# The key of the latest answer to an anonymous questionnaire is nobody else's.
@audited(withheld=("reply_key",))
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
    reply_key: Mapped[str | None]
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
