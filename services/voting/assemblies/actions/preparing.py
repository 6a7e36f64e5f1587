"""Prepares assemblies and their agenda."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.contract.refusals import AgendaSettled
from services.voting.assemblies.tables import AgendaItem, Assembly


@answers(contract.create_assembly)
def create_assembly(unit: Unit, body: dict[str, Any]) -> Assembly:
    """Prepare a first call, with its agenda."""
    assembly = drafted(unit, body["kind"], body["title"], body)
    for item in body["agenda"]:
        put_on_agenda(unit, assembly, item["title"], item["text"])
    return assembly


@answers(contract.list_assemblies)
def list_assemblies(unit: Unit, state: str | None, limit: int, cursor: str | None) -> Listed:
    """List assemblies in the order in which they were prepared."""
    chosen = select(Assembly) if state is None else select(Assembly).where(Assembly.state == state)
    return page_of(unit.session, chosen, key=[Assembly.id], limit=limit, cursor=cursor)


@answers(contract.get_assembly)
def get_assembly(unit: Unit, assembly_id: str) -> Assembly:
    """Return one assembly."""
    return held_assembly(unit, assembly_id)


@answers(contract.add_agenda_item)
def add_agenda_item(unit: Unit, assembly_id: str, body: dict[str, Any]) -> AgendaItem:
    """Add an item, as long as the agenda has not gone out."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    if assembly.state != "draft":
        article = unit.rules.statutes(f"assemblies.{assembly.kind}").article
        raise AgendaSettled(assembly_id=assembly_id, convened_on=assembly.convened_on, article=article)
    return put_on_agenda(unit, assembly, body["title"], body["text"])


@answers(contract.list_agenda)
def list_agenda(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the agenda in its order."""
    held_assembly(unit, assembly_id)
    items = select(AgendaItem).where(AgendaItem.assembly_id == assembly_id)
    return page_of(unit.session, items, key=[AgendaItem.position], limit=limit, cursor=cursor)


def drafted(unit: Unit, kind: str, title: str, when: dict[str, Any], first_call_id: str | None = None) -> Assembly:
    """Make an assembly in draft; naming a first call makes it the second."""
    assembly = Assembly(
        id=new_id("asm"), kind=kind, title=title, place=when["place"], held_on=when["held_on"],
        starts_at=when["starts_at"], record_date=when["record_date"] or when["held_on"], state="draft",
        call=1 if first_call_id is None else 2, first_call_id=first_call_id, created_at=unit.now,
    )  # fmt: skip
    unit.session.add(assembly)
    unit.session.flush()
    return assembly


def put_on_agenda(unit: Unit, assembly: Assembly, title: str, text: str | None) -> AgendaItem:
    """Add an item at the end of the agenda; the assembly is locked or new."""
    last = select(func.coalesce(func.max(AgendaItem.position), 0)).where(AgendaItem.assembly_id == assembly.id)
    position = unit.session.scalars(last).one() + 1
    item = AgendaItem(id=new_id("agi"), assembly_id=assembly.id, position=position, title=title, text=text)
    unit.session.add(item)
    unit.session.flush()
    return item
