"""Keeps policed accounts on their side of zero, whoever posts at the same time; what pending entries reserve counts.

The policies of the accounts concerned are locked in the order of their codes before their balances are read, so that
of two postings the second sees what the first left. Entries are judged one after the other, as if posted so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select, text

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.accounts.tables import AccountPolicy

from .refusals import AccountBelowZero
from .rules import Draft

# What an account holds, less what pending entries would draw from it: each entry's own lines are set off first.
_HELD = text(
    """
    SELECT account, '' AS auxiliary, sum(debit - credit) AS held FROM balances
     WHERE account = ANY(CAST(:whole AS text[])) GROUP BY account
    UNION ALL
    SELECT account, auxiliary, sum(debit - credit) FROM balances
     WHERE account = ANY(CAST(:split AS text[])) AND auxiliary = ANY(CAST(:auxiliaries AS text[]))
     GROUP BY account, auxiliary
    """
)
_RESERVED = text(
    """
    SELECT l.pending, l.account, CASE WHEN l.account = ANY(CAST(:split AS text[])) THEN coalesce(l.auxiliary, '')
                                      ELSE '' END AS auxiliary, sum(l.amount) AS net
      FROM pending_entries p JOIN pending_lines l ON l.pending = p.id
     WHERE p.state = 'pending' AND p.expires_at > :now AND l.account = ANY(CAST(:accounts AS text[]))
     GROUP BY 1, 2, 3
    """
)
Key = tuple[str, str]


class Floors:
    """What policed accounts have to draw on, kept up as entries are taken one after the other."""

    def __init__(self, currency: str, policies: Sequence[AccountPolicy], available: dict[Key, int]) -> None:
        self._currency = currency
        self._sides = {one.account: 1 if one.floor_side == "debit" else -1 for one in policies}
        self._split = {one.account for one in policies if one.each_auxiliary}
        # On the account's own side: above zero is what may be drawn.
        self._available = available

    @classmethod
    def locked(cls, unit: Unit, accounts: Collection[str], drafts: Iterable[Draft]) -> Floors:
        """Lock the policies of these accounts, in order, and read what the accounts have to draw on."""
        found = select(AccountPolicy).where(AccountPolicy.account.in_(sorted(accounts)))
        policies = unit.session.scalars(
            found.order_by(AccountPolicy.account).with_for_update().execution_options(populate_existing=True)
        ).all()
        policies = [one for one in policies if one.floor_side]
        sides = {one.account: 1 if one.floor_side == "debit" else -1 for one in policies}
        split = [one.account for one in policies if one.each_auxiliary]
        named = {line.auxiliary or "" for draft in drafts for line in draft.lines if line.account in split}
        asked: dict[str, Any] = {
            "whole": sorted(set(sides) - set(split)), "split": split, "auxiliaries": sorted(named),
            "accounts": list(sides), "now": unit.now,
        }  # fmt: skip
        available: Counter[Key] = Counter()
        for account, auxiliary, held in unit.session.execute(_HELD, asked):
            available[account, auxiliary] += int(held) * sides[account]
        for _, account, auxiliary, net in unit.session.execute(_RESERVED, asked):
            available[account, auxiliary] += min(0, int(net) * sides[account])
        return cls(unit.currency, policies, available)

    def take(self, draft: Draft) -> Refusal | None:
        """Return why an entry would draw too much, or take it and return None."""
        moved: Counter[Key] = Counter()
        for account, amount, _, auxiliary, *_ in draft.lines:
            if account in self._sides:
                key = account, (auxiliary or "") if account in self._split else ""
                moved[key] += amount * self._sides[account]
        for (account, auxiliary), net in sorted(moved.items()):
            left = self._available.get((account, auxiliary), 0)
            if net < 0 and left + net < 0:
                return AccountBelowZero(
                    account=account, auxiliary=auxiliary or None, balance=Money(left, self._currency),
                    missing=Money(-(left + net), self._currency),
                )  # fmt: skip
        for key, net in moved.items():
            self._available[key] = self._available.get(key, 0) + net
        return None
