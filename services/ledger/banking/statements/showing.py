"""Shows bank lines: the bank's words, what is matched, and of IBANs the last four characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.banking.identifiers import masked
from services.ledger.banking.tables import BankLine, BankLineStanding, BankMatch
from services.ledger.journal.tables import entry_id


def shown_lines(unit: Unit, rows: Sequence[BankLine]) -> list[dict[str, Any]]:
    """Return lines as the API shows them."""
    ids = [row.id for row in rows]
    standings = {
        one.line_id: one for one in unit.session.scalars(
            select(BankLineStanding).where(BankLineStanding.line_id.in_(ids))
            .execution_options(populate_existing=True)
        )
    }  # fmt: skip
    matches: dict[str, list[BankMatch]] = defaultdict(list)
    for match in unit.session.scalars(
        select(BankMatch).where(BankMatch.line_id.in_(ids), BankMatch.undone_at.is_(None)).order_by(BankMatch.id)
    ):
        matches[match.line_id].append(match)
    return [_shown(unit.currency, row, standings[row.id], matches[row.id]) for row in rows]


def _shown(currency: str, row: BankLine, standing: BankLineStanding, matches: Sequence[BankMatch]) -> dict[str, Any]:
    details = row.details
    alone = details[0] if len(details) == 1 else {}
    return {
        "id": row.id, "bank_account": row.account_id, "booked_on": row.booked_on, "valued_on": row.valued_on,
        "amount": Money(row.amount, currency), "label": row.label, "reference": row.reference,
        "end_to_end": [one["end_to_end"] for one in details if one.get("end_to_end")],
        "party": alone.get("name"), "iban": masked(alone.get("iban")), "returned": row.returned,
        "state": standing.state, "outstanding": Money(row.amount - standing.matched, currency),
        "reason": standing.reason,
        "matches": [
            {"id": one.id, "kind": one.kind, "item_kind": one.item_kind, "item_id": one.item_id, "rule": one.rule_id,
             "amount": Money(one.amount, currency), "entry": entry_id(one.entry),
             "returned": one.returned_by is not None, "made_at": one.made_at}
            for one in matches
        ],
    }  # fmt: skip
