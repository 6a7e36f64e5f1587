"""Hands out the notice, as data or as PDF, and the appointment."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.canonical import canonical
from services.commons.documents import part_of, written
from services.commons.refusals import NotFound
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.sitting import when
from services.voting.notices import contract
from services.voting.notices.calendar import appointment
from services.voting.notices.content import notice_content
from services.voting.notices.issuing import last_notice
from services.voting.notices.paper import notice_paper


@answers(contract.get_notice)
def get_notice(
    unit: Unit, assembly_id: str, format: str, language: str, sequence: int | None, cursor: str | None
) -> Chunk:
    """Return a notice as it went out, or what it would say today."""
    content = _content(unit, assembly_id, sequence)
    name = f"notice-{assembly_id}-{content['sequence']}"
    if format == "pdf":
        return written(unit, notice_paper(content), format, language, cursor, name)
    return part_of(canonical(content), "application/json", cursor, f"{name}.json")


@answers(contract.get_calendar)
def get_calendar(unit: Unit, assembly_id: str, cursor: str | None) -> Chunk:
    """Return the appointment as the last notice says it, at the time to which the session was adjourned, if it was."""
    notice, assembly = last_notice(unit, assembly_id), held_assembly(unit, assembly_id)
    stamped = notice.issued_at if notice else assembly.created_at
    sitting = when(assembly)
    content = appointment(unit.coop, {**_content(unit, assembly_id, None), **sitting}, stamped)
    return Chunk(content, "text/calendar", None, f"assembly-{assembly_id}.ics")


def _content(unit: Unit, assembly_id: str, sequence: int | None) -> dict[str, Any]:
    assembly = held_assembly(unit, assembly_id)
    notice = last_notice(unit, assembly_id, sequence)
    if notice is not None:
        return dict(notice.content)
    if sequence is not None:
        raise NotFound(what="notice of assembly", id=f"{assembly_id}/{sequence}")
    return notice_content(unit, assembly, 1, None)
