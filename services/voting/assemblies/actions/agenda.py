"""Keeps the agenda: items with their documents until the notice goes out, then versions that never change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.contract.agenda import PartDoesNotFit
from services.voting.assemblies.contract.refusals import AgendaSettled
from services.voting.assemblies.rules import parts_of_kind
from services.voting.assemblies.tables import (
    AddedResolution,
    AgendaDocument,
    AgendaItem,
    AgendaVersion,
    Assembly,
    ResolutionSignature,
)

Document = dict[str, Any]
REFERENCE = ("name", "media_type", "digest", "size", "link")


@answers(contract.add_agenda_item)
def add_agenda_item(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add an item, as long as the agenda has not gone out."""
    assembly = _unsettled(unit, assembly_id)
    return _shown(unit, [put_on_agenda(unit, assembly, **body)])[0]


@answers(contract.add_documents)
def add_documents(unit: Unit, assembly_id: str, agenda_item_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Attach documents to an item, as long as the agenda has not gone out."""
    assembly = _unsettled(unit, assembly_id)
    item = unit.session.get(AgendaItem, agenda_item_id)
    if item is None or item.assembly_id != assembly.id:
        raise NotFound(what="agenda item", id=agenda_item_id)
    _attach(unit, item, body["documents"])
    return _shown(unit, [item])[0]


@answers(contract.list_agenda)
def list_agenda(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the agenda in its order."""
    held_assembly(unit, assembly_id)
    items = select(AgendaItem).where(AgendaItem.assembly_id == assembly_id)
    page = page_of(unit.session, items, key=[AgendaItem.position], limit=limit, cursor=cursor)
    return Listed(_shown(unit, list(page.data)), page.next_cursor)


@answers(contract.list_agenda_versions)
def list_agenda_versions(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the versions of the agenda, each with its digest."""
    held_assembly(unit, assembly_id)
    versions = select(AgendaVersion).where(AgendaVersion.assembly_id == assembly_id)
    return page_of(unit.session, versions, key=[AgendaVersion.version], limit=limit, cursor=cursor)


def put_on_agenda(
    unit: Unit, assembly: Assembly, title: str, text: str | None, part: str | None = None,
    documents: list[Document] | None = None,
) -> AgendaItem:  # fmt: skip
    """Add an item at the end of the agenda; the assembly is locked or new.

    ``part`` says by which rules it is decided, where the kind of assembly leaves a choice.
    """
    if assembly.state == "draft":
        require_unsettled(unit, assembly)
    allowed = parts_of_kind(assembly.kind)
    if part is not None and part not in allowed and assembly.kind != "section":
        article = unit.rules_on(assembly.held_on).statutes(f"assemblies.{part}").article
        raise PartDoesNotFit(kind=assembly.kind, allowed=" or ".join(allowed), part=part, article=article)
    last = select(func.coalesce(func.max(AgendaItem.position), 0)).where(AgendaItem.assembly_id == assembly.id)
    item = AgendaItem(
        id=new_id("agi"), assembly_id=assembly.id, position=unit.session.scalars(last).one() + 1, title=title,
        text=text, part=part or allowed[0], version=_last_version(unit, assembly) + 1,
    )  # fmt: skip
    unit.session.add(item)
    unit.session.flush()
    _attach(unit, item, documents or [])
    return item


def copy_agenda(unit: Unit, source: Assembly, target: Assembly, *parts: str) -> dict[str, str]:
    """Put the items of one agenda on another, all or those of some parts; return the new item of each old one."""
    items = select(AgendaItem).where(AgendaItem.assembly_id == source.id).order_by(AgendaItem.position)
    if parts:
        items = items.where(AgendaItem.part.in_(parts))
    found = list(unit.session.scalars(items).all())
    documents = documents_of(unit, found)
    return {
        item.id: put_on_agenda(unit, target, item.title, item.text, item.part, documents[item.id]).id for item in found
    }


def settle_agenda(unit: Unit, assembly: Assembly, cause: str) -> AgendaVersion:
    """Fix the agenda as it is sent now, by its digest; what is put on it afterwards belongs to the next version."""
    version = AgendaVersion(
        assembly_id=assembly.id, version=_last_version(unit, assembly) + 1, cause=cause,
        digest=digest(agenda_content(unit, assembly)), settled_at=unit.now,
    )  # fmt: skip
    unit.session.add(version)
    unit.session.flush()
    return version


def agenda_content(unit: Unit, assembly: Assembly, version: int | None = None) -> dict[str, Any]:
    """Return what an agenda's digest covers, as JSON: all items with their documents, up to a version."""
    items = select(AgendaItem).where(AgendaItem.assembly_id == assembly.id).order_by(AgendaItem.position)
    if version is not None:
        items = items.where(AgendaItem.version <= version)
    found = list(unit.session.scalars(items).all())
    documents = documents_of(unit, found)
    return {"assembly_id": assembly.id, "items": [
        {"id": item.id, "position": item.position, "part": item.part, "title": item.title, "text": item.text,
         "documents": documents[item.id]} for item in found
    ]}  # fmt: skip


def documents_of(unit: Unit, items: list[AgendaItem]) -> dict[str, list[Document]]:
    """Return the documents of each of these items, by reference, in the order in which they were attached."""
    wanted = select(AgendaDocument).where(AgendaDocument.agenda_item_id.in_([item.id for item in items]))
    found: dict[str, list[Document]] = {item.id: [] for item in items}
    for row in unit.session.scalars(wanted.order_by(AgendaDocument.agenda_item_id, AgendaDocument.position)):
        found[row.agenda_item_id].append({name: getattr(row, name) for name in REFERENCE})
    return found


def require_unsettled(unit: Unit, assembly: Assembly) -> None:
    """Refuse once the agenda has gone out, with the notice of the assembly or with that of one of its sections."""
    sent = [assembly.convened_on] if assembly.state != "draft" else unit.session.scalars(
        select(Assembly.convened_on).where(Assembly.main_id == assembly.id, Assembly.convened_on.is_not(None))
        .order_by(Assembly.convened_on).limit(1)
    ).all()  # fmt: skip
    if sent:
        article = unit.rules.statutes(f"assemblies.{parts_of_kind(assembly.kind)[0]}").article
        raise AgendaSettled(assembly_id=assembly.id, convened_on=sent[0], article=article)


def _unsettled(unit: Unit, assembly_id: str) -> Assembly:
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_unsettled(unit, assembly)
    return assembly


def _last_version(unit: Unit, assembly: Assembly) -> int:
    last = select(func.coalesce(func.max(AgendaVersion.version), 0)).where(AgendaVersion.assembly_id == assembly.id)
    return unit.session.scalars(last).one()


def _attach(unit: Unit, item: AgendaItem, documents: list[Document]) -> None:
    last = select(func.coalesce(func.max(AgendaDocument.position), 0)).where(AgendaDocument.agenda_item_id == item.id)
    first = unit.session.scalars(last).one() + 1
    unit.session.add_all(
        AgendaDocument(agenda_item_id=item.id, position=first + at, **document) for at, document in enumerate(documents)
    )
    unit.session.flush()


def _shown(unit: Unit, items: list[AgendaItem]) -> list[dict[str, Any]]:
    documents = documents_of(unit, items)
    supporters: dict[str, list[str]] = {}
    signed = (
        select(AddedResolution.agenda_item_id, ResolutionSignature.member_id)
        .join(AddedResolution, AddedResolution.id == ResolutionSignature.added_resolution_id)
        .where(AddedResolution.agenda_item_id.in_([item.id for item in items]))
        .order_by(ResolutionSignature.member_id)
    )
    for item_id, member_id in unit.session.execute(signed):
        supporters.setdefault(str(item_id), []).append(member_id)
    return [
        {"id": item.id, "position": item.position, "title": item.title, "text": item.text, "part": item.part,
         "version": item.version, "documents": documents[item.id], "supporter_ids": supporters.get(item.id, [])}
        for item in items
    ]  # fmt: skip
