"""Looks after proposals that stand: one whose ground has moved is withdrawn, before anybody votes on it in vain.

A room says at once when it moves the ground of others (``reconsider``). A task reads the ground of all that stand
again from time to time, since the ground may move in more ways than rooms know of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from ..clock import Clock
from ..events.received import Event
from ..refusals import Refusal
from ..storage.database import Database
from ..storage.unit import OPERATOR, Unit
from ..tasks import Task
from .contract import ProposalEvents
from .proposals import Proposal, take_back
from .refusals import GroundChanged
from .tables import EffectRow, ProposalRow

Ground = Callable[[Unit, Proposal], dict[str, Any]]


@dataclass(frozen=True)
class Grounded:
    """How one service reads the ground of one effect."""

    events: ProposalEvents
    ground: Ground


_GROUNDS: dict[str, dict[str, Grounded]] = {}


def grounded(service: str, effect: str, found: Grounded) -> None:
    """Register how the ground of an effect is read; each effect has one owner."""
    known = _GROUNDS.setdefault(service, {})
    assert effect not in known, f"{service} carries out {effect} twice"
    known[effect] = found


def check_ground(unit: Unit, proposal: Proposal, ground: Ground) -> None:
    """Refuse when what the proposal rests on is not what it was; raise what reading it raises."""
    now = ground(unit, proposal)
    if now != proposal.ground:
        changed = sorted(key for key in {*now, *proposal.ground} if now.get(key) != proposal.ground.get(key))
        raise GroundChanged(changed=", ".join(changed))


def reconsider(unit: Unit, *effects: str) -> int:
    """Withdraw the proposals of these effects (all if none is named) whose ground has moved; return how many."""
    known = _GROUNDS.get(unit.service, {})
    spent = exists().where(EffectRow.proposal_id == ProposalRow.id, EffectRow.state.in_(("applied", "kept")))
    standing = select(ProposalRow).where(
        ProposalRow.withdrawn.is_(None), ProposalRow.effect.in_(effects or tuple(known)), ~spent
    )
    unit.session.flush()
    withdrawn = 0
    # One that is being put into effect at this moment is passed by: its own transaction reads the ground.
    rows = standing.order_by(ProposalRow.id).with_for_update(skip_locked=True)
    for row in unit.session.scalars(rows).all():
        found = known[row.effect]
        try:
            check_ground(unit, Proposal.of(row), found.ground)
        except Refusal as refusal:
            take_back(unit, found.events, row, refusal)
            withdrawn += 1
    return withdrawn


def reconsider_after(unit: Unit, event: Event) -> None:
    """Reconsider everything after an event that may have moved any ground, such as a new text of the statutes."""
    unit.rules_changed()
    reconsider(unit)


def _reconsider_all(database: Database, clock: Clock) -> bool:
    """Reconsider everything that stands, in one transaction; there is never more."""
    with database.reading() as session:
        if session.scalar(select(ProposalRow.id).where(ProposalRow.withdrawn.is_(None)).limit(1)) is None:
            return False
    with database.transaction() as session:
        reconsider(Unit(database.coop, database.service, session, clock, OPERATOR))
    return False


reconsidering = Task("proposals", _reconsider_all, sweep=600.0)
