"""Takes old books over: the book first, which everything must agree with, then its entries, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.chart import JOURNALS, accounts_named
from services.ledger.accounts.tables import Auxiliary

from . import contract
from .reading import Book, Entries, fec_lines
from .refusals import UnknownOurs
from .tables import Arrival, ArrivalCode
from .taking import open_book, post_entries


def finish(unit: Unit, dry_run: bool) -> dict[str, Any]:
    """Return what became of the file, as the list of arrivals shows it."""
    row = unit.session.get_one(Arrival, unit.session.info["arrival"])
    return dict(contract.ArrivalView().dump(_shown(unit, row)))


@answers(contract.import_fec, items=fec_lines, finish=finish, atomic=True, chunk=1)
def import_part(unit: Unit, value: Book | Entries, dry_run: bool) -> Verdict:
    """Settle one part of a file: what it is as a whole, or some hundred lines of it."""
    if isinstance(value, Book):
        return open_book(unit, value)
    return post_entries(unit, value)


@answers(contract.say_codes)
def say_codes(unit: Unit, body: dict[str, Any]) -> dict[str, int]:
    """Keep what codes are here, each of which the books must have."""
    codes = {(one["kind"], one["code"]): one["ours"] for one in body["codes"]}
    known = {
        "journal": set(JOURNALS) - {"closing"},
        "account": set(accounts_named(unit.session, _of(codes, "account"))),
        "auxiliary": set(unit.session.scalars(select(Auxiliary.id).where(Auxiliary.id.in_(_of(codes, "auxiliary"))))),
    }
    for (kind, _), ours in codes.items():
        if ours not in known[kind]:
            raise UnknownOurs(kind=kind, ours=ours)
    told = insert(ArrivalCode)
    told = told.on_conflict_do_update(index_elements=["kind", "code"], set_={"ours": told.excluded.ours})
    unit.session.execute(told, [{"kind": kind, "code": code, "ours": ours} for (kind, code), ours in codes.items()])
    return {"count": len(codes)}


def _of(codes: dict[tuple[str, str], str], kind: str) -> list[str]:
    return [ours for (of, _), ours in codes.items() if of == kind]


@answers(contract.list_codes)
def list_codes(unit: Unit, kind: str | None, limit: int, cursor: str | None) -> Listed:
    """List the codes by kind."""
    rows = select(ArrivalCode)
    if kind:
        rows = rows.where(ArrivalCode.kind == kind)
    return page_of(unit.session, rows, key=[ArrivalCode.kind, ArrivalCode.code], limit=limit, cursor=cursor)


@answers(contract.list_arrivals)
def list_arrivals(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the arrivals as they came."""
    page = page_of(unit.session, select(Arrival), key=[Arrival.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


def _shown(unit: Unit, row: Arrival) -> dict[str, Any]:
    return {
        "id": row.id, "first_day": row.first_day, "last_day": row.last_day, "entries": row.entries, "lines": row.lines,
        "debit": Money(row.amount, unit.currency), "opening": row.opening, "notes": row.notes, "digest": row.digest,
        "arrived_at": row.arrived_at,
    }  # fmt: skip
