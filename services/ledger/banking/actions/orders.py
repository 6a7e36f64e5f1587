"""Makes orders to the bank, has them approved, hands out their files, and cancels them."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import InvalidCursor, NotFound
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.commons.workers.offload import offload
from services.ledger.banking import contract, open_items  # noqa: F401 – the adapters register themselves
from services.ledger.banking.actions.accounts import held_account
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.identifiers import masked
from services.ledger.banking.matching.sources import every_item
from services.ledger.banking.payments.choosing import check_day, chosen
from services.ledger.banking.rules.characters import end_to_end
from services.ledger.banking.rules.wording import payment_reference
from services.ledger.banking.tables import BankAccount, Mandate, PaymentOrder, PaymentOrderItem

MOST_SHOWN = 500
PART = 480 * 1024


@answers(contract.make_order)
def make_order(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Make an order; whatever is in a live order already is refused, whoever asks at the same time."""
    account, kind = held_account(unit, body["bank_account"]), body["kind"]
    if unit.currency != "EUR":
        raise refused.SepaInEurosOnly(kept=unit.currency)
    check_day(unit, account, kind, body["execution_on"])
    if kind == "direct_debit" and account.creditor_identifier is None:
        raise refused.CreditorIdentifierMissing(bank_account=account.id)
    payments = chosen(unit, kind, body)
    order = PaymentOrder(
        id=new_id("pmo"), kind=kind, account_id=account.id, execution_on=body["execution_on"], state="draft",
        count=len(payments), total=sum(one.amount for one in payments), made_at=unit.now, made_by=unit.actor.id,
    )  # fmt: skip
    unit.session.add(order)
    unit.session.flush()
    for one in payments:
        identifier = new_id("poi")
        row = insert(PaymentOrderItem).values(
            id=identifier, order_id=order.id, item_kind=one.item.kind, item_id=one.item.id, auxiliary=one.auxiliary,
            amount=one.amount, end_to_end=end_to_end(identifier), name=one.name, iban=one.iban, bic=one.bic,
            remittance=f"{one.item.kind.replace('_', ' ')} {payment_reference(one.item.id)}",
            mandate_id=one.mandate.row.id if one.mandate else None, sequence=one.sequence, state="live",
        ).on_conflict_do_nothing().returning(PaymentOrderItem.id)  # fmt: skip
        if unit.session.scalar(row) is None:
            raise refused.ItemInLiveOrder(kind=one.item.kind, id=one.item.id)
    return _with_items(unit, order)


@answers(contract.approve_order)
def approve_order(unit: Unit, order_id: str) -> dict[str, Any]:
    """Approve a draft; by somebody else than its maker where the bank account asks for two."""
    order = _held(unit, order_id, "draft")
    if held_account(unit, order.account_id).second_person and order.made_by == unit.actor.id:
        raise refused.SecondPersonNeeded(order=order_id)
    _check_still_open(unit, order)
    order.state, order.approved_at, order.approved_by = "approved", unit.now, unit.actor.id
    unit.session.flush()
    return _shown(unit, order)


def _check_still_open(unit: Unit, order: PaymentOrder) -> None:
    """Refuse when something was paid by other ways since the order was made."""
    items = unit.session.scalars(
        select(PaymentOrderItem).where(PaymentOrderItem.order_id == order.id, PaymentOrderItem.state == "live")
        .order_by(PaymentOrderItem.id)
    ).all()  # fmt: skip
    kinds = sorted({one.item_kind for one in items})
    left = {(item.kind, item.id): item.outstanding for kind in kinds for item in every_item(unit, kind)}
    sign = -1 if order.kind == "credit_transfer" else 1
    for one in items:
        outstanding = left.get((one.item_kind, one.item_id))
        if outstanding is None:
            raise refused.UnknownOpenItem(kind=one.item_kind, id=one.item_id)
        if outstanding * sign < one.amount:
            raise refused.OpenItemExceeded(
                kind=one.item_kind, id=one.item_id, outstanding=Money(outstanding, unit.currency),
                given=Money(sign * one.amount, unit.currency),
            )  # fmt: skip


@answers(contract.mark_order_sent)
def mark_order_sent(unit: Unit, order_id: str) -> dict[str, Any]:
    """Note that the bank has the file."""
    order = _held(unit, order_id, "approved")
    order.state, order.sent_at = "sent", unit.now
    unit.session.flush()
    return _shown(unit, order)


@answers(contract.cancel_order)
def cancel_order(unit: Unit, order_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel what an order has not paid yet; what it has paid stays paid."""
    order = _held(unit, order_id, "draft", "approved", "sent")
    unit.session.execute(
        update(PaymentOrderItem).where(PaymentOrderItem.order_id == order_id, PaymentOrderItem.state == "live")
        .values(state="cancelled")
    )  # fmt: skip
    done = select(func.count()).where(
        PaymentOrderItem.order_id == order_id, PaymentOrderItem.state.in_(("executed", "returned"))
    )
    order.state = "executed" if unit.session.scalar(done) else "cancelled"
    order.cancelled_at, order.reason = unit.now, body["reason"]
    unit.session.flush()
    return _shown(unit, order)


@answers(contract.list_orders)
def list_orders(unit: Unit, state: str | None, kind: str | None, limit: int, cursor: str | None) -> Listed:
    """List orders in the order in which they were made."""
    rows = select(PaymentOrder)
    if state:
        rows = rows.where(PaymentOrder.state == state)
    if kind:
        rows = rows.where(PaymentOrder.kind == kind)
    page = page_of(unit.session, rows, key=[PaymentOrder.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.get_order)
def get_order(unit: Unit, order_id: str) -> dict[str, Any]:
    """Show an order with its payments."""
    return _with_items(unit, _held(unit, order_id, lock=False))


@answers(contract.order_file)
def order_file(unit: Unit, order_id: str, cursor: str | None) -> Chunk:
    """Hand out the file of an approved order in parts; it is the same to the byte each time."""
    order = _held(unit, order_id, "approved", "sent", "executed", lock=False)
    # Imported here: it loads what only a worker needs.
    from services.ledger.banking.payments.messages import message

    content = offload(message, _message(unit, order))
    digest = hashlib.sha256(content).hexdigest()[:16]
    start = 0
    if cursor is not None:
        place, _, made = cursor.partition(".")
        if made != digest or not (place.isascii() and place.isdigit() and len(place) <= 12):
            raise InvalidCursor()
        start = int(place)
    end = start + PART
    following = f"{end}.{digest}" if end < len(content) else None
    return Chunk(content[start:end], "application/xml", following, f"{order.kind.replace('_', '-')}-{order.id}.xml")


def _message(unit: Unit, order: PaymentOrder) -> Any:
    from services.ledger.banking.payments.messages import Message, Payment

    account = unit.session.get_one(BankAccount, order.account_id)
    rows = unit.session.execute(
        select(PaymentOrderItem, Mandate).outerjoin(Mandate, Mandate.id == PaymentOrderItem.mandate_id)
        .where(PaymentOrderItem.order_id == order.id).order_by(PaymentOrderItem.id)
    ).all()  # fmt: skip
    if erased := next((item.auxiliary for item, _ in rows if not item.iban), None):
        raise refused.PaymentDetailsMissing(auxiliary=erased)  # with the books, long after the order was sent
    schemes = [mandate.scheme for _, mandate in rows if mandate is not None]
    return Message(
        order.id, order.kind, str(unit.rules.statutes("identity.name").value), account.iban, account.bic,
        unit.currency, order.execution_on, order.made_at,
        tuple(
            Payment(
                item.amount, item.end_to_end, item.name, item.iban, item.bic, item.remittance,
                mandate.reference if mandate else None, mandate.signed_on if mandate else None, item.sequence,
            )
            for item, mandate in rows
        ),
        account.creditor_identifier, schemes[0] if schemes else "CORE",
    )  # fmt: skip


def _held(unit: Unit, order_id: str, *states: str, lock: bool = True) -> PaymentOrder:
    order = unit.session.get(PaymentOrder, order_id, with_for_update=lock or None)
    if order is None:
        raise NotFound(what="payment order", id=order_id)
    if states and order.state not in states:
        raise refused.OrderState(order=order_id, state=order.state)
    return order


def _with_items(unit: Unit, order: PaymentOrder) -> dict[str, Any]:
    rows = unit.session.scalars(
        select(PaymentOrderItem).where(PaymentOrderItem.order_id == order.id).order_by(PaymentOrderItem.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip
    items = [
        {"item_kind": row.item_kind, "item_id": row.item_id, "auxiliary": row.auxiliary,
         "amount": Money(row.amount, unit.currency), "end_to_end": row.end_to_end, "iban": masked(row.iban),
         "mandate": row.mandate_id, "sequence": row.sequence, "state": row.state}
        for row in rows
    ]  # fmt: skip
    return {**_shown(unit, order), "items": items}


def _shown(unit: Unit, order: PaymentOrder) -> dict[str, Any]:
    return {
        "id": order.id, "kind": order.kind, "bank_account": order.account_id, "execution_on": order.execution_on,
        "state": order.state, "count": order.count, "total": Money(order.total, unit.currency),
        "made_at": order.made_at, "approved_at": order.approved_at, "sent_at": order.sent_at, "reason": order.reason,
    }  # fmt: skip
