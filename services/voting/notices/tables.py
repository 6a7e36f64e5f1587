"""Voters by name and address, the notices that went out, and the ledger of their deliveries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class VoterContact(Base):  # type: ignore[misc,valid-type]
    """Who a voter is, by name, and how notices reach it: joined on output only, erased on request."""

    __tablename__ = "voter_contacts"
    __table_args__ = (
        CheckConstraint("way IN ('email', 'paper')", name="way"),
        CheckConstraint("erased_at IS NULL OR (name IS NULL AND email IS NULL AND postal_address IS NULL)",
                        name="erased"),
    )  # fmt: skip

    member_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    postal_address: Mapped[str | None]
    language: Mapped[str]
    way: Mapped[str]
    recorded_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]


class Notice(Base):  # type: ignore[misc,valid-type]
    """A notice as it went out: the convening one is the first of its assembly, addenda follow; never changed."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("assembly_id", "sequence"),
        CheckConstraint("kind IN ('convening', 'addendum')", name="kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    sequence: Mapped[int]
    kind: Mapped[str]
    issued_on: Mapped[date]
    issued_at: Mapped[Moment]
    # What it says, without any name (content.py), and the digest of that in canonical form.
    content: Mapped[Any] = mapped_column(JSONB)
    digest: Mapped[str]
    invited: Mapped[int]


class Delivery(Base):  # type: ignore[misc,valid-type]
    """One member's copy of a notice.

    States: ``queued`` (to be mailed, or to be handed over), ``sending`` (being mailed at this moment), ``sent``,
    ``resent`` (mailed again after that), ``bounced`` (it did not arrive), ``handed_over`` (on paper).
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('queued','sending','sent','resent','bounced','handed_over')", name="state"),
        CheckConstraint("way IN ('email', 'paper')", name="way"),
        # What the postman asks for: letters that are due, whatever their notice.
        Index("ix_deliveries_due", "due_at", postgresql_where=text("way = 'email' AND state IN ('queued','sending')")),
    )

    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    # A code: never a sentence of a mail server, which quotes the address.
    reason: Mapped[str | None]
    queued_at: Mapped[Moment]
    due_at: Mapped[Moment | None]
    settled_at: Mapped[Moment | None]
    # Each as {"state", "at", "reason"}, in the order in which it happened.
    steps: Mapped[Any] = mapped_column(JSONB)


FIXED = DDL(
    """
    CREATE OR REPLACE FUNCTION notice_went_out() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a notice that went out is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)
event.listen(Notice.__table__, "after_create", FIXED)
event.listen(Notice.__table__, "after_create", DDL(
    "CREATE TRIGGER notices_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON notices "
    "FOR EACH STATEMENT EXECUTE FUNCTION notice_went_out()"
))  # fmt: skip
