"""The head of the chain: who has kept one can prove later that nothing before it was changed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.commons.storage import Unit
from services.ledger.closing.refusals import ChainBehind
from services.ledger.journal.tables import entry_id
from services.ledger.reports.contract import disclosure_published

from .chain import genesis
from .sealing import BATCH, SEALER, last_drawn, seal_batch, unchained
from .tables import Link

FIGURE = "ledger.head"
# What a closing chains by itself, within a request; more is left to the sealer.
MOST = 50 * BATCH


class Head(NamedTuple):
    """The last position of the chain: 0, with a hash of the cooperative's own, while no entry is chained."""

    position: int
    entry: str | None
    hash: str
    sealed_at: datetime | None


def head_of(session: Session, coop: str) -> Head:
    """Return the head of the chain as it stands."""
    last = session.scalar(select(Link).order_by(Link.position.desc()).limit(1))
    if last is None:
        return Head(0, None, genesis(coop), None)
    return Head(last.position, entry_id(last.entry), last.hash, last.sealed_at)


def head_of_all(unit: Unit) -> Head:
    """Chain every entry that was posted and return the head; the book must be held, so that none is under way.

    Refuses when too many wait, for that takes the sealer a while.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock(SEALER)))
    if unchained(unit.session, MOST + 1) > MOST:
        raise ChainBehind(most=MOST)
    settled = last_drawn(unit.session)
    while seal_batch(unit.session, unit.coop, unit.now, settled) == BATCH:
        pass
    return head_of(unit.session, unit.coop)


def disclose_head(unit: Unit, head: Head) -> bool:
    """Publish a head to the federation if the statutes disclose ``ledger.head``; say whether they do."""
    if FIGURE not in unit.rules.statutes("disclosures", []).value:
        return False
    told = {"figure": FIGURE, "value": f"{head.position}:{head.hash}", "unit": "chain", "as_of": unit.today}
    unit.emit(disclosure_published, f"figures/{FIGURE}", told)
    return True
