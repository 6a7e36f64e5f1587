"""Addresses and preferences, each with its days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

from .contract import CHANNELS, LABELS, LANGUAGES, WAYS

Base = tables_of("membership")


@audited(subject="party_id", personal=("email", "phone", "lines", "postal_code", "town"))
class ContactPoint(Base):  # type: ignore[misc,valid-type]
    """An address, from a day until another (inclusive); one that was replaced on its first day never ran.

    Invariant: one address of a channel at a time is the preferred one, and where that is an e-mail address or a phone
    number the party's own row has the same. A change of preference ends the row and starts another.
    """

    __tablename__ = "contact_points"
    __table_args__ = (
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint(f"label IN {LABELS}", name="label"),
        CheckConstraint("until IS NULL OR until >= since - 1", name="forwards"),
        Index("uq_contact_points_preferred", "party_id", "channel", unique=True,
              postgresql_where=text("preferred AND until IS NULL")),
        Index("ix_contact_points_party_id", "party_id"),
        Index("ix_contact_points_words", text("register_words(NULL, NULL, NULL, email, phone)"),
              postgresql_using="gin", postgresql_where=text("until IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    channel: Mapped[str]
    label: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    lines: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    postal_code: Mapped[str | None]
    town: Mapped[str | None]
    country: Mapped[str | None]
    preferred: Mapped[bool]
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject="party_id")
class Preferences(Base):  # type: ignore[misc,valid-type]
    """How somebody wishes to be addressed from a day on; the latest row that has begun counts."""

    __tablename__ = "preferences"
    __table_args__ = (
        CheckConstraint(f"language IN {LANGUAGES}", name="language"),
        CheckConstraint(f"called_by IN {WAYS}", name="called_by"),
    )

    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    language: Mapped[str]
    called_by: Mapped[str]
    # Since when the newsletter is consented to; None without consent.
    newsletter_since: Mapped[date | None]
    # When a consent was last taken back: one of that day or before is void.
    newsletter_withdrawn_on: Mapped[date | None]
    # Which of language and called_by were set here: no sheet changes them any more.
    chosen: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    recorded_at: Mapped[Moment]
