"""The register's tables: who they are (the only place of personal data), and the periods of membership."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

from .wording import NAME, WORDS

Base = tables_of("membership")
# What says who somebody is, and how to reach them; blanked when they are pseudonymised.
PERSONAL = ("external_id", "first_name", "last_name", "name", "email", "phone", "birth_date", "siren")


@audited(subject="id", personal=PERSONAL)
class Party(Base):  # type: ignore[misc,valid-type]
    """A person or an organisation, member or not: everything personal stands here, so that it can be pseudonymised.

    The id never changes: ``mbr_`` for who came as an applicant or a member, ``per_`` for who came as an employee.
    """

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint("kind IN ('natural_person', 'organisation')", name="kind"),
        CheckConstraint("(kind = 'organisation') = (name IS NOT NULL)", name="named"),
        CheckConstraint("merged_into <> id", name="merged"),
        # What the box of the register searches, and what likely duplicates have in common.
        Index("ix_parties_words", text("register_words(first_name, last_name, name, email, phone)"),
              postgresql_using="gin"),
        # With what it is made of, so that it is read from the index and not computed again for every row.
        Index("ix_parties_name", text("register_name(first_name, last_name, name)"),
              postgresql_include=["first_name", "last_name", "name"]),
        Index("ix_parties_email_lower", text("lower(email)")),
        Index("ix_parties_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    # The legal name of an organisation.
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    birth_date: Mapped[date | None]
    siren: Mapped[str | None]
    # The slug of an organisation that is a cooperative on this platform.
    cooperative: Mapped[str | None]
    # Until when the dues of the linked organisation are paid.
    linked_organisation_until: Mapped[date | None]
    # Since when an application runs or ran; None when it came to nothing.
    applied_on: Mapped[date | None]
    # Who this turned out to be: the row stays, with its number, and leads there.
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    recorded_at: Mapped[Moment]
    changed_at: Mapped[Moment]


for _function in (WORDS, NAME):
    event.listen(Party.__table__, "before_create", _function)


class ErasedExternalId(Base):  # type: ignore[misc,valid-type]
    """An external id of somebody who was pseudonymised, as a keyed digest; whose it was is written nowhere."""

    __tablename__ = "erased_external_ids"

    digest: Mapped[str] = mapped_column(primary_key=True)
    erased_on: Mapped[date]


class ErasureKey(Base):  # type: ignore[misc,valid-type]
    """The key of those digests, drawn at random once; it goes with the cooperative wherever its data go."""

    __tablename__ = "erasure_keys"

    only: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    secret: Mapped[str]


@audited(subject="id")
class Member(Base):  # type: ignore[misc,valid-type]
    """A member's number: given once, kept for ever, never given to anybody else."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    given_at: Mapped[Moment]


class NumberSequence(Base):  # type: ignore[misc,valid-type]
    """The next number to give; the row is locked while a transaction gives one, so there is no gap and no double."""

    __tablename__ = "number_sequences"

    name: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]


@audited(subject="member_id")
class Membership(Base):  # type: ignore[misc,valid-type]
    """A period of membership; both days are inclusive, ``ends_on`` is None while no end is known.

    A move to another category or college ends one period and starts the next on the day after: that one has the day
    in ``joined_on`` on which the member joined, which is otherwise ``starts_on``.

    Invariant: the periods of one member never overlap (checked under a lock on the party; the index below keeps
    even a mistake from leaving two that run on).
    """

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="forwards"),
        CheckConstraint("joined_on < starts_on", name="joined"),
        Index("uq_memberships_running", "member_id", unique=True, postgresql_where=text("ends_on IS NULL")),
        Index("ix_memberships_member_id_starts_on", "member_id", "starts_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    category: Mapped[str]
    college: Mapped[str | None]
    starts_on: Mapped[date]
    joined_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # The day on which the end was asked for or became known: from then on the state is ``leaving``.
    noticed_on: Mapped[date | None]
    legacy: Mapped[bool]
    recorded_at: Mapped[Moment]


@audited(subject="membership_id>memberships.member_id")
class Departure(Base):  # type: ignore[misc,valid-type]
    """Why and when a membership ended; annulled, when the vote that excluded the member was: then it runs on."""

    __tablename__ = "departures"
    __table_args__ = (
        # A membership ends once.
        Index("uq_departures_membership_id", "membership_id", unique=True,
              postgresql_where=text("annulled_on IS NULL")),
        Index("ix_departures_clear_again_on", "clear_again_on", postgresql_where=text("clear_again_on IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    membership_id: Mapped[str] = mapped_column(ForeignKey("memberships.id"))
    reason: Mapped[str]
    noticed_on: Mapped[date]
    left_on: Mapped[date]
    resolution_id: Mapped[str | None]
    # How many seats, groups, shifts … ended with the membership, by what they are called.
    cleared: Mapped[Json | None]
    # The day after the last, until what was taken up in the meantime has ended as well.
    clear_again_on: Mapped[date | None]
    annulled_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class Suspension(Base):  # type: ignore[misc,valid-type]
    """A time in which a membership rests; it never touches the electoral roll."""

    __tablename__ = "suspensions"
    __table_args__ = (Index("ix_suspensions_member_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    recorded_at: Mapped[Moment]


@audited(subject=("organisation_id", "person_id"))
class Representative(Base):  # type: ignore[misc,valid-type]
    """Who acts for an organisation, from a day until another (inclusive): for good, or at one assembly alone.

    One that never ran, because the organisation left before, ends on the day before it began.
    Invariant: one at a time for good, and one for each assembly (checked under the lock of the organisation).
    """

    __tablename__ = "representatives"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since - 1", name="forwards"),
        CheckConstraint("person_id <> organisation_id", name="another"),
        Index("uq_representatives_running", "organisation_id", text("coalesce(assembly_id, '')"), unique=True,
              postgresql_where=text("until IS NULL")),
        Index("ix_representatives_organisation_id", "organisation_id", "since"),
        Index("ix_representatives_person_id", "person_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    # The assembly for which alone; None for good.
    assembly_id: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]
