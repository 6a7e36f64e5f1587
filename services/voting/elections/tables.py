"""Elections and candidacies; the mandates that membership tells of, and the seats offered to runners-up."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class KnownMandate(Base):  # type: ignore[misc,valid-type]
    """A mandate as the membership service told of it (a projection); the days are inclusive."""

    __tablename__ = "known_mandates"
    __table_args__ = (Index("ix_known_mandates_member_id", "member_id"),)

    mandate_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    member_id: Mapped[str]
    started_on: Mapped[date]
    ends_on: Mapped[date]
    ended_on: Mapped[date | None]
    resolution_id: Mapped[str]


class Election(Base):  # type: ignore[misc,valid-type]
    """An election of a body's open seats.

    States: ``draft`` (its seats are known: somebody asked for it, or mandates are about to expire), ``called``
    (candidates stand while the call is open), ``polled`` (the list is published and stands in a poll); ``superseded``
    (its seats are filled by the second round of an earlier one, or are no longer open as they were proposed).
    """

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'called', 'polled', 'superseded')", name="state"),
        Index("ix_elections_body", "body"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    seats: Mapped[int]
    starts_on: Mapped[date | None]
    because: Mapped[str]
    proposal_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    assembly_id: Mapped[str | None] = mapped_column(ForeignKey("assemblies.id"))
    agenda_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_items.id"))
    title: Mapped[str | None]
    statement: Mapped[str | None]
    opens_at: Mapped[Moment | None]
    closes_at: Mapped[Moment | None]
    # number | lot; the seed of the lot is drawn at the call and shown when the list is published.
    list_order: Mapped[str | None]
    list_seed: Mapped[str | None]
    method: Mapped[str | None]
    # The poll of the latest round.
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id"))
    round: Mapped[int]
    opened_at: Mapped[Moment]
    called_at: Mapped[Moment | None]
    published_at: Mapped[Moment | None]


class Candidacy(Base):  # type: ignore[misc,valid-type]
    """A member who stands, or was named and has not accepted yet; a candidacy is never deleted."""

    __tablename__ = "candidacies"
    __table_args__ = (UniqueConstraint("election_id", "number"),)

    election_id: Mapped[str] = mapped_column(ForeignKey("elections.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    # The order in which they came.
    number: Mapped[int]
    statement: Mapped[str | None]
    nominated_by: Mapped[str | None]
    # Whether membership has to say something that it alone knows, and what it said.
    examined: Mapped[bool]
    refused_for: Mapped[str | None]
    article: Mapped[str | None]
    # The place on the published list.
    position: Mapped[int | None]
    submitted_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]


class SeatOffer(Base):  # type: ignore[misc,valid-type]
    """A vacant seat offered to a runner-up: ``offered``, then ``seated`` or ``declined``; to each member once."""

    __tablename__ = "seat_offers"
    __table_args__ = (Index("ix_seat_offers_mandate_id", "mandate_id"),)

    resolution_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    # The mandate that ended.
    mandate_id: Mapped[str]
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"))
    rank: Mapped[int]
    state: Mapped[str]
    code: Mapped[str | None]
    offered_at: Mapped[Moment]
