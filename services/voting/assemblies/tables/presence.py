"""The journal of presence and the proxies."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment
from services.voting.assemblies.tables.base import Base


class PresenceEntry(Base):  # type: ignore[misc,valid-type]
    """One line of the journal of presence: ``arrive``, ``remote``, ``postal`` or ``leave``; lines are only added."""

    __tablename__ = "presence_journal"
    __table_args__ = (Index("ix_presence_journal_assembly_id_member_id_seq", "assembly_id", "member_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    member_id: Mapped[str]
    kind: Mapped[str]
    at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    # The person who acts for an organisation, where one is named for it.
    represented_by: Mapped[str | None]


class Proxy(Base):  # type: ignore[misc,valid-type]
    """A member's power to another to vote in an assembly: ``given`` or ``revoked``; without a holder it is blank."""

    __tablename__ = "proxies"
    __table_args__ = (
        # A member gives one proxy at a time for an assembly.
        Index("uq_proxies_given", "assembly_id", "giver_id", unique=True, postgresql_where=text("state = 'given'")),
        Index("ix_proxies_holder", "assembly_id", "holder_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    giver_id: Mapped[str]
    holder_id: Mapped[str | None]
    state: Mapped[str]
    given_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
