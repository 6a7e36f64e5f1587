"""Tells once that a request's last day has passed."""

from __future__ import annotations

from sqlalchemy import exists, select

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from ..tables import AdviceEnding, AdviceRequest
from .asking import end_request

PORTION = 200


def expire(database: Database, clock: Clock) -> bool:
    """End the requests whose last day has passed and tell the federation; the ending itself is what is told once."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        over = exists().where(AdviceEnding.asked_by == unit.coop, AdviceEnding.request_id == AdviceRequest.id)
        passed = select(AdviceRequest).where(AdviceRequest.until < unit.today, ~over).order_by(AdviceRequest.id)
        rows = unit.session.scalars(passed.limit(PORTION).with_for_update(of=AdviceRequest, skip_locked=True)).all()
        for row in rows:
            end_request(unit, row, "expired", None, None)
    return len(rows) == PORTION


advice_expiring = Task("expiring-advice", expire, sweep=21600.0)
