"""Takes over that members approved the accounts of an arrived year, before there was anyone here to vote on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import Invalid
from services.commons.storage import Unit
from services.ledger.closing.refusals import YearInWrongState, YearNotEnded
from services.ledger.closing.years import closing_lines, held_year, need_earlier_closed, year_shown
from services.ledger.journal.posting import post
from services.ledger.journal.rules import CLOSING, Draft
from services.ledger.journal.tables import Entry, FiscalYear
from services.ledger.reports.balances import books_digest, result_of

from . import contract
from .refusals import NothingArrived
from .tables import Arrival


@answers(contract.take_over_approval)
def take_over_approval(unit: Unit, year: str, body: dict[str, Any]) -> dict[str, Any]:
    """Approve a year as its own assembly did, and close its result; nobody here can vote on it a second time.

    Only a year that arrived as a whole: what was posted here is approved by a resolution.
    """
    row = held_year(unit, year)
    if unit.today <= row.ends_on:
        raise YearNotEnded(year=row.year, ends_on=row.ends_on)
    if row.state != "open":
        raise YearInWrongState(year=row.year, state=row.state, needed="open")
    if not row.ends_on < body["approved_on"] <= unit.today:
        message = f"The accounts were approved between the end of {row.year} and today."
        raise Invalid(errors=[{"in": "body", "pointer": "/approved_on", "message": message}])
    arrival = _arrived(unit, row)
    need_earlier_closed(unit, row)
    row.result = sum(result_of(unit.session, row.year).values())
    row.digest = books_digest(unit.session, row.ends_on)
    if lines := closing_lines(unit, row):
        draft = Draft(
            CLOSING, row.ends_on, f"Closing of the result of {row.year}", lines, body["reference"],
            {"source": arrival, "approved_on": body["approved_on"].isoformat()},
        )  # fmt: skip
        post(unit, [draft], closing=True)
    row.state, row.drawn_up_at, row.approved_at = "approved", unit.now, unit.now
    told = {"year": row.year, "result": year_shown(unit, row)["result"], "digest": row.digest, "resolution_id": None}
    unit.emit(contract.accounts_approved, f"fiscal-years/{row.year}", told)
    return year_shown(unit, row)


def _arrived(unit: Unit, row: FiscalYear) -> str:
    """Return the arrival that a year's entries came with; refuse a year that has entries of its own, or none."""
    source = Entry.details["source"].astext
    arrived = select(Arrival.id)
    own = select(func.count()).where(Entry.year == row.year, func.coalesce(source, "").not_in(arrived))
    last = unit.session.scalar(select(func.max(source)).where(Entry.year == row.year, source.in_(arrived)))
    count = unit.session.scalar(own) or 0
    if count or last is None:
        raise NothingArrived(year=row.year, own=count)
    return str(last)
