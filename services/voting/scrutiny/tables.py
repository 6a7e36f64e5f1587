"""Keys of polls, those who share them, and the ballots once they are opened.

Invariants: a private key that is shared stands in no table between the ceremony and the moment at which the threshold
is reached; of a share only its hash is kept, save between its handing in and that moment. A private key stays after
the opening only if it is published.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")
STATES = ("ready", "sealing", "waiting", "opening", "opened", "void")


class PollKey(Base):  # type: ignore[misc,valid-type]
    """The key pair to which the ballots of one secret poll are sealed, in hexadecimal.

    States: ``ready`` (made, the poll has not opened: a further ceremony may replace it), ``sealing`` (the poll takes
    ballots), ``waiting`` (for the shares), ``opening`` (the key is there, ballots are being opened), ``opened``,
    ``void`` (the poll was annulled: nothing is ever opened).
    """

    __tablename__ = "poll_keys"
    __table_args__ = (CheckConstraint(f"state IN ({', '.join(repr(one) for one in STATES)})", name="state"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    ceremony: Mapped[int]
    # scrutineers | service
    held_by: Mapped[str]
    threshold: Mapped[int | None]
    state: Mapped[str]
    public_key: Mapped[str]
    # Held by the service until the opening, or put together for it; afterwards what is published, else nothing.
    private_key: Mapped[str | None]
    # Goes into the seal of plain ballots and is forgotten at the closing: without it nobody who kept a copy of a
    # credential can find its ballot among those published.
    salt: Mapped[str | None]
    # The length of every message, in bytes; fixed when the poll opens.
    message_bytes: Mapped[int | None]
    # How far the opening came: ballots in the box, those opened, and the last of them.
    ballots: Mapped[int]
    opened: Mapped[int]
    last_opened: Mapped[str]
    withheld: Mapped[bool]
    made_at: Mapped[Moment]
    opened_at: Mapped[Moment | None]


class Scrutineer(Base):  # type: ignore[misc,valid-type]
    """A member who holds a share of a poll's key; the latest ceremony counts."""

    __tablename__ = "scrutineers"

    poll_id: Mapped[str] = mapped_column(ForeignKey("poll_keys.poll_id"), primary_key=True)
    ceremony: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    share_hash: Mapped[str]
    # Only between its handing in and the moment at which the key is put together.
    share: Mapped[str | None]
    handed_in_at: Mapped[Moment | None]


class OpenedBallot(Base):  # type: ignore[misc,valid-type]
    """A vote, and how many ballots of a cell say so; ``vote`` is JSON's null for unsound ones."""

    __tablename__ = "opened_ballots"

    poll_id: Mapped[str] = mapped_column(primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 of the canonical vote.
    digest: Mapped[str] = mapped_column(primary_key=True)
    vote: Mapped[Any] = mapped_column(JSONB)
    ballots: Mapped[int]
