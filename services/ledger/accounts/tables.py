"""The accounts that a cooperative added, and the auxiliaries it knows."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import tables_of

Base = tables_of("ledger")


class OwnAccount(Base):  # type: ignore[misc,valid-type]
    """An account that refines one of the general chart; it takes auxiliaries if that one does."""

    __tablename__ = "own_accounts"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    third_party: Mapped[bool]
    since: Mapped[date]


class Auxiliary(Base):  # type: ignore[misc,valid-type]
    """Who or what may stand behind a line, by id alone: the name stays in the service that knows it."""

    __tablename__ = "auxiliaries"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    since: Mapped[date]
