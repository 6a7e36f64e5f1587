"""Applications, what came with them, and what the ledger told about the shares that applicants paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")
# The states in which something is still to be done.
OPEN = ("under_review", "accepted")


@audited(subject="member_id")
class Application(Base):  # type: ignore[misc,valid-type]
    """An application for membership; the states and what each means:

    - ``under_review``: submitted, the decision that the statutes ask for is still to come;
    - ``accepted``: decided; the member's shares are called and may be paid;
    - ``admitted``: enough is paid, the number is given;
    - ``refused`` (with its reason code), ``withdrawn``, ``expired``: it came to nothing.
    """

    __tablename__ = "applications"
    __table_args__ = (
        # One open application a person, whatever arrives at the same time.
        Index("uq_applications_open", "member_id", unique=True,
              postgresql_where=text(f"state IN {OPEN}")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    kind: Mapped[str]
    category: Mapped[str]
    college: Mapped[str | None]
    state: Mapped[str]
    submitted_on: Mapped[date]
    # Who decides on this one, where it is not whom the statutes name for all.
    decides: Mapped[str | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None]
    reference: Mapped[str | None]
    reason_code: Mapped[str | None]
    # What an assembly votes on, where the statutes leave the decision to it.
    proposal_id: Mapped[str | None]
    admitted_on: Mapped[date | None]
    # When it came to nothing.
    closed_on: Mapped[date | None]
    # From which day it expires: on which it was typed in, decided on, or opened again, whatever days these bear.
    waits_from: Mapped[date | None]
    recorded_at: Mapped[Moment]


@audited(subject="application_id>applications.member_id")
class Paper(Base):  # type: ignore[misc,valid-type]
    """A document that an applicant accepted in a version, or a purpose they consented to."""

    __tablename__ = "application_papers"
    __table_args__ = (CheckConstraint("kind IN ('document', 'consent')", name="kind"),)

    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str | None]
    accepted_on: Mapped[date]
    recorded_at: Mapped[Moment]


@audited(subject="application_id>applications.member_id", personal=("first_name", "last_name", "email"))
class Guardian(Base):  # type: ignore[misc,valid-type]
    """Who consented to a minor's application; blanked when the member is pseudonymised."""

    __tablename__ = "application_guardians"

    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None]
    consented_on: Mapped[date]
    recorded_at: Mapped[Moment]


@audited(subject="member_id")
class WelcomePackDue(Base):  # type: ignore[misc,valid-type]
    """What a new member was to be given and told; the row is what lets it be told once an admission."""

    __tablename__ = "welcome_packs"
    __table_args__ = (Index("ix_welcome_packs_member_id", "member_id"),)

    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    content: Mapped[Any] = mapped_column(JSONB)
    told_at: Mapped[Moment]


class PaidShare(Base):  # type: ignore[misc,valid-type]
    """How much of a subscription is paid, in minor units, as the ledger told; what left since stands as less than zero.

    What left is named by its redemption, or by the event of its transfer.
    """

    __tablename__ = "paid_shares"
    __table_args__ = (Index("ix_paid_shares_member_id", "member_id"),)

    subscription_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    paid: Mapped[int]
