"""Reduces the capital by losses, as an extraordinary assembly adopted it: every share bears its part, none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.money import Money, share_out
from services.commons.proposals import Proposal, carries_out, propose
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.leaving import cancel_who_left
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.restoring import restore_capital
from services.ledger.capital.tables import Movement, Subscription
from services.ledger.contract import proposals
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, DraftLine, credit, debit
from services.ledger.reports.balances import balances_on
from services.voting.polls.contract import resolution_adopted, resolution_annulled

PAID_UP_CAPITAL, LOSSES_BROUGHT_FORWARD, LOSS = "1013", "119", "129"


@answers(contract.propose_reduction)
def propose_reduction(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Propose a reduction of the capital by no more than the losses of the books."""
    hold_the_book(unit)
    amount = body["amount"]
    losses, (called, paid_up) = sum(losses_now(unit).values()), _capital(unit)
    currency = unit.currency
    for what, bound in (("losses", losses), ("paid-up capital", paid_up)):
        if amount.currency != currency or amount.minor > bound:
            raise contract.ReductionExceeds(amount=amount, what=what, bound=Money(bound, currency))
    content = {"amount": amount.minor, "losses": losses}
    summary = f"Reduction of the capital by losses: {amount} {currency}"
    row = propose(unit, proposals, "reduce_capital", content, _ground(unit), summary=summary, assembly="extraordinary")
    return {
        "id": row.id, "digest": row.digest, "amount": amount, "losses": Money(losses, currency),
        "capital_before": Money(called, currency), "capital_after": Money(called - amount.minor, currency),
    }  # fmt: skip


def _ground(unit: Unit) -> dict[str, Any]:
    """Name what a reduction rests on: the losses that it covers. Shares subscribed since bear their part."""
    return {"losses": losses_now(unit)}


def _ground_now(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    hold_the_book(unit)
    return _ground(unit)


@carries_out(
    resolution_adopted, effect="reduce_capital", events=proposals, ground=_ground_now, annulled=resolution_annulled,
    undo=restore_capital,
)
def reduce_capital(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Reduce the capital on the assembly's day: D 1013 / C 119, 129; pro rata to paid-up capital, largest remainder."""
    cancel_who_left(unit)
    amount = int(proposal.content["amount"])
    held = select(Subscription).where(Subscription.paid_up > 0).order_by(Subscription.id).with_for_update()
    rows = {row.id: row for row in unit.session.scalars(held.execution_options(populate_existing=True))}
    paid_up = sum(row.paid_up for row in rows.values())
    money = Money(amount, unit.currency)
    if amount > paid_up:
        raise contract.ReductionExceeds(amount=money, what="paid-up capital", bound=Money(paid_up, unit.currency))
    parts = share_out(amount, {identifier: row.paid_up for identifier, row in rows.items()})
    on = _day(unit, date.fromisoformat(adopted["adopted_on"]), rows)
    draft = Draft(
        "capital", on, "Reduction of the capital by losses",
        (debit(PAID_UP_CAPITAL, money), *against_losses(unit, money)), reference=adopted["resolution_id"],
        metadata={"source": proposal.id},
    )  # fmt: skip
    entry = post(unit, [draft])[0]
    moves = []
    for identifier, part in parts.items():
        row = rows[identifier]
        if part:
            row.called -= part
            row.paid_up -= part
            moves.append(Move("loss_reduction", row.member_id, on, "loss", amount=-part, called=-part, paid=-part,
                              unit_price=row.unit_price, subscription_id=row.id, share_type=row.share_type,
                              reference=adopted["resolution_id"], entry=entry.seq))  # fmt: skip
    numbers = write_movements(unit, moves)
    unit.emit(contract.capital_reduced, "capital", {
        "resolution_id": adopted["resolution_id"], "amount": money, "capital": Money(_capital(unit)[0], unit.currency),
        "reduced_on": on,
    })  # fmt: skip
    return {"entries": [entry.id], "movements": [numbers[0]["number"], numbers[-1]["number"]]}


def _day(unit: Unit, adopted_on: date, rows: dict[str, Subscription]) -> date:
    """Return the assembly's day, or a later one on which shares moved before word of the resolution came."""
    last = select(func.max(Movement.effective_on)).where(Movement.subscription_id.in_(rows))
    moved = unit.session.scalar(last)
    return adopted_on if moved is None else max(adopted_on, moved)


def against_losses(unit: Unit, money: Money) -> list[DraftLine]:
    """Return the lines that write an amount off the losses: off 119 as far as it goes, then off 129, then 119 again."""
    left, lines = money.minor, []
    for account, loss in losses_now(unit).items():
        if part := min(left, loss):
            lines.append(credit(account, Money(part, money.currency)))
            left -= part
    if left:
        lines.append(credit(LOSSES_BROUGHT_FORWARD, Money(left, money.currency)))
    return lines


def losses_now(unit: Unit) -> dict[str, int]:
    """Return the losses that the books carry today, by account, in minor units."""
    balances = balances_on(unit.session, date.max)
    found = {}
    for account in (LOSSES_BROUGHT_FORWARD, LOSS):
        debited, credited = balances.get(account, (0, 0))
        if debited > credited:
            found[account] = debited - credited
    return found


def _capital(unit: Unit) -> tuple[int, int]:
    sums = select(func.coalesce(func.sum(Subscription.called), 0), func.coalesce(func.sum(Subscription.paid_up), 0))
    unit.session.flush()
    called, paid_up = unit.session.execute(sums).one()
    return int(called), int(paid_up)
