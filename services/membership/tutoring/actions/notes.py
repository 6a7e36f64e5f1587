"""Notes written and read by those whom they concern, who have signed in as themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.pathway.tables import Pathway
from services.membership.privacy.erasing import erases

from .. import contract
from ..contract import TutorNoMore
from ..parts import own_part
from ..rules import writes
from ..tables import TutoringNote


@answers(contract.list_notes)
def list_notes(unit: Unit, pathway_id: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of the notes that the one who signed in may read, the first one first."""
    part = own_part(unit, pathway_id)
    notes = select(TutoringNote).where(TutoringNote.pathway_id == pathway_id)
    if part == "former_tutor":
        notes = notes.where(TutoringNote.author_id == unit.actor.id)
    return page_of(unit.session, notes, key=[TutoringNote.id], limit=limit, cursor=cursor)


@answers(contract.write_note)
def write_note(unit: Unit, pathway_id: str, body: dict[str, Any]) -> TutoringNote:
    """Append a note; it is told to nobody, in no event and no log."""
    part = own_part(unit, pathway_id)
    if not writes(part):
        raise TutorNoMore(pathway_id=pathway_id)
    if body["corrects"] is not None:
        corrected = unit.session.get(TutoringNote, body["corrects"])
        if corrected is None or corrected.pathway_id != pathway_id:
            raise NotFound(what="note", id=body["corrects"])
    note = TutoringNote(id=new_id("nte"), pathway_id=pathway_id, author_id=unit.actor.id, text=body["text"],
                        corrects=body["corrects"], written_at=unit.now)  # fmt: skip
    unit.session.add(note)
    unit.session.flush()
    return note


@erases("tutoring_notes")
def erase_notes(unit: Unit, party_id: str) -> int:
    """Empty what was noted on somebody's pathways; that there was a note stays."""
    own = select(Pathway.id).where(Pathway.person_id == party_id)
    erased = unit.session.execute(
        update(TutoringNote).where(TutoringNote.pathway_id.in_(own), TutoringNote.text != "").values(text="")
        .returning(TutoringNote.id)
    )  # fmt: skip
    return len(erased.all())
