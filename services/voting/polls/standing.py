"""Who stands in a poll, in order."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.polls.tables import Candidate


def candidates_of(unit: Unit, poll_id: str) -> list[Candidate]:
    """Return the candidates of a poll in their order, withdrawn ones included."""
    rows = select(Candidate).where(Candidate.poll_id == poll_id).order_by(Candidate.position)
    return list(unit.session.scalars(rows))


def standing_candidates(unit: Unit, poll_id: str) -> list[str]:
    """Return the candidates of a poll in their order, without those who withdrew."""
    return [one.member_id for one in candidates_of(unit, poll_id) if one.withdrawn_at is None]
