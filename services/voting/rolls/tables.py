"""The members as voting knows them, and the rolls made of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class Elector(Base):  # type: ignore[misc,valid-type]
    """One membership of one member, told by the membership service (a projection); the days are inclusive."""

    __tablename__ = "electors"
    __table_args__ = (Index("ix_electors_admitted_on_left_on", "admitted_on", "left_on"),)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    admitted_on: Mapped[date] = mapped_column(primary_key=True)
    left_on: Mapped[date | None]
    # The first day of a membership that runs on after a move to another category; None where ``admitted_on`` is it.
    joined_on: Mapped[date | None]
    number: Mapped[int]
    category: Mapped[str]
    college: Mapped[str | None]
    # Whether the member's category votes; a partner of a federation does not.
    voting: Mapped[bool]
    # ``natural_person`` or ``organisation``; None of who was admitted before this was kept.
    kind: Mapped[str | None]


class Representation(Base):  # type: ignore[misc,valid-type]
    """Who acts for an organisation, for good or at one assembly, told by membership (a projection); days inclusive.

    One that never ran ends before it begins.
    """

    __tablename__ = "representations"
    __table_args__ = (Index("ix_representations_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    person_id: Mapped[str] = mapped_column(index=True)
    assembly_id: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date | None]


class Roll(Base):  # type: ignore[misc,valid-type]
    """A roll of an assembly, never changed: ``provisional`` (who is invited) or ``final`` (who may vote).

    A late change makes the next version; each poll stays committed to the version in force when it opened.
    """

    __tablename__ = "rolls"
    __table_args__ = (UniqueConstraint("assembly_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    kind: Mapped[str]
    version: Mapped[int]
    as_of: Mapped[date]
    size: Mapped[int]
    votes: Mapped[int]
    root: Mapped[str]
    # How a federation weighed its members (figure, votes, cap, article); nothing where each has one vote.
    weighing: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    made_at: Mapped[Moment]


class RollEntry(Base):  # type: ignore[misc,valid-type]
    """One elector on a roll, with the votes that the member has."""

    __tablename__ = "roll_entries"

    roll_id: Mapped[str] = mapped_column(ForeignKey("rolls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    category: Mapped[str]
    college: Mapped[str | None]
    weight: Mapped[int]


class RollChange(Base):  # type: ignore[misc,valid-type]
    """Why an elector was added to or removed from a final roll; ``roll_id`` is the version that it made."""

    __tablename__ = "roll_changes"

    roll_id: Mapped[str] = mapped_column(ForeignKey("rolls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    change: Mapped[str]
    reason: Mapped[str]
    # The rule of law that the reason is a ground in, and the resolution that admitted the member, if one did.
    article: Mapped[str]
    resolution_id: Mapped[str | None]
    recorded_at: Mapped[Moment]


class RollDelegate(Base):  # type: ignore[misc,valid-type]
    """A member whom a section assembly sent to a main assembly; where there are delegates, they alone are its roll."""

    __tablename__ = "roll_delegates"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    section_id: Mapped[str | None]
    named_at: Mapped[Moment]


class MemberFigure(Base):  # type: ignore[misc,valid-type]
    """A figure that a member cooperative disclosed to this federation (a projection); the latest telling of a day."""

    __tablename__ = "member_figures"

    member_id: Mapped[str] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    # Exact, as it was told.
    value: Mapped[str]
