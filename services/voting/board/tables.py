"""The boards of polls, the keys that sign them, and what this cooperative witnessed of others' boards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, Table, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")
# Leaves of one block: a proof reads the leaves of two blocks at most, and the roots of all the others.
BLOCK_HEIGHT = 8
BLOCK = 1 << BLOCK_HEIGHT

_NEVER_CHANGES = DDL(
    """
    CREATE OR REPLACE FUNCTION refuse_board_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)


class Board(Base):  # type: ignore[misc,valid-type]
    """How far the board of a poll has grown; ``peaks`` are the full subtrees over its full blocks, in hexadecimal."""

    __tablename__ = "boards"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    size: Mapped[int]
    peaks: Mapped[Any] = mapped_column(JSONB)


class BoardEntry(Base):  # type: ignore[misc,valid-type]
    """One entry, as the canonical JSON that was hashed; ``hash`` is that of the leaf, for a ballot its tracker."""

    __tablename__ = "board_entries"
    __table_args__ = (Index("ix_board_entries_poll_id_hash", "poll_id", "hash"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    leaf: Mapped[str]
    hash: Mapped[str]


class BoardBlock(Base):  # type: ignore[misc,valid-type]
    """The root of a full block of entries, so that a proof need not read them all."""

    __tablename__ = "board_blocks"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]


class BoardKey(Base):  # type: ignore[misc,valid-type]
    """An Ed25519 key of this cooperative's voting service, in hexadecimal; the one without an end is in use."""

    __tablename__ = "board_keys"
    __table_args__ = (
        Index("uq_board_keys_in_use", text("(retired_at IS NULL)"), unique=True,
              postgresql_where=text("retired_at IS NULL")),
    )  # fmt: skip

    # The public key, by which signatures name it.
    public: Mapped[str] = mapped_column(primary_key=True)
    secret: Mapped[str]
    # As it was signed, to the letter.
    since: Mapped[str]
    signature: Mapped[str]
    # The key that this one replaced, and that one's signature.
    previous: Mapped[str | None] = mapped_column(ForeignKey("board_keys.public"), unique=True)
    endorsement: Mapped[str | None]
    retired_at: Mapped[Moment | None]


class BoardHead(Base):  # type: ignore[misc,valid-type]
    """The signed head of a board of ``size`` entries; ``moment`` is the kind of its last entry."""

    __tablename__ = "board_heads"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    moment: Mapped[str]
    root: Mapped[str]
    # As it was signed, to the letter.
    signed_at: Mapped[str]
    key: Mapped[str] = mapped_column(ForeignKey("board_keys.public"))
    signature: Mapped[str]


class Cosignature(Base):  # type: ignore[misc,valid-type]
    """Another cooperative's signature under one of our heads; ``via`` is the federation that handed it on, if any."""

    __tablename__ = "board_cosignatures"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    signature: Mapped[str]
    via: Mapped[str | None]
    received_at: Mapped[Moment]


class WitnessedHead(Base):  # type: ignore[misc,valid-type]
    """A head of another cooperative's board as it was shown to this one; every different one is kept.

    ``verdict`` is ``signed``, or why this cooperative did not sign: ``wrong_signature``, ``foreign_key`` (neither the
    key it knows nor one that this key endorsed), ``older`` (than one that was signed, so that nothing can be proved),
    ``fork`` (another root for the same size) or ``inconsistent`` (the last head signed is no beginning of it).
    """

    __tablename__ = "witnessed_heads"

    coop: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(primary_key=True)
    # Who showed it: the cooperative itself, or a federation.
    shown_by: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    seen_at: Mapped[Moment]


class WitnessedKey(Base):  # type: ignore[misc,valid-type]
    """The key by which this cooperative knows another's boards: the first one seen, and those endorsed since."""

    __tablename__ = "witnessed_keys"

    coop: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[Moment]


class RelayedCosignature(Base):  # type: ignore[misc,valid-type]
    """A member's signature that this federation handed on to the member whose head it is."""

    __tablename__ = "relayed_cosignatures"

    coop: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(primary_key=True)


def _never_changes(table: Table) -> None:
    """Refuse every change and removal of rows, in the database itself."""
    event.listen(table, "after_create", _NEVER_CHANGES)
    event.listen(table, "after_create", DDL(
        f"CREATE TRIGGER {table.name}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_board_change()"
    ))  # fmt: skip


for _mapped in (BoardEntry, BoardBlock, BoardHead, Cosignature, WitnessedHead):
    _never_changes(_mapped.__table__)
