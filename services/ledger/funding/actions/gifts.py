"""Records gifts, issues and annuls their receipts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.ledger.funding import giving
from services.ledger.funding.actions.sources import source_of
from services.ledger.funding.contract import gifts as contract
from services.ledger.funding.sheets import receipt_sheet
from services.ledger.funding.tables import Gift, GiftReceipt
from services.ledger.journal.posting import share_the_book
from services.ledger.journal.tables import entry_id


@answers(contract.record_gift)
def record_gift(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Book a gift; what its receipt is refused for refuses the whole."""
    share_the_book(unit)
    source = source_of(unit, body["source"], [body["kind"]])
    row = giving.give(
        unit, body["kind"], source.slug, body["donor"], body["amount"], body["received_on"] or unit.today,
        body["account"], body["reference"],
    )  # fmt: skip
    if body["receipt"]:
        giving.issue(unit, row, body["receipt"])
    return shown(unit, [row])[0]


@answers(contract.reverse_gift)
def reverse_gift(unit: Unit, gift_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a gift back."""
    row = giving.locked_gift(unit, gift_id)
    giving.take_back(unit, row, body["day"] or unit.today, body["account"])
    return shown(unit, [row])[0]


@answers(contract.get_gift)
def get_gift(unit: Unit, gift_id: str) -> dict[str, Any]:
    """Show a gift."""
    row = unit.session.get(Gift, gift_id)
    if row is None:
        raise contract.UnknownGift(gift_id=gift_id)
    return shown(unit, [row])[0]


@answers(contract.list_gifts)
def list_gifts(
    unit: Unit, donor: str | None, since: date | None, until: date | None, limit: int, cursor: str | None
) -> Listed:
    """List gifts by day."""
    found = select(Gift) if donor is None else select(Gift).where(Gift.donor == donor)
    found = found if since is None else found.where(Gift.received_on >= since)
    found = found if until is None else found.where(Gift.received_on <= until)
    page = page_of(unit.session, found, key=[Gift.received_on, Gift.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data), page.next_cursor)


@answers(contract.issue_gift_receipt)
def issue_gift_receipt(unit: Unit, gift_id: str, body: dict[str, Any]) -> GiftReceipt:
    """Issue a receipt."""
    return giving.issue(unit, giving.locked_gift(unit, gift_id), body["kind"])


@answers(contract.annul_gift_receipt)
def annul_gift_receipt(unit: Unit, number: str, body: dict[str, Any]) -> GiftReceipt:
    """Annul a receipt; the register keeps it."""
    row = _receipt(unit, number, lock=True)
    if row.annulled_on is not None:
        raise contract.ReceiptAnnulled(number=row.number, annulled_on=row.annulled_on)
    row.annulled_on, row.reason = unit.today, body["reason"]
    unit.session.flush()
    return row


@answers(contract.list_gift_receipts)
def list_gift_receipts(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Read the register by number."""
    return page_of(unit.session, select(GiftReceipt), key=[GiftReceipt.number], limit=limit, cursor=cursor)


@answers(contract.get_gift_receipt_document)
def get_gift_receipt_document(unit: Unit, number: str, format: str, language: str, cursor: str | None) -> Chunk:
    """Write a receipt for the donor."""
    receipt = _receipt(unit, number)
    gift = unit.session.get_one(Gift, receipt.gift_id)
    sheet = receipt_sheet(unit, receipt, gift)
    return written(unit, sheet, format, language, cursor, name=f"gift-receipt-{receipt.number:05d}")


def _receipt(unit: Unit, number: str, *, lock: bool = False) -> GiftReceipt:
    known = number.isascii() and number.isdigit() and len(number) <= 15
    row = unit.session.get(GiftReceipt, int(number), with_for_update=lock or None) if known else None
    if row is None:
        raise contract.UnknownReceipt(number=number[:20])
    return row


def shown(unit: Unit, rows: Sequence[Gift]) -> list[dict[str, Any]]:
    """Return gifts with their receipts."""
    receipts: defaultdict[str, list[GiftReceipt]] = defaultdict(list)
    found = select(GiftReceipt).where(GiftReceipt.gift_id.in_([row.id for row in rows]))
    for receipt in unit.session.scalars(found.order_by(GiftReceipt.number)):
        receipts[receipt.gift_id].append(receipt)
    return [
        {
            **{name: getattr(row, name) for name in ("id", "kind", "source", "donor", "received_on", "reference")},
            "amount": Money(row.amount, row.currency), "entry": entry_id(row.entry),
            "reversed_by": entry_id(row.reversed_by) if row.reversed_by else None, "receipts": receipts[row.id],
        }
        for row in rows
    ]  # fmt: skip
