"""Polls, their candidates, and the proposals that they may put to the vote."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")
# The states of a poll whose result was told and stands as far as is known.
PROCLAIMED = ("proclaimed", "contested", "final")
STATES = ("draft", "sealed", "open", "suspended", "closed", "tallied", "proclaimed", "contested", "final", "annulled")
_NULLABLE = JSONB(none_as_null=True)


class KnownProposal(Base):  # type: ignore[misc,valid-type]
    """A proposal that the ledger or membership made, ready to be named by a resolution (a projection)."""

    __tablename__ = "known_proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str]
    effect: Mapped[str]
    digest: Mapped[str]
    summary: Mapped[str]
    assembly: Mapped[str]
    seats: Mapped[int | None]
    # Whether it decides on a person; whether its rejection takes effect too.
    about_person: Mapped[bool]
    either_way: Mapped[bool]
    made_at: Mapped[Moment]
    # Why its owner withdrew it (a problem); None while it can be put to the vote.
    withdrawn: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)


class Poll(Base):  # type: ignore[misc,valid-type]
    """One question put to the vote of an assembly.

    States: ``draft`` (candidates may be added), ``sealed`` (nothing of it changes any more), ``open``, ``suspended``,
    ``closed`` (every accepted ballot is in), ``tallied``, ``proclaimed``, then ``contested`` or ``final``. A poll is
    never reset: it is ``annulled``, and a successor may follow it.
    """

    __tablename__ = "polls"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(one) for one in STATES)})", name="state"),
        # A proposal stands before the members once at a time; rejected or annulled, it may be put again.
        Index("uq_polls_proposal_id_standing", "proposal_id", unique=True,
              postgresql_where=text("state <> 'annulled' AND (outcome IS NULL OR outcome = 'adopted')")),
        Index("ix_polls_assembly_id", "assembly_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    agenda_item_id: Mapped[str] = mapped_column(ForeignKey("agenda_items.id"))
    title: Mapped[str]
    question: Mapped[str | None]
    method: Mapped[str]
    # How it is voted: secret | named | hands.
    ballot: Mapped[str]
    about_person: Mapped[bool]
    state: Mapped[str]
    seats: Mapped[int | None]
    maximum_choices: Mapped[int | None]
    # What the resolution would put into effect; the digest fixes its text.
    proposal_id: Mapped[str | None]
    effect: Mapped[str | None]
    digest: Mapped[str | None]
    # The rules of the vote with their articles, fixed when it is sealed.
    terms: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    # The electorate and the quorum, fixed when it opens.
    roll_id: Mapped[str | None] = mapped_column(ForeignKey("rolls.id"))
    roll_root: Mapped[str | None]
    entitled: Mapped[int | None]
    quorum: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    # The votes of all who were present or represented while it was open.
    present: Mapped[int | None]
    created_at: Mapped[Moment]
    opened_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    proclaimed_at: Mapped[Moment | None]
    # adopted | rejected, once proclaimed, under the number of the resolution.
    outcome: Mapped[str | None]
    resolution_id: Mapped[str | None] = mapped_column(unique=True)
    # pending | applied | refused, when it was decided and carries an effect; undone | kept, when it was annulled.
    effect_state: Mapped[str | None]
    effect_reason: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    effect_links: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    contested_for: Mapped[str | None]
    annulled_for: Mapped[str | None]
    annulled_at: Mapped[Moment | None]
    # Why, as a code of ours; and the decision of the court that annulled a result which was final.
    annulment_code: Mapped[str | None]
    annulment_reference: Mapped[str | None]
    predecessor_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id"), unique=True)


class Interruption(Base):  # type: ignore[misc,valid-type]
    """The voting was ``suspended`` or ``resumed``, when and why; in the order in which it happened."""

    __tablename__ = "poll_interruptions"
    __table_args__ = (CheckConstraint("kind IN ('suspended', 'resumed')", name="kind"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[Moment]


class Objection(Base):  # type: ignore[misc,valid-type]
    """What somebody objects to a proposal under consent; apart from the ballots, and counted among no votes."""

    __tablename__ = "objections"
    __table_args__ = (UniqueConstraint("poll_id", "number"), UniqueConstraint("poll_id", "member_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    # None: it was handed to the chair.
    member_id: Mapped[str | None]
    text: Mapped[str]
    recorded_at: Mapped[Moment]


class Candidate(Base):  # type: ignore[misc,valid-type]
    """A member who stands in an election; ties are settled by the order in which candidates stand."""

    __tablename__ = "candidates"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    statement: Mapped[str | None]
    withdrawn_at: Mapped[Moment | None]
