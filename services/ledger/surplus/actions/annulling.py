"""Takes an allocation back whose resolution was annulled, as long as nobody was paid out of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.proposals import CannotBeUndone, EffectRow, Proposal
from services.commons.storage import Unit
from services.ledger.closing.years import held_year
from services.ledger.journal.tables import Balance, EntryLine
from services.ledger.journal.undoing import undo_entries
from services.ledger.surplus.payables import ACCOUNTS
from services.ledger.surplus.tables import Allocation, AllocationReversal

EFFECT = "allocate_surplus"


def take_back(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Post the counter-entries of an allocation; refused once a part of it was paid out."""
    year = held_year(unit, proposal.content["year"])
    allocation = unit.session.get_one(Allocation, settled.resolution_id)
    _check_unpaid(unit, allocation)
    on = date.fromisoformat(annulled["annulled_on"])
    posted = undo_entries(unit, range(allocation.entry, allocation.last_entry + 1), proposal.id, on)
    unit.session.add(
        AllocationReversal(resolution_id=settled.resolution_id, entry=posted[0].seq, last_entry=posted[-1].seq,
                           recorded_at=unit.now)
    )  # fmt: skip
    unit.session.flush()
    return {"fiscal_year": year.year, "entries": [entry.id for entry in posted]}


def _check_unpaid(unit: Unit, allocation: Allocation) -> None:
    """Refuse when somebody is owed less by now than the allocation gave."""
    given = (
        select(EntryLine.account, EntryLine.auxiliary, func.sum(-EntryLine.amount).label("amount"))
        .where(EntryLine.entry.between(allocation.entry, allocation.last_entry),
               EntryLine.account.in_(ACCOUNTS.values()), EntryLine.auxiliary.is_not(None))
        .group_by(EntryLine.account, EntryLine.auxiliary).subquery()
    )  # fmt: skip
    owed = (
        select(Balance.account, Balance.auxiliary, func.sum(Balance.credit - Balance.debit).label("amount"))
        .where(Balance.account.in_(ACCOUNTS.values())).group_by(Balance.account, Balance.auxiliary).subquery()
    )  # fmt: skip
    paid = (
        select(func.count())
        .select_from(given)
        .outerjoin(owed, (owed.c.account == given.c.account) & (owed.c.auxiliary == given.c.auxiliary))
        .where(func.coalesce(owed.c.amount, 0) < given.c.amount)
    )
    if count := int(unit.session.scalar(paid) or 0):
        why = f"{count} part(s) of the allocation were paid out; what was paid stays paid"
        raise CannotBeUndone(effect=EFFECT, why=why, paid=count)
