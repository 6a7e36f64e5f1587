"""The agenda, its documents, its versions, and the resolutions that members ask to be added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment
from services.voting.assemblies.tables.base import Base


class AgendaItem(Base):  # type: ignore[misc,valid-type]
    """One item of the agenda that the members are called with, and the rules by which it is decided."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("assembly_id", "position"),
        CheckConstraint("part IN ('ordinary','extraordinary')", name="part"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str | None]
    part: Mapped[str]
    # The version of the agenda that brought it: 1 with the notice, then one for each addendum.
    version: Mapped[int]


class AgendaDocument(Base):  # type: ignore[misc,valid-type]
    """A document that belongs to an item: where it lies, and the SHA-256 that says which text of it was sent."""

    __tablename__ = "agenda_documents"

    agenda_item_id: Mapped[str] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    link: Mapped[str]


class AgendaVersion(Base):  # type: ignore[misc,valid-type]
    """An agenda as it was sent: the digest of all its items and documents; an addendum makes the next version."""

    __tablename__ = "agenda_versions"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    # What made it: ``notice`` or ``addendum``.
    cause: Mapped[str]
    settled_at: Mapped[Moment]


class AddedResolution(Base):  # type: ignore[misc,valid-type]
    """A resolution that members ask to be put on the agenda: ``signing``, then ``accepted`` with its item."""

    __tablename__ = "added_resolutions"
    __table_args__ = (CheckConstraint("state IN ('signing','accepted')", name="state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    part: Mapped[str]
    documents: Mapped[Any] = mapped_column(JSONB)
    state: Mapped[str]
    asked_at: Mapped[Moment]
    # The votes that signed, of how many, how many are needed, and by which article; fixed once it is accepted.
    votes: Mapped[int]
    entitled: Mapped[int]
    required: Mapped[int]
    article: Mapped[str]
    accepted_at: Mapped[Moment | None]
    agenda_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_items.id"), unique=True)


class ResolutionSignature(Base):  # type: ignore[misc,valid-type]
    """One member's signature under the request for an added resolution."""

    __tablename__ = "resolution_signatures"

    added_resolution_id: Mapped[str] = mapped_column(ForeignKey("added_resolutions.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    signed_at: Mapped[Moment]


class Amendment(Base):  # type: ignore[misc,valid-type]
    """A change of a resolution's text, moved from the floor and voted before the resolution itself.

    States: ``moved`` (its vote is to come), ``adopted`` (the resolution has an amended successor), ``rejected``,
    ``lapsed`` (another amendment of the same resolution was adopted first).
    """

    __tablename__ = "amendments"
    __table_args__ = (
        CheckConstraint("state IN ('moved','adopted','rejected','lapsed')", name="state"),
        UniqueConstraint("poll_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), index=True)
    # The resolution that it would change, and the order in which its amendments are voted.
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"))
    position: Mapped[int]
    # The vote on the amendment itself.
    vote_poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), unique=True)
    moved_by: Mapped[str]
    moved_at: Mapped[Moment]
    old_text: Mapped[str | None]
    new_text: Mapped[str]
    old_proposal_id: Mapped[str | None]
    # The proposal that the owning service made for the amended text.
    new_proposal_id: Mapped[str | None]
    state: Mapped[str]
    settled_at: Mapped[Moment | None]
    amended_poll_id: Mapped[str | None] = mapped_column(ForeignKey("polls.id"), unique=True)


# What was sent stands in the digest of its version: rows are only added, and only to a version that was not sent yet.
_FIXED = DDL(
    """
    CREATE OR REPLACE FUNCTION agenda_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'an agenda is only added to' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)
_SENT = DDL(
    """
    CREATE OR REPLACE FUNCTION agenda_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE sent boolean;
    BEGIN
      IF TG_TABLE_NAME = 'agenda_items' THEN
        SELECT EXISTS (SELECT FROM agenda_versions WHERE assembly_id = NEW.assembly_id AND version >= NEW.version)
          INTO sent;
      ELSE
        SELECT EXISTS (SELECT FROM agenda_items item JOIN agenda_versions held ON held.assembly_id = item.assembly_id
                       AND held.version >= item.version WHERE item.id = NEW.agenda_item_id) INTO sent;
      END IF;
      IF sent THEN
        RAISE EXCEPTION 'this agenda was sent' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """
)
for _table in (AgendaItem.__table__, AgendaDocument.__table__, AgendaVersion.__table__):
    event.listen(_table, "after_create", _FIXED)
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION agenda_is_fixed()"
    ))  # fmt: skip
for _table in (AgendaItem.__table__, AgendaDocument.__table__):
    event.listen(_table, "after_create", _SENT)
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_not_sent BEFORE INSERT ON {_table.name} "
        "FOR EACH ROW EXECUTE FUNCTION agenda_is_sent()"
    ))  # fmt: skip
