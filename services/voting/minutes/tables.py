"""Minutes as they were put to the bureau's signatures, and the signatures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, ForeignKey, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class MinutesText(Base):  # type: ignore[misc,valid-type]
    """A text of the minutes that somebody signed, under the digest of its canonical JSON.

    If something was recorded after the first signature, the text has moved on: the officers sign the new one. The text
    that all have signed is that of the assembly (``assemblies.minutes_digest``).
    """

    __tablename__ = "minutes_texts"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Any] = mapped_column(JSONB)
    frozen_at: Mapped[Moment]


class MinutesSignature(Base):  # type: ignore[misc,valid-type]
    """An officer's signature under a text."""

    __tablename__ = "minutes_signatures"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str]
    signed_at: Mapped[Moment]


FIXED = DDL(
    """
    CREATE OR REPLACE FUNCTION minutes_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was signed never changes' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)
# Nobody signs what is signed by all already.
OPEN = DDL(
    """
    CREATE OR REPLACE FUNCTION minutes_are_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM assemblies WHERE id = NEW.assembly_id AND minutes_signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the minutes are signed' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """
)
for _table in (MinutesText.__table__, MinutesSignature.__table__):
    event.listen(_table, "after_create", FIXED)
    event.listen(_table, "after_create", OPEN)
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_fixed()"
    ))  # fmt: skip
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_open BEFORE INSERT ON {_table.name} "
        "FOR EACH ROW EXECUTE FUNCTION minutes_are_open()"
    ))  # fmt: skip
