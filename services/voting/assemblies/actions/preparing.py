"""Prepares assemblies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.agenda import put_on_agenda
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.modes import modes_among, require_mode
from services.voting.assemblies.tables import Assembly

__all__ = ["create_assembly", "drafted", "get_assembly", "list_assemblies", "put_on_agenda", "set_connection"]


@answers(contract.create_assembly)
def create_assembly(unit: Unit, body: dict[str, Any]) -> Assembly:
    """Prepare a first call, with its agenda."""
    assembly = drafted(unit, body["kind"], body["title"], body)
    for item in body["agenda"]:
        put_on_agenda(unit, assembly, **item)
    return assembly


@answers(contract.list_assemblies)
def list_assemblies(
    unit: Unit, state: str | None, main_id: str | None, limit: int, cursor: str | None
) -> Listed:
    """List assemblies in the order in which they were prepared."""
    chosen = select(Assembly)
    if state is not None:
        chosen = chosen.where(Assembly.state == state)
    if main_id is not None:
        chosen = chosen.where(Assembly.main_id == main_id)
    return page_of(unit.session, chosen, key=[Assembly.id], limit=limit, cursor=cursor)


@answers(contract.get_assembly)
def get_assembly(unit: Unit, assembly_id: str) -> Assembly:
    """Return one assembly."""
    return held_assembly(unit, assembly_id)


@answers(contract.set_connection)
def set_connection(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Set or change where members connect; the link is told to nobody but those who may read assemblies."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "draft", "convened", "open", "adjourned")
    require_mode(unit, assembly, "remote")
    assembly.link = body["link"]
    return assembly


def drafted(unit: Unit, kind: str, title: str, when: dict[str, Any], **more: Any) -> Assembly:
    """Make an assembly in draft; naming a first call (``first_call_id``) makes it the second."""
    assembly = Assembly(
        id=new_id("asm"), kind=kind, title=title, place=when["place"], held_on=when["held_on"],
        starts_at=when["starts_at"], record_date=when["record_date"] or when["held_on"], state="draft",
        modes=modes_among(unit, when["held_on"], when["modes"]), link=when["link"],
        call=1 if more.get("first_call_id") is None else 2, created_at=unit.now, **more,
    )  # fmt: skip
    unit.session.add(assembly)
    unit.session.flush()
    return assembly
