"""Takes a payment back that did not arrive or came back: the register says so with a movement of its own.

The entry gets its counter-entry, what was paid is due again, and nothing of the register is changed or deleted.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.payments import locked_subscription, paid_up_told
from services.ledger.capital.redemptions import locked_redemption
from services.ledger.capital.tables import Instalment, Movement, Subscription
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine, mirrored
from services.ledger.journal.shapes import AXES
from services.ledger.journal.tables import Entry, EntryLine


def take_back_payment(unit: Unit, subscription_id: str, entry: int, on: date) -> int:
    """Take back the payment on a subscription that an entry booked, and return the counter-entry; it is due again.

    The caller holds the book. Raises PaymentMovedOn when the shares it paid up have moved since.
    """
    row = locked_subscription(unit, subscription_id)
    paid = _movement(unit, entry, "payment")
    if row.paid_up < paid.amount or row.paid < paid.amount:
        raise contract.PaymentMovedOn(subscription_id=subscription_id, amount=Money(paid.amount, unit.currency))
    counter = _counter(unit, entry, max(on, paid.effective_on), subscription_id)
    row.paid -= paid.amount
    row.paid_up -= paid.amount
    write_movements(unit, [
        Move("payment_return", row.member_id, max(on, paid.effective_on), row.reason, amount=-paid.amount,
             paid=-paid.amount, unit_price=row.unit_price, subscription_id=row.id, share_type=row.share_type,
             reference=paid.reference, payer=paid.payer, entry=counter)
    ])  # fmt: skip
    total = select(func.sum(Subscription.held)).where(Subscription.member_id == row.member_id)
    held = int(unit.session.scalar(total) or 0)
    so_far, amount = Money(row.paid, unit.currency), Money(row.amount, unit.currency)
    unit.emit(*paid_up_told(row.member_id, row.id, so_far, amount, held))
    return counter


def take_back_repayment(unit: Unit, redemption_id: str, entry: int, on: date) -> int:
    """Take back the repayment of shares that an entry booked, and return the counter-entry; it is owed again.

    The instalments are open again, the last paid first. The caller holds the book.
    """
    row = locked_redemption(unit, redemption_id)
    paid = _movement(unit, entry, "redemption")
    amount = -paid.amount
    day = max(on, paid.effective_on)
    counter = _counter(unit, entry, day, redemption_id)
    row.paid -= amount
    row.state = "scheduled"
    own = select(Instalment).where(Instalment.redemption_id == row.id, Instalment.paid > 0)
    left = amount
    for one in unit.session.scalars(own.order_by(Instalment.number.desc())).all():
        part = min(left, one.paid)
        one.paid -= part
        left -= part
    write_movements(unit, [
        Move("redemption_return", row.member_id, day, row.reason, amount=amount, owed=amount, redemption_id=row.id,
             reference=paid.reference, entry=counter)
    ])  # fmt: skip
    return counter


def _movement(unit: Unit, entry: int, kind: str) -> Movement:
    return unit.session.scalars(select(Movement).where(Movement.entry == entry, Movement.kind == kind)).one()


def _counter(unit: Unit, seq: int, on: date, source: str) -> int:
    """Post the counter-entry of a payment; the unique index on ``reverses`` lets it come once."""
    entry = unit.session.get_one(Entry, seq)
    rows = unit.session.scalars(select(EntryLine).where(EntryLine.entry == seq).order_by(EntryLine.number))
    lines = mirrored(
        DraftLine(one.account, one.amount, entry.currency, *(getattr(one, axis) for axis in AXES)) for one in rows
    )
    draft = Draft(
        entry.journal, on, f"Return of {entry.id}", lines, reference=entry.reference, metadata={"source": source},
        reverses=seq,
    )  # fmt: skip
    return post(unit, [draft])[0].seq
