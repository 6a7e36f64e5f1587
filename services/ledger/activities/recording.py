"""Records what is told of activities, each fact once for its external id, and cancels what was told by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import func, or_, select

from services.commons.ids import new_id
from services.commons.money import LARGEST, Money
from services.commons.refusals import Invalid, NotFound, Refusal
from services.commons.storage import Unit
from services.ledger.activities.contract.refusals import AlreadyCancelled, UnknownActivity
from services.ledger.activities.tables import Activity, ActivityMove, Told
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.rules import Draft, DraftLine, mirrored
from services.ledger.journal.shapes import AXES
from services.ledger.journal.tables import Entry, EntryLine, entry_id

R = TypeVar("R", bound=Told)


@dataclass(frozen=True)
class Place:
    """Where a fact belongs: its activity, with the code that labels say and the establishment of its lines.

    ``moves`` are the days from which the activity was elsewhere than before, each with where it had been, in order.
    """

    id: str
    code: str
    establishment: str
    moves: tuple[tuple[date, str], ...] = ()

    def axes_on(self, day: date) -> dict[str, str]:
        """Return the axes of lines on a day: where the activity was then is what its first later move left."""
        establishment = next((former for since, former in self.moves if since > day), self.establishment)
        return {"activity": self.id, "establishment": establishment}


class Fact(Protocol):
    """Something told of an activity: what its row says, what it books, and how it is refused when told otherwise."""

    prefix: ClassVar[str]

    @property
    def external_id(self) -> str:
        """Its id elsewhere, by which it is told once."""
        ...

    def columns(self) -> dict[str, Any]:
        """Return what the row says; told again, all of it must be the same."""
        ...

    def draft(self, identifier: str) -> Draft:
        """Return the entry that books it."""
        ...

    def differs(self) -> Refusal:
        """Return the refusal of the same external id with other values."""
        ...


def gross(amount: Money, vat: Money) -> Money:
    """Return an amount with its VAT, or refuse two currencies, and what no account could hold."""
    if vat.currency != amount.currency:
        raise WrongCurrency(kept=amount.currency, given=vat.currency)
    if amount.minor + vat.minor > LARGEST:
        raise Invalid(errors=[{"in": "body", "pointer": "/amount", "message": "This is more than an account holds."}])
    return amount + vat


def place_of(unit: Unit, activity_id: str) -> Place:
    """Return an activity by its id, or refuse."""
    return places_named(unit, [activity_id], codes=False)[activity_id]


def places_named(unit: Unit, names: Iterable[str], *, codes: bool = True) -> dict[str, Place]:
    """Return activities by the codes or ids that name them; a code goes before an id."""
    wanted = list(names)
    named = or_(Activity.code.in_(wanted), Activity.id.in_(wanted)) if codes else Activity.id.in_(wanted)
    known = list(unit.session.scalars(select(Activity).where(named)))
    moves: dict[str, list[tuple[date, str]]] = {one.id: [] for one in known}
    moved = select(ActivityMove).where(ActivityMove.activity_id.in_(moves)).order_by(ActivityMove.since)
    for move in unit.session.scalars(moved):
        moves[move.activity_id].append((move.since, move.former))
    found = [Place(one.id, one.code, one.establishment, tuple(moves[one.id])) for one in known]
    by_name = {one.id: one for one in found} | ({one.code: one for one in found} if codes else {})
    for name in wanted:
        if name not in by_name:
            raise UnknownActivity(activity=name)
    return by_name


def record_one(unit: Unit, table: type[R], fact: Fact, **more: Any) -> R:
    """Record one fact; the same one again answers what was recorded.

    Two requests with one external id: the second waits here and finds the first one's row.
    """
    key = func.hashtextextended(f"{table.__name__}|{fact.external_id}", 17)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    return record(unit, table, [fact], **more)[0][0]


def record(unit: Unit, table: type[R], facts: Sequence[Fact], **more: Any) -> list[tuple[R, bool]]:
    """Record facts, all or none; return each row and whether it is new (told twice together, it is the first time).

    The caller holds the book, or else has locked the external id. ``more`` are columns that no comparison looks at.
    """
    ids = [fact.external_id for fact in facts]
    known = select(table).where(table.external_id.in_(ids), table.cancelled_entry.is_(None))
    rows: dict[str, R] = {row.external_id: row for row in unit.session.scalars(known)}
    fresh: dict[str, Fact] = {}
    for fact in facts:
        first = fresh.get(fact.external_id)
        said = first.columns() if first else _said_by(rows.get(fact.external_id), fact)
        if said is None:
            fresh[fact.external_id] = fact
        elif said != fact.columns():
            raise fact.differs()
    identifiers = [new_id(fact.prefix) for fact in fresh.values()]
    drafts = [fact.draft(identifier) for fact, identifier in zip(fresh.values(), identifiers, strict=True)]
    for fact, identifier, posted in zip(fresh.values(), identifiers, post(unit, drafts), strict=True):
        row = table(id=identifier, external_id=fact.external_id, entry=posted.seq, **fact.columns(), **more)  # type: ignore[call-arg]
        unit.session.add(row)
        rows[fact.external_id] = row
    return [(rows[fact.external_id], fresh.get(fact.external_id) is fact) for fact in facts]


def _said_by(row: Told | None, fact: Fact) -> dict[str, Any] | None:
    return None if row is None else {name: getattr(row, name) for name in fact.columns()}


def held(unit: Unit, table: type[R], identifier: str, what: str) -> R:
    """Return a recorded fact, locked, or refuse as not found; the book is shared first, as every posting does."""
    share_the_book(unit)
    row = unit.session.get(table, identifier, with_for_update=True)
    if row is None:
        raise NotFound(what=what, id=identifier)
    return row


def cancel(unit: Unit, row: Told, on: date | None, entries: Sequence[int]) -> list[int]:
    """Post the counter-entries of a fact and mark it as cancelled; return their places in the journal."""
    if row.cancelled_on is not None:
        raise AlreadyCancelled(id=row.id, date=row.cancelled_on)
    day = on or unit.today
    posted = post(unit, [counter_draft(unit, seq, day, row.id) for seq in entries])
    row.cancelled_on, row.cancelled_entry = day, posted[0].seq
    return [one.seq for one in posted]


def counter_draft(unit: Unit, seq: int, day: date, source: str) -> Draft:
    """Return the counter-entry of an entry, linked to it."""
    entry = unit.session.get_one(Entry, seq)
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == seq).order_by(EntryLine.number))
    lines = [DraftLine(row.account, row.amount, entry.currency, *(getattr(row, axis) for axis in AXES)) for row in rows]
    return Draft(entry.journal, day, f"Reversal of {entry.id}", mirrored(lines), entry.reference,
                 {"source": source, "reverses": entry.id}, reverses=seq)  # fmt: skip


def shown(unit: Unit, row: Told, *amounts: str, **more: Any) -> dict[str, Any]:
    """Return what the API shows of a fact: the named amounts as money, the entry by its id."""
    columns = {column.key: getattr(row, column.key) for column in row.__table__.columns}  # type: ignore[attr-defined]
    money = {name: Money(columns[name], unit.currency) for name in amounts}
    return {**columns, **money, "date": row.day, "entry": entry_id(row.entry), **more}


