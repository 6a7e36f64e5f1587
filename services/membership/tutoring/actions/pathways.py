"""Pathways as those see them who follow or accompany them, and the tutor's own word; all signed in as themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.pathway.actions.conditions import TUTOR_VALIDATION, confirm, standing_condition, withdraw
from services.membership.pathway.actions.entering import pathway_shown
from services.membership.pathway.reaching import held
from services.membership.pathway.tables import Pathway, PathwayCondition, PathwayTutor
from services.membership.pathway.tutors import may_tutor
from services.membership.register.tables import Party

from .. import contract
from ..contract import NotAccompanied, TutorNoMore
from ..parts import own_part, tutorships_of
from ..rules import part_of, reads
from ..tables import TutoringNote


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
    tutorships = tutorships_of(unit, ids)
    named = select(Party).where(Party.id.in_([pathway.person_id for pathway in page.data]))
    people = {one.id: one for one in unit.session.scalars(named)}
    rows = select(TutoringNote.pathway_id, TutoringNote.author_id).where(TutoringNote.pathway_id.in_(ids))
    authors: dict[str, list[str]] = defaultdict(list)
    for pathway_id, author_id in unit.session.execute(rows):
        authors[pathway_id].append(author_id)
    belongs, shown = may_tutor(unit, unit.actor.id, unit.today), []
    for pathway in page.data:
        part = part_of(unit.actor.id, pathway.person_id, tutorships[pathway.id], unit.today, belongs=belongs)
        if part is not None:
            notes = sum(reads(part, unit.actor.id, author) for author in authors[pathway.id])
            person = people[pathway.person_id]
            shown.append({"pathway_id": pathway.id, "person_id": person.id, "first_name": person.first_name,
                          "last_name": person.last_name, "part": part, "notes": notes})  # fmt: skip
    return Listed(shown, page.next_cursor)


@answers(contract.get_own_pathway)
def get_own_pathway(unit: Unit) -> dict[str, Any]:
    """Return the pathway of the one who signed in: the one that runs, or else the last one."""
    own = select(Pathway.id).where(Pathway.person_id == unit.actor.id)
    latest = own.order_by(Pathway.left_on.is_(None).desc(), Pathway.entered_on.desc(), Pathway.id.desc())
    pathway_id = unit.session.scalar(latest.limit(1))
    if pathway_id is None:
        raise NotFound(what="pathway of", id=unit.actor.id)
    return pathway_shown(unit, pathway_id, unit.today)


@answers(contract.get_accompanied_pathway)
def get_accompanied_pathway(unit: Unit, pathway_id: str) -> dict[str, Any]:
    """Return a pathway to the person and to the present tutor."""
    if own_part(unit, pathway_id) == "former_tutor":
        raise TutorNoMore(pathway_id=pathway_id)
    return pathway_shown(unit, pathway_id, unit.today)


@answers(contract.give_validation)
def give_validation(unit: Unit, pathway_id: str, body: dict[str, Any]) -> PathwayCondition:
    """Confirm, as the tutor who signed in, that the person is ready; nobody says so of themselves."""
    _check_tutor(unit, pathway_id)
    pathway = held(unit, pathway_id)
    return confirm(unit, pathway, TUTOR_VALIDATION, unit.actor.id, unit.today, body["evidence"], in_person=True)


@answers(contract.withdraw_validation)
def withdraw_validation(unit: Unit, pathway_id: str) -> PathwayCondition:
    """Withdraw the tutor's word from today on: one's own, or a predecessor's."""
    _check_tutor(unit, pathway_id)
    pathway = held(unit, pathway_id)
    row = standing_condition(unit, pathway_id, TUTOR_VALIDATION)
    if row is None:
        raise NotFound(what="validation by the tutor of pathway", id=pathway_id)
    return withdraw(unit, pathway, row, unit.today)


def _check_tutor(unit: Unit, pathway_id: str) -> None:
    part = own_part(unit, pathway_id)
    if part == "former_tutor":
        raise TutorNoMore(pathway_id=pathway_id)
    if part != "tutor":
        raise NotAccompanied(article=unit.rules.statutes("membership.stages").article)
