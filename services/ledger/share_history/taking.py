"""The four kinds of movement of a history, written into the register without entries.

Invariants are those of the register (services/ledger/capital/tables.py): nobody gives what is not held, nothing is paid
beyond what is due, and what was moved on a day is not moved before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract as capital
from services.ledger.capital.leaving import year_of
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.payments import Paid, check_outstanding, paid_up_told, payment_move
from services.ledger.capital.share_types import share_type
from services.ledger.capital.subscriptions import shares_held
from services.ledger.capital.tables import Member, Redemption, Subscription
from services.ledger.capital.taking import holdings, paid_pieces
from services.ledger.capital.transfers import pieces_got, write_pairs

from .contract import ShareHistoryDiffers


@dataclass(frozen=True)
class Moved:
    """A line of the history: who, whom to, how many, when, why; ``rules_of`` is the day of its statutes."""

    member: Member
    taker: Member | None
    count: int
    on: date
    signed_on: date | None
    price: Money | None
    amount: Money | None
    share_type: str | None
    reason: str | None
    reference: str | None
    rules_of: date


def subscribe(unit: Unit, moved: Moved) -> str:
    """Enter shares that were subscribed at the price of their day."""
    kind = share_type(unit, moved.share_type, moved.rules_of)
    price = moved.price or kind.nominal
    amount = price * moved.count
    _check_amount(moved, amount)
    held = shares_held(unit, [moved.member.id])[moved.member.id]
    row = Subscription(
        id=new_id("sub"), member_id=moved.member.id, share_type=kind.slug, origin="subscription", count=moved.count,
        unit_price=price.minor, amount=amount.minor, paid=0, held=moved.count, called=amount.minor, paid_up=0,
        subscribed_on=moved.on, reason=moved.reason or ("increase" if held else "joining"), entry=None,
    )  # fmt: skip
    unit.session.add(row)
    _write(unit, moved, [Move(
        "subscription", row.member_id, moved.on, row.reason, count=row.count, amount=row.amount,
        unit_price=row.unit_price, called=row.amount, subscription_id=row.id, share_type=row.share_type,
    )])  # fmt: skip
    unit.emit(capital.shares_subscribed, f"members/{row.member_id}", {
        "member_id": row.member_id, "subscription_id": row.id, "count": row.count, "amount": amount,
    })  # fmt: skip
    return row.id


def pay(unit: Unit, moved: Moved) -> str:
    """Enter a payment on what the member owes for shares, the oldest first; refuse more than is owed."""
    assert moved.amount is not None
    owing = [one for one in holdings(unit, moved.member.id) if one.outstanding and one.subscribed_on <= moved.on]
    left, subject, moves, told = moved.amount.minor, moved.member.id, [], []
    held = shares_held(unit, [moved.member.id])[moved.member.id]
    for row in owing:
        part = min(left, row.outstanding)
        if not part:
            break
        paid = Paid(Money(part, unit.currency), moved.on, reference=moved.reference)
        shown = {name: getattr(row, name) for name in ("id", "member_id", "unit_price", "reason", "share_type")}
        moves.append(payment_move(shown, paid))
        row.paid += part
        row.paid_up += part
        left, subject = left - part, row.id
        told.append((row.id, Money(row.paid, unit.currency), Money(row.amount, unit.currency)))
    if left:
        owed = moved.amount.minor - left
        check_outstanding(unit, subject, owed, Paid(moved.amount, moved.on))
    _write(unit, moved, moves)
    for row_id, so_far, amount in told:
        unit.emit(*paid_up_told(moved.member.id, row_id, so_far, amount, held))
    return subject


def transfer(unit: Unit, moved: Moved) -> str:
    """Enter fully paid shares that went from one to another, the oldest first."""
    assert moved.taker is not None
    pieces = paid_pieces(unit, moved.member.id, moved.share_type, moved.count, moved.on)
    amount = Money(sum(piece.called for piece in pieces), unit.currency)
    _check_amount(moved, amount)
    rows = pieces_got(pieces, moved.taker.id, moved.on)
    write_pairs(unit, pieces, rows, ("transfer_out", "transfer_in"), None, moved.signed_on or moved.on, moved.reference)
    unit.emit(capital.shares_transferred, f"members/{moved.member.id}", {
        "member_id": moved.member.id, "to_member_id": moved.taker.id, "count": moved.count, "amount": amount,
        "subscription_ids": [row.id for row in rows],
    })  # fmt: skip
    held = shares_held(unit, [moved.taker.id])[moved.taker.id]
    for row in rows:
        if row.paid:
            paid = Money(row.paid, unit.currency)
            unit.emit(*paid_up_told(moved.taker.id, row.id, paid, paid, held))
    return rows[0].id


def redeem(unit: Unit, moved: Moved) -> str:
    """Enter shares that were cancelled and repaid; what was repaid below their nominal value was lost."""
    pieces = paid_pieces(unit, moved.member.id, moved.share_type, moved.count, moved.on)
    nominal = Money(sum(piece.paid_up for piece in pieces), unit.currency)
    repaid = nominal if moved.amount is None else moved.amount
    if repaid.minor > nominal.minor:
        raise ShareHistoryDiffers(what="The repayment", said=repaid, found=nominal)
    loss = nominal.minor - repaid.minor
    reason = moved.reason or ("resignation" if moved.member.left_on else "partial")
    row = Redemption(
        id=new_id("red"), member_id=moved.member.id, state="redeemed", reason=reason, count=moved.count,
        requested_on=moved.signed_on or moved.on, left_on=None, cancelled_on=moved.on, year=year_of(unit, moved.on),
        nominal=nominal.minor, unpaid=0, loss=loss, valued_on=moved.on, paid=repaid.minor,
    )  # fmt: skip
    unit.session.add(row)
    moves = [replace(piece.move("cancellation", moved.on, reason), owed=piece.paid_up) for piece in pieces]
    for piece in pieces:
        piece.leaves()
    for kind, part in (("loss_reduction", loss), ("redemption", repaid.minor)):
        if part:
            moves.append(Move(kind, moved.member.id, moved.on, reason, amount=-part, owed=-part))
    _write(unit, moved, [replace(one, redemption_id=row.id) for one in moves])
    _tell_redeemed(unit, row, nominal, repaid)
    return row.id


def _tell_redeemed(unit: Unit, row: Redemption, nominal: Money, repaid: Money) -> None:
    who = {"member_id": row.member_id, "redemption_id": row.id}
    unit.emit(capital.shares_cancelled, f"members/{row.member_id}", {
        **who, "count": row.count, "nominal": nominal, "unpaid": Money(0, unit.currency),
        "cancelled_on": row.cancelled_on,
    })  # fmt: skip
    if repaid.minor:
        unit.emit(capital.shares_redeemed, f"members/{row.member_id}", {
            **who, "amount": repaid, "paid": repaid, "value": repaid, "fully_paid": True,
        })  # fmt: skip


def _check_amount(moved: Moved, amount: Money) -> None:
    if moved.amount is not None and moved.amount != amount:
        raise ShareHistoryDiffers(what=f"{moved.count} share(s)", said=moved.amount, found=amount)


def _write(unit: Unit, moved: Moved, moves: Sequence[Move]) -> None:
    details: dict[str, Any] = {"reference": moved.reference, "signed_on": moved.signed_on}
    write_movements(unit, [replace(one, **details) for one in moves])
