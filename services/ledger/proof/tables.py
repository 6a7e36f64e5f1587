"""The chain of hashes over the entries, and how far it is known to be complete."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Link(Base):  # type: ignore[misc,valid-type]
    """The place of an entry in the chain, and the hash over it and all before it (see ``chain``).

    The first ``attachments`` of the entry's documents are in the hash; those that were attached later are not.
    """

    __tablename__ = "chain"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(unique=True)
    attachments: Mapped[int]
    hash: Mapped[str]
    sealed_at: Mapped[Moment]


class Floor(Base):  # type: ignore[misc,valid-type]
    """Where the sealer begins to look: every entry up to ``seq`` is chained, and no other will come up there."""

    __tablename__ = "chain_floor"

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


never_changes(Link.__table__)
