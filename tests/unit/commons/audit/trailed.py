"""A service of two tables that are audited, for the tests of the trail."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import tables_of

Base = tables_of("trailed")


@audited(subject=("person_id", "witness_id"), personal=("note",), withheld=("secret",))
class Visit(Base):  # type: ignore[misc,valid-type]
    """A visit of a person, which another may witness."""

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    witness_id: Mapped[str | None]
    rooms: Mapped[int]
    note: Mapped[str | None]
    secret: Mapped[str | None]


@audited(subject="visit_id>visits.person_id")
class Step(Base):  # type: ignore[misc,valid-type]
    """A step of a visit: whom it concerns stands in the visit."""

    __tablename__ = "steps"

    visit_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
