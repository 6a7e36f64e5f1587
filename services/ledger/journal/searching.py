"""Finds entries: one by its id, or many by what they say and carry, page by page however long the journal."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Listed, Unit, page_of

from . import contract
from .showing import shown, shown_all
from .tables import ENTRY_TEXT, Entry, EntryLine, entry_seq


@answers(contract.get_entry)
def get_entry(unit: Unit, entry_id: str) -> dict[str, Any]:
    """Show one entry."""
    return shown(unit.session, held(unit.session, entry_id).seq)


@answers(contract.list_entries)
def list_entries(
    unit: Unit, journal: str | None, year: int | None, since: date | None, until: date | None, text: str | None,
    amount: str | None, source: str | None, order: str, limit: int, cursor: str | None, **carried: str | None,
) -> Listed:  # fmt: skip
    """List entries in the order of recording or of their days.

    Each order has an index that a page walks along; what few entries have is looked up by its own index instead.
    """
    found = _dated(select(Entry), journal, year, since, until)
    if text is not None:
        found = found.where(ENTRY_TEXT.op("@@")(func.plainto_tsquery("simple", text)))
    if source is not None:
        found = found.where(Entry.details["source"].astext == source)
    wanted = [getattr(EntryLine, name) == value for name, value in carried.items() if value is not None]
    if amount is not None:
        wanted.append(func.abs(EntryLine.amount) == _minor(unit, amount))
    if wanted:
        found = found.where(Entry.seq.in_(select(EntryLine.entry).where(*wanted)))
    key = [Entry.seq] if order == "recorded" else [Entry.day, Entry.seq]
    page = page_of(unit.session, found, key=key, limit=limit, cursor=cursor)
    return Listed(shown_all(unit.session, page.data), page.next_cursor)


def held(session: Session, identifier: str, *, lock: bool = False) -> Entry:
    """Return an entry by its identifier, or refuse as not found; ``lock`` keeps a second reversal waiting."""
    seq = entry_seq(identifier)
    entry = None if seq is None else session.get(Entry, seq, with_for_update=lock or None)
    if entry is None:
        raise NotFound(what="entry", id=identifier)
    return entry


def _dated(
    found: Select[Any], journal: str | None, year: int | None, since: date | None, until: date | None
) -> Select[Any]:
    for column, value in ((Entry.journal, journal), (Entry.year, year)):
        found = found if value is None else found.where(column == value)
    found = found if since is None else found.where(Entry.day >= since)
    return found if until is None else found.where(Entry.day <= until)


def _minor(unit: Unit, amount: str) -> int:
    try:
        return Money.parse(amount, unit.currency).minor
    except ValueError as error:
        raise Invalid(errors=[{"in": "query", "pointer": "/amount", "message": f"{error}."}]) from None
