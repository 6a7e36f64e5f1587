"""What an activity has left to spend, and how far it may go beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from services.ledger.journal.rules import DraftLine

CUSTOMERS = "41"
CHARGED, PRODUCED, LINK = "186", "187", "181"
SHARED_SERVICES = "shared-services"  # the axis that receives what activities contribute


@dataclass(frozen=True, slots=True)
class Treasury:
    """The treasury of an activity, from the sums of the lines on its axis (minor units).

    ``available`` is what it received less what it paid and less what it owes already: to suppliers, to the people it
    employs, to the social bodies, to the State, and to the cooperative for contributions. What customers have not paid
    is not there yet. It is counted from the other side of the same lines, so that an expense weighs whether or not
    its payment was put on the axis too:

        earned + funded - expenses - wages - contributed - uncollected - invested

    On entries whose lines all carry the axis it is, to the cent, the money (class 5) less the debts (accounts 40 and
    42 to 47, and 181), since all the lines of an entry sum to zero.
    """

    earned: int = 0
    expenses: int = 0
    wages: int = 0
    contributed: int = 0
    # Owed by customers, without the VAT in it, which is due to the State only once it is paid (CGI, article 269).
    uncollected: int = 0
    invested: int = 0
    funded: int = 0

    @property
    def available(self) -> int:
        """What may be spent; below zero it is covered by the others."""
        received = self.earned + self.funded - self.uncollected
        return received - self.expenses - self.wages - self.contributed - self.invested


def together(treasuries: Iterable[Treasury]) -> Treasury:
    """Return what several activities have together."""
    every = list(treasuries)
    return Treasury(*(sum(getattr(one, field.name) for one in every) for field in fields(Treasury)))


def treasury_of(sums: Mapping[str, int], unpaid_vat: int = 0) -> Treasury:
    """Return the treasury that sums by account (debit above zero) come to.

    ``unpaid_vat`` is the VAT in what customers owe. Customers who paid in advance, or are owed something back, are set
    off against those who owe.
    """

    def of(*prefixes: str) -> int:
        return sum(amount for account, amount in sums.items() if account.startswith(prefixes))

    wages, contributed, owed = of("64"), of(CHARGED, PRODUCED), max(0, of(CUSTOMERS))
    return Treasury(
        earned=-of("7"), expenses=of("6") - wages, wages=wages, contributed=contributed,
        uncollected=owed - min(owed, max(0, unpaid_vat)),
        invested=of("2", "3"), funded=-(of("1") - contributed - of(LINK)),
    )  # fmt: skip


def spenders(lines: Iterable[DraftLine]) -> list[str]:
    """Return the activities, sorted, that lines spend for: expenses, wages, goods, investments, funds given back.

    Money alone changes nothing: what it pays was counted when it became owed. Revenue and its corrections are not
    spending, nor are contributions to the cooperative (18): they are recorded whatever the treasury is, and may leave
    it below zero.
    """
    return sorted({line.activity for line in lines if line.activity and line.amount > 0 and _is_spent(line.account)})


def _is_spent(account: str) -> bool:
    return account[0] in "1236" and not account.startswith("18")


def with_lines(sums: Mapping[str, int], lines: Iterable[DraftLine]) -> dict[str, int]:
    """Return the sums by account once lines are added to them."""
    added: Counter[str] = Counter(sums)
    for line in lines:
        added[line.account] += line.amount
    return dict(added)


def overdrawn(treasuries: Iterable[int]) -> int:
    """Return how far those below zero are below it, all together."""
    return sum(-amount for amount in treasuries if amount < 0)


def pool(treasuries: Iterable[int], fraction: Fraction) -> int:
    """Return how far all together may be below zero: a part of what the others have, rounded down."""
    exact = fraction * sum(amount for amount in treasuries if amount > 0)
    return exact.numerator // exact.denominator
