"""Credentials, ballots, and the other ways of voting.

Invariant: no table, column or order of rows leads from a member to a ballot. ``poll_voters`` says in what way a member
votes and, of a credential, not which. The other tables of secret votes know a credential by its hash, and by its text
only while it lies in the urn and is nobody's yet; what is in the box is sealed. None holds a time or a number, rows are
written in the order of their hashes, and what votes left in the order of arrival is rewritten, without its credentials,
when the poll closes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")
# How a member votes in a poll: by a credential, on a paper in the room, or on a paper that came by post.
WAYS = ("credential", "paper", "post")


class BallotCell(Base):  # type: ignore[misc,valid-type]
    """Electors whose ballots weigh the same and count in the same college; each cell has an urn of its own."""

    __tablename__ = "ballot_cells"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    college: Mapped[str | None]
    weight: Mapped[int]
    electors: Mapped[int]


class Credential(Base):  # type: ignore[misc,valid-type]
    """A credential that may cast one ballot in a poll, known by its hash alone."""

    __tablename__ = "credentials"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    cell: Mapped[int]


class UnissuedCredential(Base):  # type: ignore[misc,valid-type]
    """A credential that still lies in the urn; drawing it removes it, and with it the last trace of its text."""

    __tablename__ = "unissued_credentials"
    __table_args__ = (UniqueConstraint("poll_id", "cell", "hash"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    cell: Mapped[int]
    credential: Mapped[str]


class PollVoter(Base):  # type: ignore[misc,valid-type]
    """In what way a member votes in a secret poll, one way each; by which credential is written nowhere."""

    __tablename__ = "poll_voters"
    __table_args__ = (CheckConstraint(f"way IN ({', '.join(repr(one) for one in WAYS)})", name="way"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]


class CastBallot(Base):  # type: ignore[misc,valid-type]
    """A sealed ballot in the box of a poll that is running.

    The first key makes a second ballot of the same credential impossible, the other one a copy of somebody's ballot.
    """

    __tablename__ = "cast_ballots"
    __table_args__ = (UniqueConstraint("poll_id", "ballot_hash"),)

    poll_id: Mapped[str] = mapped_column(primary_key=True)
    credential_hash: Mapped[str] = mapped_column(primary_key=True)
    # SHA-256 of what is sealed.
    ballot_hash: Mapped[str]
    cell: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(BYTEA)


class GatheredBallot(Base):  # type: ignore[misc,valid-type]
    """A sealed ballot of a closed poll; all were written at once, in the order of their hashes, as on the board."""

    __tablename__ = "gathered_ballots"

    poll_id: Mapped[str] = mapped_column(primary_key=True)
    ballot_hash: Mapped[str] = mapped_column(primary_key=True)
    cell: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(BYTEA)


class NamedBallot(Base):  # type: ignore[misc,valid-type]
    """A member's vote in a poll that is not secret; the last revision counts."""

    __tablename__ = "named_ballots"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    # Who cast it: the member, or the holder of the member's proxy.
    cast_by: Mapped[str]
    weight: Mapped[int]
    college: Mapped[str | None]
    vote: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


class HandsCount(Base):  # type: ignore[misc,valid-type]
    """What two tellers counted in a show of hands, of everyone or of one college; the last revision counts."""

    __tablename__ = "hands_counts"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    college: Mapped[str | None]
    teller_ids: Mapped[Any] = mapped_column(JSONB)
    counts: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


class PaperCount(Base):  # type: ignore[misc,valid-type]
    """The closing sheet of one cell's papers as two tellers made it out; the last revision counts."""

    __tablename__ = "paper_counts"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    teller_ids: Mapped[Any] = mapped_column(JSONB)
    # Members who are written down as voting on paper, papers handed out, and papers found in the box.
    registered: Mapped[int]
    handed_out: Mapped[int]
    found: Mapped[int]
    # Each different vote as {"vote", "papers"}; a null one says nothing valid.
    votes: Mapped[Any] = mapped_column(JSONB)
    reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


# One journey to the database for a whole ballot: the poll is shared until the commit, and each statement sees what was
# committed before it began, so that whoever waited for the closing finds the poll closed.
_PUT_BALLOT = DDL(
    """
    CREATE FUNCTION put_ballot(
        asked text, hashed text, box bytea, OUT verdict text, OUT state_now text, OUT in_college text, OUT votes bigint
    ) LANGUAGE plpgsql AS $$
    DECLARE found_cell bigint;
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(asked, 23));
        SELECT p.state INTO state_now FROM polls p WHERE p.id = asked;
        SELECT c.cell, e.college, e.weight INTO found_cell, in_college, votes FROM credentials c
            JOIN ballot_cells e ON e.poll_id = c.poll_id AND e.cell = c.cell
            WHERE c.poll_id = asked AND c.hash = hashed AND NOT EXISTS (
                SELECT FROM unissued_credentials u WHERE u.poll_id = asked AND u.hash = hashed
            );
        IF NOT FOUND THEN
            verdict := 'unknown';
        ELSIF state_now <> 'open' THEN
            verdict := 'shut';
        ELSIF box IS NULL THEN
            verdict := 'unsound';
        ELSE
            INSERT INTO cast_ballots (poll_id, credential_hash, ballot_hash, cell, sealed)
                VALUES (asked, hashed, encode(sha256(box), 'hex'), found_cell, box) ON CONFLICT DO NOTHING;
            IF FOUND THEN
                verdict := 'accepted';
            ELSE
                SELECT CASE WHEN b.sealed = box THEN 'accepted' ELSE 'second' END INTO verdict FROM cast_ballots b
                    WHERE b.poll_id = asked AND b.credential_hash = hashed;
                verdict := coalesce(verdict, 'copied');
            END IF;
        END IF;
    END $$
    """
)
event.listen(CastBallot.__table__, "after_create", _PUT_BALLOT)
