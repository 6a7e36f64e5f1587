"""Two-phase entries: made and held back, then posted or voided; whatever is neither in time expires.

An entry expires by the clock that the unit carries: reads show it so at once, and the row follows at the next sweep.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, exists, insert, or_, select

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE, Clock
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Database, Listed, Unit, page_of
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .contract import pending as contract
from .pending_tables import PendingEntry, PendingLine
from .posting import checked, post, share_the_book
from .reading import drafted
from .rules import Attached, Draft
from .shapes import AXES
from .showing import drafted_line, lines_shown, posted_shown
from .tables import entry_id

LONGEST = timedelta(days=366)
SWEPT_AT_ONCE = 200


@answers(contract.make_pending_entry)
def make_pending_entry(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Hold an entry that could be posted today back until it is settled, and reserve what it would draw."""
    expires_at = (body.get("expires_at") or _end_of(body["expires_on"])).astimezone(UTC)
    if not unit.now < expires_at <= unit.now + LONGEST:
        raise contract.ExpiryPassed(now=unit.now, latest=unit.now + LONGEST, given=expires_at)
    draft = drafted(body)
    checked(unit, [draft], by_hand=True)
    sweep(unit)
    row = PendingEntry(
        id=new_id("pen"), state="pending", journal=draft.journal, day=draft.day, label=draft.label,
        reference=draft.reference, currency=unit.currency, details=draft.metadata,
        attachments=[one._asdict() for one in draft.attachments], expires_at=expires_at, recorded_at=unit.now,
        settled_at=None, entry=None,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.session.execute(insert(PendingLine), [
        {"pending": row.id, "number": number, "account": line.account, "amount": line.amount,
         **{axis: getattr(line, axis) for axis in AXES}}
        for number, line in enumerate(draft.lines, 1)
    ])  # fmt: skip
    return _shown(unit, [row])[0]


@answers(contract.post_pending_entry)
def post_pending_entry(unit: Unit, pending_entry_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post a pending entry: what it reserved is free, and drawn, in one transaction."""
    row = _to_settle(unit, pending_entry_id)
    draft = _drafts(unit, [row])[row.id]._replace(day=body["date"] or row.day)
    row.state, row.settled_at, row.entry = "posted", unit.now, 0  # first, so that its own reservation does not count
    unit.session.flush()
    draft = draft._replace(metadata={**draft.metadata, "pending_entry": row.id})
    posted = post(unit, [draft], by_hand=True)[0]
    row.entry = posted.seq
    _tell(unit, row)
    return posted_shown(draft, posted, unit.now)


@answers(contract.void_pending_entry)
def void_pending_entry(unit: Unit, pending_entry_id: str) -> dict[str, Any]:
    """Void a pending entry; what it reserved is free again."""
    row = _to_settle(unit, pending_entry_id)
    row.state, row.settled_at = "voided", unit.now
    _tell(unit, row)
    return _shown(unit, [row])[0]


@answers(contract.get_pending_entry)
def get_pending_entry(unit: Unit, pending_entry_id: str) -> dict[str, Any]:
    """Show a pending entry as it stands now."""
    row = unit.session.get(PendingEntry, pending_entry_id)
    if row is None:
        raise NotFound(what="pending entry", id=pending_entry_id)
    return _shown(unit, [row])[0]


@answers(contract.list_pending_entries)
def list_pending_entries(
    unit: Unit, state: str | None, account: str | None, limit: int, cursor: str | None
) -> Listed:
    """List pending entries in the order they were made."""
    found = select(PendingEntry)
    over = and_(PendingEntry.state == "pending", PendingEntry.expires_at <= unit.now)
    if state == "pending":
        found = found.where(PendingEntry.state == "pending", PendingEntry.expires_at > unit.now)
    elif state is not None:
        found = found.where(or_(PendingEntry.state == state, over) if state == "expired" else
                            PendingEntry.state == state)  # fmt: skip
    if account is not None:
        found = found.where(PendingEntry.id.in_(select(PendingLine.pending).where(PendingLine.account == account)))
    page = page_of(unit.session, found, key=[PendingEntry.id], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


def sweep(unit: Unit) -> int:
    """Settle what has expired meanwhile and tell it; return how many. What somebody else settles is left to him."""
    over = (
        select(PendingEntry).where(PendingEntry.state == "pending", PendingEntry.expires_at <= unit.now)
        .order_by(PendingEntry.expires_at).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    )  # fmt: skip
    rows = unit.session.scalars(over).all()
    for row in rows:
        row.state, row.settled_at = "expired", row.expires_at
        _tell(unit, row)
    unit.session.flush()
    return len(rows)


def expire(database: Database, clock: Clock) -> bool:
    """Sweep one cooperative's pending entries; return whether there may be more."""
    over = select(exists().where(PendingEntry.state == "pending", PendingEntry.expires_at <= clock()))
    with database.reading() as session:
        if not session.scalar(over):
            return False
    with database.transaction() as session:
        return sweep(Unit(database.coop, database.service, session, clock, OPERATOR)) == SWEPT_AT_ONCE


expiring = Task("pending-entries", expire)


def _to_settle(unit: Unit, identifier: str) -> PendingEntry:
    """Return a pending entry, locked, that is still to be settled; refuse one that is not."""
    share_the_book(unit)
    row = unit.session.get(PendingEntry, identifier, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(what="pending entry", id=identifier)
    state = _state(row, unit.now)
    if state != "pending":
        raise contract.PendingEntrySettled(
            pending_entry=identifier, state=state, entry=entry_id(row.entry) if row.entry else None
        )
    return row


def _state(row: PendingEntry, now: datetime) -> str:
    return "expired" if row.state == "pending" and row.expires_at <= now else row.state


def _tell(unit: Unit, row: PendingEntry) -> None:
    entry = entry_id(row.entry) if row.entry else None
    data = {"pending_entry_id": row.id, "state": row.state, "entry_id": entry}
    unit.emit(contract.pending_entry_settled, f"pending-entries/{row.id}", data)


def _end_of(day: date) -> datetime:
    """Return the moment at which a day is over, where the cooperative's law is."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LEGAL_ZONE)


def _drafts(unit: Unit, rows: Any) -> dict[str, Draft]:
    """Return the entries as they would be posted."""
    lines: dict[str, list[PendingLine]] = {row.id: [] for row in rows}
    found = select(PendingLine).where(PendingLine.pending.in_(lines)).order_by(PendingLine.pending, PendingLine.number)
    for line in unit.session.scalars(found):
        lines[line.pending].append(line)
    return {
        row.id: Draft(
            row.journal, row.day, row.label, tuple(drafted_line(line, row.currency) for line in lines[row.id]),
            row.reference, row.details, attachments=tuple(Attached(**one) for one in row.attachments),
        )
        for row in rows
    }  # fmt: skip


def _shown(unit: Unit, rows: Any) -> list[dict[str, Any]]:
    drafts = _drafts(unit, rows)
    return [
        {
            "id": row.id, "state": _state(row, unit.now), "journal": row.journal, "date": row.day, "label": row.label,
            "reference": row.reference, "metadata": row.details, "lines": lines_shown(drafts[row.id].lines),
            "attachments": row.attachments, "expires_at": row.expires_at, "recorded_at": row.recorded_at,
            "settled_at": row.settled_at or (row.expires_at if _state(row, unit.now) == "expired" else None),
            "entry_id": entry_id(row.entry) if row.entry else None,
        }
        for row in rows
    ]  # fmt: skip
