"""What a notice says, as data: everything that a member must know to take part, and nobody's name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.actions.proxies import limit_of
from services.voting.assemblies.actions.terms import notice_of, parts_of, terms_of
from services.voting.assemblies.tables import AddedResolution, AgendaDocument, AgendaItem, Assembly
from services.voting.polls.tables import Poll


def notice_content(unit: Unit, assembly: Assembly, sequence: int, issued_on: date | None) -> dict[str, Any]:
    """Return what the notice of an assembly says now, JSON throughout; ``issued_on`` is None for a draft."""
    rules = unit.rules_on(assembly.held_on)
    notice = notice_of(unit, assembly)
    return {
        "assembly_id": assembly.id, "cooperative": str(rules.statutes("identity.name").value), "sequence": sequence,
        "kind": assembly.kind, "call": assembly.call, "title": assembly.title, "section": assembly.section,
        "held_on": assembly.held_on.isoformat(), "starts_at": _instant(assembly.starts_at), "place": assembly.place,
        "modes": list(assembly.modes or []), "link": assembly.link, "record_date": assembly.record_date.isoformat(),
        "issued_on": issued_on.isoformat() if issued_on else None,
        "notice": {"days": int(notice.value), "article": notice.article},
        "parts": [_part(unit, assembly, part) for part in parts_of(unit, assembly)],
        "agenda": _agenda(unit, assembly), "proxies": _proxies(unit, assembly),
    }  # fmt: skip


def _part(unit: Unit, assembly: Assembly, part: str) -> dict[str, Any]:
    terms = terms_of(unit, assembly, part)
    majority = terms.majority.value
    return {
        "part": part,
        "quorum": {"fraction": None if terms.quorum_fraction is None else str(terms.quorum_fraction),
                   "article": terms.quorum.article},
        "majority": {"base": majority["base"], "fraction": str(majority["fraction"]),
                     "strictly_more": bool(majority.get("strictly_more", False)), "article": terms.majority.article},
    }  # fmt: skip


def _agenda(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    items = unit.session.scalars(
        select(AgendaItem).where(AgendaItem.assembly_id == assembly.id).order_by(AgendaItem.position)
    ).all()
    ids = [item.id for item in items]
    documents: dict[str, list[dict[str, Any]]] = {}
    held = (
        select(AgendaDocument)
        .where(AgendaDocument.agenda_item_id.in_(ids))
        .order_by(AgendaDocument.agenda_item_id, AgendaDocument.position)
    )
    for one in unit.session.scalars(held):
        documents.setdefault(one.agenda_item_id, []).append(
            {"name": one.name, "media_type": one.media_type, "size": one.size, "digest": one.digest, "link": one.link}
        )
    votes: dict[str, list[dict[str, Any]]] = {}
    standing = select(Poll).where(Poll.assembly_id == assembly.id, Poll.state != "annulled").order_by(Poll.id)
    for poll in unit.session.scalars(standing):
        votes.setdefault(poll.agenda_item_id, []).append({
            "title": poll.title, "question": poll.question, "method": poll.method, "ballot": poll.ballot,
            "seats": poll.seats,
        })  # fmt: skip
    added = set(unit.session.scalars(
        select(AddedResolution.agenda_item_id).where(AddedResolution.assembly_id == assembly.id)
    ))  # fmt: skip
    return [
        {"position": item.position, "title": item.title, "text": item.text, "part": item.part, "version": item.version,
         "asked_by_members": item.id in added, "documents": documents.get(item.id, []), "votes": votes.get(item.id, [])}
        for item in items
    ]  # fmt: skip


def _proxies(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    _, limit, article = limit_of(unit, assembly)
    blank = unit.rules_on(assembly.held_on).statutes("proxies.blank_to", "none")
    return {"limit": limit, "article": article, "blank_to": str(blank.value), "blank_article": blank.article}


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
