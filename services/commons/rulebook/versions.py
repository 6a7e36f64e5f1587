"""The versions of each layer of rules; one is added, none is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..canonical import digest
from ..storage.base import Json, Moment, tables_of

LAYERS = ("law", "statutes", "bylaws")


class RulebookVersion(tables_of("commons")):  # type: ignore[misc]
    """One version of one layer, in force from its effective day until the next one's."""

    __tablename__ = "rulebook_versions"
    __table_args__ = (UniqueConstraint("layer", "effective_on", "version"),)

    layer: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    effective_on: Mapped[date]
    document: Mapped[Json]
    digest: Mapped[str]
    # The adopted resolution that made it; None for the text in force on arrival.
    resolution_id: Mapped[str | None]
    recorded_at: Mapped[Moment]


def hold(
    session: Session,
    layer: str,
    version: int,
    document: dict[str, Any],
    effective_on: date,
    recorded_at: datetime,
    resolution_id: str | None = None,
) -> bool:
    """Keep one version, once; return whether it was new. The same number with another text is an error."""
    assert layer in LAYERS, layer
    row = {
        "layer": layer, "version": version, "effective_on": effective_on, "document": document,
        "digest": digest(document), "resolution_id": resolution_id, "recorded_at": recorded_at,
    }  # fmt: skip
    added = session.execute(
        insert(RulebookVersion).values(row).on_conflict_do_nothing().returning(RulebookVersion.version)
    ).scalar()
    if added is not None:
        return True
    held = session.execute(
        select(RulebookVersion.digest).where(RulebookVersion.layer == layer, RulebookVersion.version == version)
    ).scalar_one()
    if held != row["digest"]:
        raise ValueError(f"{layer} version {version} is held already with another text")
    return False
