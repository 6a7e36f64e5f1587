"""Lists the proposals of a service, each with the resolutions that put it into effect or should have."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import exists, select

from ..storage.paging import Listed, page_of
from ..storage.unit import Unit
from .tables import EffectRow, ProposalRow


def list_proposals(unit: Unit, effect: str | None, state: str | None, limit: int, cursor: str | None) -> Listed:
    """List proposals, the oldest first."""
    rows = select(ProposalRow)
    if effect is not None:
        rows = rows.where(ProposalRow.effect == effect)
    settled = exists().where(EffectRow.proposal_id == ProposalRow.id)
    if state == "withdrawn":
        rows = rows.where(ProposalRow.withdrawn.is_not(None))
    elif state == "standing":
        spent = settled.where(EffectRow.state.in_(("applied", "kept")))
        rows = rows.where(ProposalRow.withdrawn.is_(None), ~spent)
    elif state is not None:
        rows = rows.where(settled.where(EffectRow.state == state))
    page = page_of(unit.session, rows, key=[ProposalRow.id], limit=limit, cursor=cursor)
    effects: dict[str, list[Any]] = defaultdict(list)
    found = select(EffectRow).where(EffectRow.proposal_id.in_([row.id for row in page.data]))
    for one in unit.session.scalars(found.order_by(EffectRow.settled_at, EffectRow.resolution_id)):
        effects[one.proposal_id].append(one)
    columns = ("id", "effect", "digest", "summary", "assembly", "about_person", "made_at", "withdrawn")
    return Listed(
        [{**{name: getattr(row, name) for name in columns}, "effects": effects[row.id]} for row in page.data],
        page.next_cursor,
    )
