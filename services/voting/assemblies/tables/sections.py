"""The sections of the members, whose assemblies elect delegates."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.voting.assemblies.tables.base import Base


class Section(Base):  # type: ignore[misc,valid-type]
    """What an assembly of a section is there for: the delegates that its members send to the main assembly."""

    __tablename__ = "sections"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    main_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), index=True)
    name: Mapped[str]
    # What the statutes divide by: ``establishment``, ``college`` or ``postal_area``.
    divided_by: Mapped[str]
    members: Mapped[int]
    delegates: Mapped[int]
    # The election of the delegates as it was drafted; a successor may have taken its place.
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"))
