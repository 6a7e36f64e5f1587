"""Takes out of the bank's lines what they say of others: one line may show a batch of many (GDPR, article 15, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from services.ledger.banking.tables import BankMatch, PaymentOrderItem
from services.ledger.journal.tables import EntryLine

from .terms import ibans_of


def entries_of(ids: Sequence[str]) -> Select[int]:
    """Return the statement of the entries in which somebody stands as the only third party."""
    mine, other = aliased(EntryLine), aliased(EntryLine)
    others = select(other.entry).where(other.entry == mine.entry, other.auxiliary.not_in(ids)).exists()
    return select(mine.entry).where(mine.auxiliary.in_(ids), ~others)


def own_part(session: Session, ids: Sequence[str], lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines with those transactions alone that are somebody's, by their account or their payment's number.

    A line is given as it stands where all of it is theirs, or where it is one payment whose entries name nobody else;
    of any other the words of the bank and the sum, which speak of all, stay here.
    """
    ibans = set(session.scalars(ibans_of(ids)))
    ordered = select(PaymentOrderItem.end_to_end).where(PaymentOrderItem.auxiliary.in_(ids))
    payments = set(session.scalars(ordered))
    of_others = select(BankMatch.line_id).join(EntryLine, EntryLine.entry == BankMatch.entry).where(
        BankMatch.line_id.in_([one["id"] for one in lines]), BankMatch.undone_at.is_(None),
        EntryLine.auxiliary.not_in(ids),
    )  # fmt: skip
    shared = set(session.scalars(of_others))
    found = []
    for line in lines:
        mine = [one for one in line["details"] if one.get("iban") in ibans or one.get("end_to_end") in payments]
        if mine != line["details"] if mine else len(line["details"]) > 1 or line["id"] in shared:
            line = line | {"details": mine, "label": None, "reference": None, "amount": None}
        found.append(line)
    return found
