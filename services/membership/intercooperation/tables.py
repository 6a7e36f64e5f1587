"""Offers and requests as each place keeps them: who asks, the federation between, and who answers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class Positioned:
    """Areas and a position in millionths of a degree."""

    areas: Mapped[list[str]] = mapped_column(JSONB)
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]
    radius_km: Mapped[int | None]


class Question(Positioned):
    """What a request says; its text names nobody."""

    theme: Mapped[str]
    text: Mapped[str]
    contact_role: Mapped[str]
    asked_on: Mapped[date]
    until: Mapped[date]
    recorded_at: Mapped[Moment]


@audited()
class AdviceProfile(Positioned, Base):  # type: ignore[misc,valid-type]
    """What one cooperative offers through one federation: this cooperative's own, or at the federation a member's."""

    __tablename__ = "advice_profiles"

    coop: Mapped[str] = mapped_column(primary_key=True)
    federation: Mapped[str] = mapped_column(primary_key=True)
    # Counts the changes, so that an older one that arrives late changes nothing.
    version: Mapped[int]
    offered: Mapped[bool]
    themes: Mapped[list[str]] = mapped_column(JSONB)
    changed_at: Mapped[Moment]


@audited()
class AdviceRequest(Question, Base):  # type: ignore[misc,valid-type]
    """A request of this cooperative; its state follows from what else is known of it, in whatever order that came."""

    __tablename__ = "advice_requests"

    id: Mapped[str] = mapped_column(primary_key=True)
    federation: Mapped[str]
    # Whom the federation sent it to; None until it says so.
    reached: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str | None]


@audited()
class RoutedRequest(Question, Base):  # type: ignore[misc,valid-type]
    """A member's request at its federation; ``reason`` says why it reached nobody."""

    __tablename__ = "advice_routed"

    asked_by: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str | None]


@audited()
class AdviceRoute(Base):  # type: ignore[misc,valid-type]
    """A cooperative that a request was sent to, and by which measure it is near."""

    __tablename__ = "advice_routes"
    __table_args__ = (CheckConstraint("by IN ('distance', 'area')", name="by"),)

    asked_by: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    coop: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    metres: Mapped[int | None]
    routed_at: Mapped[Moment]


@audited()
class ReceivedRequest(Question, Base):  # type: ignore[misc,valid-type]
    """Another cooperative's request that reached this one through a federation."""

    __tablename__ = "advice_received"
    __table_args__ = (Index("uq_advice_received_request", "federation", "asked_by", "request_id", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    federation: Mapped[str]
    asked_by: Mapped[str]
    request_id: Mapped[str]
    metres: Mapped[int | None]


@audited()
class AdviceAnswer(Base):  # type: ignore[misc,valid-type]
    """An answer, at each of the three places."""

    __tablename__ = "advice_answers"
    __table_args__ = (
        Index("uq_advice_answers_number", "asked_by", "request_id", "answered_by", "number", unique=True),
    )

    asked_by: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    answered_by: Mapped[str]
    # The name of whom a federation's office recorded it for.
    on_behalf_of: Mapped[str | None]
    number: Mapped[int]
    text: Mapped[str]
    contact_role: Mapped[str]
    answered_on: Mapped[date]
    recorded_at: Mapped[Moment]


@audited()
class AdviceEnding(Base):  # type: ignore[misc,valid-type]
    """How a request ended, at each of the three places; it may arrive before the request does."""

    __tablename__ = "advice_endings"
    __table_args__ = (CheckConstraint("state IN ('closed', 'withdrawn', 'expired')", name="state"),)

    asked_by: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    outcome: Mapped[str | None]
    text: Mapped[str | None]
    ended_on: Mapped[date]
    recorded_at: Mapped[Moment]
