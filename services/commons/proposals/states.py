"""Where a proposal stands: still to be voted, withdrawn, or what became of the resolution that decided it."""

from __future__ import annotations

from sqlalchemy import select

from ..storage.unit import Unit
from .tables import EffectRow, ProposalRow


def state_of(unit: Unit, row: ProposalRow) -> tuple[str, EffectRow | None]:
    """Return ``standing``, ``withdrawn`` or the state of its effect, and the latest effect if there is one.

    An effect that was refused or undone leaves the proposal standing, unless it was withdrawn; the effect is shown.
    """
    effects = select(EffectRow).where(EffectRow.proposal_id == row.id)
    latest = unit.session.scalars(
        effects.order_by(EffectRow.settled_at.desc(), EffectRow.resolution_id.desc()).limit(1)
    ).first()
    if latest is not None and latest.state in ("applied", "kept"):
        return latest.state, latest
    if row.withdrawn is not None:
        return (latest.state if latest else "withdrawn"), latest
    return "standing", latest
