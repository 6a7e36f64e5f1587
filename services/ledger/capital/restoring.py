"""Gives back what a vote that was annulled had taken from the share register.

A reduction by losses is restored as long as none of the shares that bore it have moved since. The shares of who was
excluded are restored as long as they were not valued; after that they are repaid, and subscribed anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.tables import Movement, Redemption, Subscription
from services.ledger.journal.posting import hold_the_book
from services.ledger.journal.tables import Entry
from services.ledger.journal.undoing import undo_entries
from services.membership.register.contract import departure_annulled

# What may have happened to shares since without touching what a reduction took from them.
HARMLESS = ("payment", "payment_return")


def restore_capital(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Give every share its part back: D 119, 129 / C 1013, on the day of the annulment."""
    hold_the_book(unit)
    taken = list(unit.session.scalars(
        select(Movement).where(Movement.kind == "loss_reduction", Movement.reference == settled.resolution_id)
        .order_by(Movement.number)
    ))  # fmt: skip
    rows = _unmoved(unit, taken)
    entry = taken[0].entry
    assert entry is not None, "a reduction is booked"
    counter = undo_entries(unit, [entry], proposal.id, date.fromisoformat(annulled["annulled_on"]))[0]
    on = _booked_on(unit, counter.seq)
    moves = []
    for one in taken:
        row, part = rows[str(one.subscription_id)], -one.called
        row.called += part
        row.paid_up += part
        moves.append(Move("loss_restoration", row.member_id, on, "loss", amount=part, called=part, paid=part,
                          unit_price=row.unit_price, subscription_id=row.id, share_type=row.share_type,
                          reference=settled.resolution_id, entry=counter.seq))  # fmt: skip
    numbers = write_movements(unit, moves)
    capital = select(func.coalesce(func.sum(Subscription.called), 0))
    unit.emit(contract.capital_restored, "capital", {
        "resolution_id": settled.resolution_id, "amount": Money(sum(-one.called for one in taken), unit.currency),
        "capital": Money(int(unit.session.scalar(capital) or 0), unit.currency), "restored_on": on,
    })  # fmt: skip
    return {"entries": [counter.id], "movements": [numbers[0]["number"], numbers[-1]["number"]]}


def _unmoved(unit: Unit, taken: list[Movement]) -> dict[str, Subscription]:
    """Return the subscriptions that bore a reduction, locked; refuse when one of them has moved since."""
    ids = [one.subscription_id for one in taken]
    moved = select(func.count(func.distinct(Movement.subscription_id))).where(
        Movement.subscription_id.in_(ids), Movement.number > taken[-1].number, Movement.kind.not_in(HARMLESS)
    )
    if count := int(unit.session.scalar(moved) or 0):
        why = f"{count} subscription(s) that bore the reduction have moved since"
        raise CannotBeUndone(effect="reduce_capital", why=why, subscriptions=count)
    found = select(Subscription).where(Subscription.id.in_(ids)).order_by(Subscription.id).with_for_update()
    return {row.id: row for row in unit.session.scalars(found.execution_options(populate_existing=True))}


@follows(departure_annulled)
def restore_shares(unit: Unit, event: Event) -> None:
    """Give the shares back that an annulled exclusion had cancelled, unless they were valued: then they are repaid."""
    hold_the_book(unit)
    # Where nothing was paid up, nothing was valued: such a redemption is over at once, and still comes back.
    unvalued = Redemption.state.in_(("requested", "cancelled")) | (Redemption.state == "redeemed") & (
        Redemption.nominal == 0
    )
    found = select(Redemption).where(
        Redemption.member_id == event.data["member_id"], unvalued,
        Redemption.left_on == date.fromisoformat(event.data["left_on"]),
    )  # fmt: skip
    row = unit.session.scalar(found.with_for_update())
    if row is None:
        return
    count = _uncancel(unit, row) if row.cancelled_on is not None else 0
    row.state, row.nominal, row.unpaid, row.loss, row.valued_on = "annulled", 0, 0, None, None
    unit.session.flush()
    unit.emit(contract.shares_restored, f"members/{row.member_id}", {
        "member_id": row.member_id, "redemption_id": row.id, "count": count,
    })  # fmt: skip


def _uncancel(unit: Unit, redemption: Redemption) -> int:
    """Put the shares back where they were: D 4567 / C 1013, D 4562 / C 1012; return how many."""
    taken = list(unit.session.scalars(
        select(Movement).where(Movement.kind == "cancellation", Movement.redemption_id == redemption.id)
        .order_by(Movement.number)
    ))  # fmt: skip
    entry = next((one.entry for one in taken if one.entry is not None), None)
    counter = undo_entries(unit, [entry], redemption.id, unit.today)[0].seq if entry is not None else None
    moves = []
    for one in taken:
        row = unit.session.get_one(Subscription, one.subscription_id, with_for_update=True, populate_existing=True)
        row.held, row.called, row.paid_up = row.held - one.shares, row.called - one.called, row.paid_up - one.paid
        moves.append(Move("cancellation_return", one.member_id, unit.today, one.reason, count=-one.count,
                          amount=-one.amount, called=-one.called, paid=-one.paid, owed=-one.owed,
                          unit_price=one.unit_price, subscription_id=one.subscription_id,
                          redemption_id=redemption.id, share_type=one.share_type, entry=counter))  # fmt: skip
    write_movements(unit, moves)
    return -sum(one.count for one in taken)


def _booked_on(unit: Unit, seq: int) -> date:
    return unit.session.get_one(Entry, seq).day
