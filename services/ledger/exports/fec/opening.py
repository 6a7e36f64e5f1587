"""The entry that opens a year in its FEC: the balances that the books carry on, journal AN first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from services.commons.canonical import digest
from services.commons.storage import Unit
from services.ledger.closing.opening import opening_balances
from services.ledger.journal.tables import FiscalYear


@dataclass(frozen=True)
class Opening:
    """What a year begins with: (account, auxiliary or "") and signed minor units, in the order of accounts."""

    balances: list[tuple[tuple[str, str], int]]

    @classmethod
    def of(cls, unit: Unit, year: FiscalYear) -> Opening:
        """Read it from the books, where balances are cumulative and nothing was posted to open the year."""
        return cls(sorted(opening_balances(unit.session, year).items()))

    @property
    def digest(self) -> str:
        """What names this state of it."""
        return digest([[account, auxiliary, amount] for (account, auxiliary), amount in self.balances])

    def after(self, place: int, most: int) -> list[tuple[tuple[str, str], int]]:
        """Return some of its lines from a place on."""
        return list(islice(self.balances, place, place + most))
