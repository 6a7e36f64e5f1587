"""Pays for redeemed shares: in instalments, and never so that the capital falls below its floor.

What is cancelled and not repaid yet still stands for capital. While the capital is below its floor, only what goes
beyond the floor may be paid, and who is due first goes first: by the day due, the day asked, the id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.levels import Floor
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.payments import Paid
from services.ledger.capital.redemptions import locked_redemption, need_state, redemptions_shown
from services.ledger.capital.tables import Instalment, Redemption
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit

TO_REPAY = "4567"


@dataclass(frozen=True)
class DueRepayment:
    """What is still to be paid of an instalment."""

    redemption_id: str
    number: int
    member_id: str
    amount: Money
    due_on: date


def queue(unit: Unit) -> list[DueRepayment]:
    """Return all that is scheduled and not paid, in the order in which it is paid."""
    rows = unit.session.execute(
        select(Instalment, Redemption.member_id).join(Redemption, Redemption.id == Instalment.redemption_id)
        .where(Instalment.paid < Instalment.amount)
        .order_by(Instalment.due_on, Redemption.requested_on, Instalment.redemption_id, Instalment.number)
    )  # fmt: skip
    return [
        DueRepayment(one.redemption_id, one.number, member, Money(one.amount - one.paid, unit.currency), one.due_on)
        for one, member in rows
    ]


def due_redemptions(unit: Unit, day: date) -> list[DueRepayment]:
    """Return the instalments that are due on a day and may be paid: what credit transfers are made for."""
    left = Floor(unit)
    found, payable = [], left.payable
    for one in queue(unit):
        if one.due_on > day or one.amount.minor > payable:
            break  # who comes later waits with whom the floor holds back
        found.append(one)
        payable -= one.amount.minor
    return found


@answers(contract.pay_redemption)
def pay(unit: Unit, redemption_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Pay for shares what is asked, or what is due; the next instalment if nothing is due yet."""
    row = locked_redemption(unit, redemption_id)
    need_state(row, "scheduled")
    on = body["paid_on"] or unit.today
    amount = body["amount"] or _next(unit, row, on)
    pay_redemption(unit, row, Paid(amount, on, body["account"], body["reference"]))
    return redemptions_shown(unit, [row])[0]


def _next(unit: Unit, row: Redemption, on: date) -> Money:
    own = [one for one in queue(unit) if one.redemption_id == row.id]
    due = [one.amount for one in own if one.due_on <= on] or [own[0].amount]
    return sum(due[1:], due[0])


def pay_redemption(unit: Unit, row: Redemption, paid: Paid) -> int:
    """Pay for shares (a redemption got by ``locked_redemption``): D 4567 / C 512, oldest instalments first.

    Returns the place of the entry.
    Raises RedemptionInWrongState, RedemptionOverpaid, RedemptionsWait (the floor), MovementBackdated.
    """
    need_state(row, "scheduled")
    assert row.cancelled_on is not None
    if paid.on < row.cancelled_on:
        raise contract.MovementBackdated(on=paid.on, earliest=row.cancelled_on)
    amount, outstanding = paid.amount.minor, row.value - row.paid
    if paid.amount.currency == unit.currency and amount > outstanding:
        raise contract.RedemptionOverpaid(
            redemption_id=row.id, outstanding=Money(outstanding, unit.currency), amount=paid.amount
        )
    _check_floor(unit, row, paid.amount)
    draft = Draft(
        "capital", paid.on, f"Repayment of shares, redemption {row.id}",
        (debit(TO_REPAY, paid.amount, auxiliary=row.member_id), credit(paid.account, paid.amount)),
        reference=paid.reference, metadata={"source": row.id},
    )  # fmt: skip
    entry = post(unit, [draft])[0]
    _settle(unit, row, amount)
    write_movements(unit, [
        Move("redemption", row.member_id, paid.on, row.reason, amount=-amount, owed=-amount, redemption_id=row.id,
             reference=paid.reference, entry=entry.seq)
    ])  # fmt: skip
    unit.emit(contract.shares_redeemed, f"members/{row.member_id}", {
        "member_id": row.member_id, "redemption_id": row.id, "amount": paid.amount,
        "paid": Money(row.paid, unit.currency), "value": Money(row.value, unit.currency),
        "fully_paid": row.state == "redeemed",
    })  # fmt: skip
    return entry.seq


def _settle(unit: Unit, row: Redemption, amount: int) -> None:
    own = select(Instalment).where(Instalment.redemption_id == row.id, Instalment.paid < Instalment.amount)
    left = amount
    for one in unit.session.scalars(own.order_by(Instalment.number)).all():
        part = min(left, one.amount - one.paid)
        one.paid += part
        left -= part
    row.paid += amount
    row.state = "redeemed" if row.paid == row.value else row.state
    unit.session.flush()


def _check_floor(unit: Unit, row: Redemption, amount: Money) -> None:
    """Refuse what would take the capital below its floor, or before others who are due first, while it binds."""
    floor = Floor(unit)
    if not floor.binds:
        return
    ahead = own = 0
    for one in queue(unit):
        if one.redemption_id == row.id:
            own += one.amount.minor
            if own >= amount.minor:
                break
        else:
            ahead += one.amount.minor
    payable = max(0, floor.payable - ahead)
    if amount.minor > payable:
        raise contract.RedemptionsWait(
            article=floor.rule.article, amount=amount, payable=Money(payable, unit.currency),
            floor=Money(floor.least, unit.currency),
        )  # fmt: skip
