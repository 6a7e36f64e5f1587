"""Ends the mandates of an election that was annulled; what their holders did until then stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.proposals import EffectRow, Proposal
from services.commons.storage import Unit

from ..bodies import lock_body
from ..tables import Mandate
from .mandates import end


def end_annulled(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """End every mandate of the resolution that still runs, with the day before its annulment.

    The seats are vacant from the day of the annulment on. Who would have taken a seat later never does.
    """
    lock_body(unit, proposal.content["body"])
    last_day = date.fromisoformat(annulled["annulled_on"]) - timedelta(days=1)
    running = select(Mandate).where(
        Mandate.resolution_id == settled.resolution_id, Mandate.ended_on.is_(None), Mandate.ends_on > last_day
    )
    ended = []
    for mandate in unit.session.scalars(running.order_by(Mandate.id).with_for_update()).all():
        end(unit, mandate, max(last_day, mandate.started_on - timedelta(days=1)), "annulled")
        ended.append(mandate.id)
    return {"ended": ended}
