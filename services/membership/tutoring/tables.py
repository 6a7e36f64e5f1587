"""The notes of tutoring: appended, never changed, and read by nobody but those whom they concern."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited(subject=("pathway_id>pathways.person_id", "author_id"), personal=("text",), withheld=("text",))
class TutoringNote(Base):  # type: ignore[misc,valid-type]
    """A note on somebody's pathway; a correction is another note, which names the one it corrects.

    The trail of changes says that a note was written and by whom, never what it says. Its text is emptied when the
    person is pseudonymised, and changes in no other way.
    """

    __tablename__ = "tutoring_notes"
    __table_args__ = (Index("ix_tutoring_notes_pathway_id", "pathway_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    pathway_id: Mapped[str] = mapped_column(ForeignKey("pathways.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    text: Mapped[str]
    corrects: Mapped[str | None] = mapped_column(ForeignKey("tutoring_notes.id"))
    written_at: Mapped[Moment]


event.listen(TutoringNote.__table__, "after_create", DDL(
    """
    CREATE OR REPLACE FUNCTION refuse_changed_notes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.text = '' AND (to_jsonb(NEW) - 'text') = (to_jsonb(OLD) - 'text') THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'notes keep what they say' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
))  # fmt: skip
event.listen(TutoringNote.__table__, "after_create", DDL(
    "CREATE TRIGGER tutoring_notes_keep BEFORE UPDATE OR DELETE ON tutoring_notes "
    "FOR EACH ROW EXECUTE FUNCTION refuse_changed_notes()"
))  # fmt: skip
