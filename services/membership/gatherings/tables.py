"""Gatherings and their sign-ups at the organiser; announcements and its own sign-ups at a cooperative."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")
RUNNING = "state IN ('asked', 'confirmed', 'waiting')"


class Appointment:
    """What everybody is told of a gathering."""

    version: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    theme: Mapped[str | None]
    series: Mapped[str | None]
    place: Mapped[str | None]
    link: Mapped[str | None]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    sign_up_until: Mapped[Moment]
    capacity: Mapped[int | None]
    # planned | cancelled
    state: Mapped[str]
    reason: Mapped[str | None]


@audited()
class Gathering(Appointment, Base):  # type: ignore[misc,valid-type]
    """A gathering of this organiser; its row is the lock under which places are given."""

    __tablename__ = "gatherings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forwards"),
        CheckConstraint("state IN ('planned', 'cancelled')", name="state"),
        Index("ix_gatherings_starts_at", "starts_at", "id"),
        Index("uq_gatherings_series", "series", "starts_at", unique=True, postgresql_where=text("series IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    waiting_list: Mapped[bool]
    recorded_at: Mapped[Moment]


@audited()
class GatheringSignUp(Base):  # type: ignore[misc,valid-type]
    """A cooperative's places: confirmed, waiting, refused or withdrawn, in the order of arrival."""

    __tablename__ = "gathering_sign_ups"
    __table_args__ = (
        Index("uq_gathering_sign_ups_running", "gathering_id", "cooperative", unique=True,
              postgresql_where=text("state IN ('confirmed', 'waiting')")),
        Index("ix_gathering_sign_ups_gathering_id", "gathering_id", "seq"),
    )  # fmt: skip

    cooperative: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity())
    gathering_id: Mapped[str] = mapped_column(ForeignKey("gatherings.id"))
    # Unknown while only the withdrawal has arrived.
    places: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str | None]
    version: Mapped[int]
    attended: Mapped[int | None]
    asked_at: Mapped[Moment]


@audited()
class AnnouncedGathering(Appointment, Base):  # type: ignore[misc,valid-type]
    """A gathering that another announced."""

    __tablename__ = "announced_gatherings"
    __table_args__ = (Index("ix_announced_gatherings_starts_at", "starts_at", "organiser", "gathering_id"),)

    organiser: Mapped[str] = mapped_column(primary_key=True)
    gathering_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[Moment]


@audited()
class OwnSignUp(Base):  # type: ignore[misc,valid-type]
    """A sign-up of this cooperative: ``asked`` until the organiser settles it."""

    __tablename__ = "own_sign_ups"
    __table_args__ = (
        Index("uq_own_sign_ups_running", "organiser", "gathering_id", unique=True, postgresql_where=text(RUNNING)),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    organiser: Mapped[str]
    gathering_id: Mapped[str]
    places: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str | None]
    # The version of the organiser's last word.
    version: Mapped[int]
    asked_at: Mapped[Moment]
