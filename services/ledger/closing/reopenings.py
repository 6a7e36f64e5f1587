"""The log of what was opened again."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of

from . import contract
from .tables import Reopening


def log_reopening(unit: Unit, kind: str, period: str, reason: str) -> Reopening:
    """Write down that the acting key opens a month or a fiscal year again, and why."""
    row = Reopening(kind=kind, period=period, reason=reason, actor=unit.actor.id, reopened_at=unit.now)
    unit.session.add(row)
    unit.session.flush()
    return row


@answers(contract.list_reopenings)
def list_reopenings(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List what was opened again, in the order it was."""
    return page_of(unit.session, select(Reopening), key=[Reopening.number], limit=limit, cursor=cursor)
