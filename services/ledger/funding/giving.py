"""Books gifts and keeps the register of their receipts: numbers without gaps, annulled receipts kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.accounts.tables import Auxiliary
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.rules import Draft, credit, debit

from .contract import gifts as contract
from .tables import Gift, GiftReceipt, GiftReceiptCounter

# 7582 is of the chart of 2025; before, gifts were other income.
INCOME, INCOME_UNTIL_2024, CHART_OF_2025 = "7582", "758", date(2025, 1, 1)


def give(
    unit: Unit, kind: str, source: str, donor: str | None, amount: Money, day: date, account: str, reference: str | None
) -> Gift:
    """Book a gift received: D treasury / C 7582, both with its source; no line or label names the donor."""
    if donor is not None and unit.session.get(Auxiliary, donor) is None:
        raise contract.UnknownDonor(donor=donor)
    row = Gift(
        id=new_id("gif"), kind=kind, source=source, donor=donor, amount=amount.minor, currency=amount.currency,
        received_on=day, reference=reference, reversed_by=None, recorded_at=unit.now,
    )  # fmt: skip
    lines = (debit(account, amount, funding_source=source), credit(_income(day), amount, funding_source=source))
    draft = Draft("bank", day, f"Gift {row.id}", lines, reference, {"source": row.id})
    row.entry = post(unit, [draft])[0].seq
    unit.session.add(row)
    unit.session.flush()
    return row


def take_back(unit: Unit, row: Gift, day: date, account: str) -> None:
    """Book that a locked gift did not stay: D 7582 / C treasury, linked to the entry of the gift."""
    _check_not_reversed(row)
    in_force = receipt_in_force(unit, row)
    if in_force is not None:
        raise contract.ReceiptInForce(gift_id=row.id, number=in_force.number)
    amount = Money(row.amount, row.currency)
    lines = (
        debit(_income(row.received_on), amount, funding_source=row.source),
        credit(account, amount, funding_source=row.source),
    )
    draft = Draft("bank", day, f"Gift {row.id} taken back", lines, row.reference, {"source": row.id}, row.entry)
    row.reversed_by = post(unit, [draft])[0].seq
    unit.session.flush()


def issue(unit: Unit, row: Gift, kind: str) -> GiftReceipt:
    """Issue a receipt for a locked gift under the next number.

    A tax receipt is an association's alone (General Tax Code, articles 200 and 238 bis) and made out to a donor.
    """
    _check_not_reversed(row)
    if kind == "tax":
        check_tax_receipt(unit, row.donor, row.id)
    in_force = receipt_in_force(unit, row)
    if in_force is not None:
        raise contract.ReceiptInForce(gift_id=row.id, number=in_force.number)
    counted = insert(GiftReceiptCounter).values(only=1, last=1)
    counted = counted.on_conflict_do_update(index_elements=["only"], set_={"last": GiftReceiptCounter.last + 1})
    number = unit.session.scalar(counted.returning(GiftReceiptCounter.last))
    receipt = GiftReceipt(
        number=number, gift_id=row.id, kind=kind, issued_on=unit.today, annulled_on=None, reason=None
    )  # fmt: skip
    unit.session.add(receipt)
    unit.session.flush()
    return receipt


def check_tax_receipt(unit: Unit, donor: str | None, gift_id: str) -> None:
    """Refuse a tax receipt to whoever may not issue it, or for a gift by nobody who is named."""
    issuer, form = unit.rules.law("gifts.tax_receipt_issuer"), unit.rules.statutes("identity.legal_form")
    if form.value != issuer.value:
        raise contract.TaxReceiptNotAllowed(article=issuer.article, issuer=issuer.value, legal_form=form.value)
    if donor is None:
        raise contract.DonorNotNamed(gift_id=gift_id, article=issuer.article)


def receipt_in_force(unit: Unit, row: Gift) -> GiftReceipt | None:
    """Return the receipt of a gift that was not annulled."""
    return unit.session.scalar(
        select(GiftReceipt).where(GiftReceipt.gift_id == row.id, GiftReceipt.annulled_on.is_(None))
    )


def locked_gift(unit: Unit, gift_id: str) -> Gift:
    """Return a gift, locked so that it is reversed once and has one receipt."""
    share_the_book(unit)
    row = unit.session.scalar(select(Gift).where(Gift.id == gift_id).with_for_update())
    if row is None:
        raise contract.UnknownGift(gift_id=gift_id)
    return row


def _check_not_reversed(row: Gift) -> None:
    if row.reversed_by is not None:
        raise contract.GiftReversed(gift_id=row.id)


def _income(day: date) -> str:
    return INCOME if day >= CHART_OF_2025 else INCOME_UNTIL_2024
