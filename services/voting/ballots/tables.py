"""Credentials and ballots.

Invariant: no table, column or order of rows leads from a member to a ballot. ``issued_credentials`` says that a member
got a credential and not which; the other three know credentials by hash alone. None holds a time or a number, rows are
written in the order of their hashes, and what votes left in the order of arrival is rewritten when the poll closes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class Credential(Base):  # type: ignore[misc,valid-type]
    """A credential that may cast one ballot in a poll, known by its hash alone."""

    __tablename__ = "credentials"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)


class UnissuedCredential(Base):  # type: ignore[misc,valid-type]
    """A credential that still lies in the urn; drawing it removes it, and with it the last trace of its text."""

    __tablename__ = "unissued_credentials"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    credential: Mapped[str]


class IssuedCredential(Base):  # type: ignore[misc,valid-type]
    """A member got a credential of a poll; which one is written nowhere."""

    __tablename__ = "issued_credentials"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)


class CastBallot(Base):  # type: ignore[misc,valid-type]
    """A ballot in the box of a poll that is running; the key makes a second one of the same credential impossible."""

    __tablename__ = "cast_ballots"

    poll_id: Mapped[str] = mapped_column(primary_key=True)
    credential_hash: Mapped[str] = mapped_column(primary_key=True)
    choices: Mapped[Any] = mapped_column(JSONB)


class GatheredBallot(Base):  # type: ignore[misc,valid-type]
    """A ballot of a closed poll; all were written at once, in the order of their hashes."""

    __tablename__ = "gathered_ballots"

    poll_id: Mapped[str] = mapped_column(primary_key=True)
    credential_hash: Mapped[str] = mapped_column(primary_key=True)
    choices: Mapped[Any] = mapped_column(JSONB)


class NamedBallot(Base):  # type: ignore[misc,valid-type]
    """A member's vote in a poll that is not secret; the last revision counts."""

    __tablename__ = "named_ballots"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    # Who cast it: the member, or the holder of the member's proxy.
    cast_by: Mapped[str]
    weight: Mapped[int]
    choices: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


class HandsCount(Base):  # type: ignore[misc,valid-type]
    """What two tellers counted in a show of hands; the last revision counts."""

    __tablename__ = "hands_counts"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    teller_ids: Mapped[Any] = mapped_column(JSONB)
    counts: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]
