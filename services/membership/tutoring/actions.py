"""Notes written and read by those whom they concern, who have signed in as themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.pathway.tables import Pathway, PathwayTutor
from services.membership.pathway.tutors import may_tutor
from services.membership.privacy.erasing import erases

from . import contract
from .contract import TutorNoMore
from .rules import Part, Tutorship, part_of, reads, writes
from .tables import TutoringNote


@answers(contract.list_own_pathways)
def list_own_pathways(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return a page of the pathways that the one who signed in follows, accompanies, or once accompanied."""
    tutored = select(PathwayTutor.pathway_id).where(
        PathwayTutor.tutor_id == unit.actor.id, PathwayTutor.since <= unit.today,
        or_(PathwayTutor.until.is_(None), PathwayTutor.until >= PathwayTutor.since),
    )  # fmt: skip
    mine = select(Pathway).where(or_(Pathway.person_id == unit.actor.id, Pathway.id.in_(tutored)))
    page = page_of(unit.session, mine, key=[Pathway.id], limit=limit, cursor=cursor)
    ids = [pathway.id for pathway in page.data]
    tutorships = _tutorships(unit, ids)
    rows = select(TutoringNote.pathway_id, TutoringNote.author_id).where(TutoringNote.pathway_id.in_(ids))
    authors: dict[str, list[str]] = defaultdict(list)
    for pathway_id, author_id in unit.session.execute(rows):
        authors[pathway_id].append(author_id)
    belongs, shown = may_tutor(unit, unit.actor.id, unit.today), []
    for pathway in page.data:
        part = part_of(unit.actor.id, pathway.person_id, tutorships[pathway.id], unit.today, belongs=belongs)
        if part is not None:
            notes = sum(reads(part, unit.actor.id, author) for author in authors[pathway.id])
            shown.append({"pathway_id": pathway.id, "person_id": pathway.person_id, "part": part, "notes": notes})
    return Listed(shown, page.next_cursor)


@answers(contract.list_notes)
def list_notes(unit: Unit, pathway_id: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of the notes that the one who signed in may read, the first one first."""
    part = _part(unit, pathway_id)
    notes = select(TutoringNote).where(TutoringNote.pathway_id == pathway_id)
    if part == "former_tutor":
        notes = notes.where(TutoringNote.author_id == unit.actor.id)
    return page_of(unit.session, notes, key=[TutoringNote.id], limit=limit, cursor=cursor)


@answers(contract.write_note)
def write_note(unit: Unit, pathway_id: str, body: dict[str, Any]) -> TutoringNote:
    """Append a note; it is told to nobody, in no event and no log."""
    part = _part(unit, pathway_id)
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


def _part(unit: Unit, pathway_id: str) -> Part:
    """Return in what part the one who signed in comes to a pathway; to a stranger there is none."""
    pathway = unit.session.get(Pathway, pathway_id)
    part = None if pathway is None else part_of(
        unit.actor.id, pathway.person_id, _tutorships(unit, [pathway_id])[pathway_id], unit.today,
        belongs=may_tutor(unit, unit.actor.id, unit.today),
    )  # fmt: skip
    if part is None:
        raise NotFound(what="pathway", id=pathway_id)
    return part


def _tutorships(unit: Unit, pathway_ids: Sequence[str]) -> dict[str, list[Tutorship]]:
    found: dict[str, list[Tutorship]] = {pathway_id: [] for pathway_id in pathway_ids}
    for row in unit.session.scalars(select(PathwayTutor).where(PathwayTutor.pathway_id.in_(pathway_ids))):
        found[row.pathway_id].append(Tutorship(row.tutor_id, row.since, row.until))
    return found
