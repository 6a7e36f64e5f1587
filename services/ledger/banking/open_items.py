"""The rooms' open items, as banking sees them; each adapter calls the owning room's own function.

A room that posts without telling the entry is asked for it afterwards: the book is held, so that the last line of the
amount on the account is the one it has just posted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.ledger.banking.contract.refusals import OpenItemExceeded
from services.ledger.banking.matching.books import counter_entry
from services.ledger.banking.matching.sources import OpenItem, Settlement, Source, offers_open_items
from services.ledger.banking.rules.wording import payment_reference
from services.ledger.capital import payments, repayments
from services.ledger.capital.redemptions import locked_redemption
from services.ledger.capital.returns import take_back_payment, take_back_repayment
from services.ledger.capital.tables import Subscription
from services.ledger.dues.booking import settle_dues
from services.ledger.dues.booking import take_back_payment as take_back_dues
from services.ledger.dues.tables import Dues
from services.ledger.funding import due as funding
from services.ledger.funding import lending
from services.ledger.funding.tables import LoanMovement
from services.ledger.invoicing import open_items as invoicing
from services.ledger.invoicing.actions.paying import cancel_invoice_payment, settle_invoice
from services.ledger.invoicing.tables import Invoice, InvoicePayment
from services.ledger.journal.tables import EntryLine, entry_id
from services.ledger.surplus.payables import ACCOUNTS, owed_to, pay_allocated, payable_items


def unpaid_subscriptions(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return the share subscriptions that are not paid in full; in a list with what of each is due today."""
    wanted = select(Subscription).where(Subscription.called > Subscription.paid_up)
    if identifier is not None:
        for row in unit.session.scalars(wanted.where(Subscription.id == identifier)):
            yield OpenItem("share_subscription", row.id, row.member_id, row.outstanding, due_on=row.subscribed_on)
        return
    due = {one.subscription_id: one for one in payments.due_calls(unit, unit.today)}
    for row in unit.session.scalars(wanted):
        call = due.get(row.id)
        yield OpenItem(
            "share_subscription", row.id, row.member_id, row.outstanding, (row.id, payment_reference(row.id)),
            call.due_on if call else row.subscribed_on, call.amount.minor if call else 0,
        )  # fmt: skip


def pay_subscription(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Take a payment on a subscription: D 512 / C 4562, and the capital becomes paid up."""
    row = payments.locked_subscription(unit, item.id)
    return payments.pay(unit, row, payments.Paid(paid.amount, paid.on, paid.account, paid.reference))


def due_redemptions(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return the redemptions of shares that are due and that the floor of the capital lets be paid."""
    left: dict[str, OpenItem] = {}
    for one in repayments.due_redemptions(unit, unit.today):
        held = left.get(one.redemption_id)
        owed = (held.outstanding if held else 0) - one.amount.minor
        left[one.redemption_id] = OpenItem(
            "share_redemption", one.redemption_id, one.member_id, owed, (one.redemption_id,),
            held.due_on if held else one.due_on,
        )  # fmt: skip
    return [one for one in left.values() if identifier in (None, one.id)]


def pay_redemption(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Pay for redeemed shares: D 4567 / C 512."""
    row = locked_redemption(unit, item.id)
    return repayments.pay_redemption(unit, row, payments.Paid(paid.amount, paid.on, paid.account, paid.reference))


def unpaid_invoices(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return invoices that customers owe, and credit notes that are to be paid back."""
    invoice = unit.session.get(Invoice, identifier) if identifier is not None else None
    if identifier is not None and invoice is None:
        return
    for one in invoicing.open_items(unit.session, [invoice.customer] if invoice else None):
        if identifier in (None, one.id):
            owed = -one.amount.minor if one.kind == "credit_note" else one.amount.minor
            references = (one.reference, one.id, payment_reference(one.id))
            yield OpenItem("invoice", one.id, one.auxiliary, owed, references, one.due_on)


def pay_invoice(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Take a payment of an invoice: D 512 / C 411."""
    return settle_invoice(unit, item.id, paid.amount, paid.on, paid.account, paid.reference).entry


def unpay_invoice(unit: Unit, item_id: str, entry: int, on: date) -> int:
    """Cancel the payment that an entry booked; the invoice is open again."""
    payment = unit.session.scalars(select(InvoicePayment).where(InvoicePayment.entry == entry)).one()
    cancel_invoice_payment(unit, payment.id, {"date": on})
    assert payment.cancelled_entry is not None
    return payment.cancelled_entry


def due_instalments(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return the next instalment of each loan that has one due: they are paid in their order."""
    seen: set[str] = set()
    for one in funding.payable_loans(unit.session, unit.today):
        if one.id not in seen and identifier in (None, f"{one.id}/{one.number}"):
            yield OpenItem(
                "loan_instalment", f"{one.id}/{one.number}", one.auxiliary, -one.amount.minor, (one.id,), one.due_on
            )
        seen.add(one.id)


def pay_instalment(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Pay an instalment, whole: principal and interest are what the schedule says."""
    if paid.amount.minor != -item.outstanding:
        left = type(paid.amount)(item.outstanding, unit.currency)
        raise OpenItemExceeded(kind=item.kind, id=item.id, outstanding=left, given=-paid.amount)
    loan, _, number = item.id.rpartition("/")
    funding.settle_instalment(unit, loan, int(number), paid.on, paid.account, paid.reference)
    return last_posted(unit, paid.account, -paid.amount.minor)


def unpay_instalment(unit: Unit, item_id: str, entry: int, on: date) -> int:
    """Undo the payment of an instalment, if it is the loan's last movement; the instalment is the next one again."""
    loan = lending.locked_loan(unit, item_id.rpartition("/")[0])
    movement = unit.session.scalars(select(LoanMovement).where(LoanMovement.entry == entry)).one()
    lending.correct(unit, loan, movement.id, on)
    unit.session.flush()
    undone = select(LoanMovement.entry).where(LoanMovement.corrects == movement.id)
    return int(unit.session.scalars(undone).one())


def awaited_subsidies(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return what funders owe of each subsidy."""
    left: dict[str, OpenItem] = {}
    for one in funding.receivable_subsidies(unit.session, unit.today):
        held = left.get(one.id)
        owed = (held.outstanding if held else 0) + one.amount.minor
        left[one.id] = OpenItem(
            "subsidy", one.id, one.auxiliary, owed, (one.id, payment_reference(one.id)),
            held.due_on if held else one.due_on,
        )  # fmt: skip
    return [one for one in left.values() if identifier in (None, one.id)]


def receive_subsidy(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Receive money of a subsidy."""
    funding.settle_subsidy(unit, item.id, paid.amount, paid.on, paid.account, paid.reference)
    return last_posted(unit, paid.account, paid.amount.minor)


def unpaid_dues(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
    """Return the dues of members that are not paid or waived in full."""
    wanted = select(Dues).where(Dues.paid + Dues.waived < Dues.amount)
    wanted = wanted if identifier is None else wanted.where(Dues.id == identifier)
    for row in unit.session.scalars(wanted):
        references = (row.id, payment_reference(row.id))
        yield OpenItem("dues", row.id, row.member_id, row.outstanding, references, row.due_on)


def pay_dues(unit: Unit, item: OpenItem, paid: Settlement) -> int:
    """Take a payment of dues: D 512 / C 467."""
    return settle_dues(unit, item.id, paid.amount, paid.on, paid.account, paid.reference)


def allocated(kind: str) -> Source:
    """Return the source of what assemblies allocated to persons, of one kind (refund, interest, labour_share, gift)."""

    def items(unit: Unit, identifier: str | None) -> Iterable[OpenItem]:
        if identifier is not None:
            _, _, auxiliary = identifier.partition("/")
            owed = owed_to(unit.session, kind, auxiliary, unit.today) if identifier == f"{kind}/{auxiliary}" else 0
            if auxiliary and owed:
                yield OpenItem(kind, identifier, auxiliary, -owed)
            return
        for one in payable_items(unit.session, unit.currency):
            if one.kind == kind:
                yield OpenItem(kind, one.id, one.auxiliary, -one.amount.minor, (), one.due_on)

    def settle(unit: Unit, item: OpenItem, paid: Settlement) -> int:
        assert item.auxiliary is not None
        return pay_allocated(unit, kind, item.auxiliary, paid.amount, paid.on, paid.account, paid.reference).seq

    def undo(unit: Unit, item_id: str, entry: int, on: date) -> int:
        # What is owed is what the books say: the counter-entry alone opens it again.
        return counter_entry(unit, entry, on, f"Reversal of {entry_id(entry)}")

    return Source(kind, items, settle, undo)


def last_posted(unit: Unit, account: str, amount: int) -> int:
    """Return the entry that was posted last with a line of an amount on an account; the caller holds the book."""
    unit.session.flush()
    found = unit.session.scalar(
        select(func.max(EntryLine.entry)).where(EntryLine.account == account, EntryLine.amount == amount)
    )
    assert found is not None, f"nothing was posted on {account}"
    return int(found)


for _source in (
    Source("share_subscription", unpaid_subscriptions, pay_subscription, take_back_payment),
    Source("share_redemption", due_redemptions, pay_redemption, take_back_repayment),
    Source("invoice", unpaid_invoices, pay_invoice, unpay_invoice),
    Source("loan_instalment", due_instalments, pay_instalment, unpay_instalment),
    Source("subsidy", awaited_subsidies, receive_subsidy, funding.take_back_subsidy),
    Source("dues", unpaid_dues, pay_dues, take_back_dues),
    *(allocated(kind) for kind in sorted(ACCOUNTS)),
):
    offers_open_items(_source)
