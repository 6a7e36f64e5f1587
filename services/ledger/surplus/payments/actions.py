"""Lists what is owed, and books its payment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.journal.tables import Balance
from services.ledger.surplus.payables import ACCOUNTS, owed_to, pay_allocated

from . import contract


@answers(contract.list_payables)
def list_payables(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List what is owed, by account and auxiliary."""
    kinds = {account: kind for kind, account in ACCOUNTS.items() if kind != "gift"}
    owed = func.sum(Balance.credit - Balance.debit)
    rows: Any = (
        select(Balance.account, Balance.auxiliary, owed.label("owed"))
        .where(Balance.account.in_(kinds), Balance.auxiliary != "")
        .group_by(Balance.account, Balance.auxiliary).having(owed > 0)
    )  # fmt: skip
    page = page_of(
        unit.session, rows, key=[Balance.account, Balance.auxiliary], limit=limit, cursor=cursor, scalars=False
    )
    return Listed(
        [
            {"id": f"{kinds[row.account]}/{row.auxiliary}", "kind": kinds[row.account], "auxiliary": row.auxiliary,
             "amount": Money(int(row.owed), unit.currency), "due_on": None}
            for row in page.data
        ],
        page.next_cursor,
    )  # fmt: skip


@answers(contract.pay)
def pay(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Book a payment."""
    on = body["paid_on"] or unit.today
    kind, whose, amount = body["kind"], body["auxiliary"], body["amount"]
    entry = pay_allocated(unit, kind, whose, amount, on, body["account"], body["reference"])
    left = owed_to(unit.session, kind, whose, unit.today)
    return {"kind": kind, "auxiliary": whose, "amount": amount, "paid_on": on, "entry": entry.id,
            "left": Money(left, unit.currency)}  # fmt: skip
