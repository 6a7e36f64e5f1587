"""What an allocation owes to persons and was not paid yet: found in the books, paid never beyond what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.journal.posting import Posted, hold_the_book, post
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.tables import Balance, Entry, EntryLine
from services.ledger.surplus.payments.contract import MoreThanOwed
from services.ledger.surplus.places import GIFTS, INTEREST, LABOUR_SHARE, REFUNDS

ACCOUNTS = {"labour_share": LABOUR_SHARE, "interest": INTEREST, "refund": REFUNDS, "gift": GIFTS}


@dataclass(frozen=True)
class PayableItem:
    """What is owed to one auxiliary of one kind (refund, interest, labour_share, gift); ``id`` names it for good.

    ``due_on`` is None: neither law nor statutes kept here set a day.
    """

    id: str
    kind: str
    auxiliary: str
    amount: Money
    due_on: date | None = None


def payable_items(session: Session, currency: str = "EUR") -> list[PayableItem]:
    """Return what is owed to persons out of allocations, by kind and auxiliary, everything posted counted.

    Gifts are left out: they stand on an account that others use too (467). ``pay_allocated`` pays them all the same.
    """
    kinds = {account: kind for kind, account in ACCOUNTS.items() if kind != "gift"}
    owed = func.sum(Balance.credit - Balance.debit)
    found = session.execute(
        select(Balance.account, Balance.auxiliary, owed)
        .where(Balance.account.in_(kinds), Balance.auxiliary != "")
        .group_by(Balance.account, Balance.auxiliary).having(owed > 0).order_by(Balance.account, Balance.auxiliary)
    )  # fmt: skip
    return [
        PayableItem(f"{kinds[account]}/{whose}", kinds[account], whose, Money(int(amount), currency))
        for account, whose, amount in found
    ]


def owed_to(session: Session, kind: str, auxiliary: str, on: date) -> int:
    """Return what may be paid to someone on a day, in minor units: what was owed then and is still owed now."""
    account = ACCOUNTS[kind]
    now = session.scalar(
        select(func.coalesce(func.sum(Balance.credit - Balance.debit), 0))
        .where(Balance.account == account, Balance.auxiliary == auxiliary)
    )  # fmt: skip
    then = session.scalar(
        select(func.coalesce(func.sum(-EntryLine.amount), 0)).join(Entry, Entry.seq == EntryLine.entry)
        .where(EntryLine.account == account, EntryLine.auxiliary == auxiliary, Entry.day <= on)
    )  # fmt: skip
    return max(0, min(int(now or 0), int(then or 0)))


def pay_allocated(
    unit: Unit, kind: str, auxiliary: str, amount: Money, on: date, account: str = "512", reference: str | None = None
) -> Posted:
    """Pay what an allocation owes: D 424, 457, 4572 or 467 / C the treasury account; raises MoreThanOwed.

    The book is held until the transaction ends, so that two payments cannot both find the same sum owed.
    """
    hold_the_book(unit)
    owed = owed_to(unit.session, kind, auxiliary, on)
    if amount.currency == unit.currency and amount.minor > owed:
        raise MoreThanOwed(kind=kind, auxiliary=auxiliary, owed=Money(owed, unit.currency), amount=amount, on=on)
    lines = (debit(ACCOUNTS[kind], amount, auxiliary=auxiliary), credit(account, amount))
    label = f"Payment of {kind.replace('_', ' ')} to {auxiliary}"
    return post(unit, [Draft("bank", on, label, lines, reference=reference)])[0]
