"""What a split rests on, regime by regime: the books, the law and statutes, the payroll, the purchases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from services.commons.storage import Unit
from services.ledger.journal.tables import FiscalYear
from services.ledger.surplus import contract
from services.ledger.surplus.rules import Split

from .consumer import consumer_split
from .scic import collective_split
from .scop import worker_split

Asked = Mapping[str, Fraction]
Splitting = Callable[[Unit, FiscalYear, int, Asked, Asked], Split]

# Each regime, how it splits its surplus, and what a proposal may ask for.
REGIMES: dict[str, tuple[Splitting, frozenset[str]]] = {
    "scop": (worker_split, frozenset(
        {"reserves", "labour_share", "interest", "legal_reserve", "salary", "hours", "equal"}
    )),
    "scic": (collective_split, frozenset({"legal_reserve", "statutory_reserve", "interest", "community"})),
    "consumer": (consumer_split, frozenset({"legal_reserve", "interest", "refunds", "community"})),
}  # fmt: skip


def split_of(unit: Unit, year: FiscalYear, surplus: int, asked: Asked, causes: Asked) -> Split:
    """Split a year's surplus by the regime of the statutes, as asked or as they say.

    ``causes`` are who gets what is given to causes, by weight. Raises RegimeWithoutAllocation, PartNotOffered and
    PartsExceedSurplus.
    """
    regime = unit.rules.statutes("identity.regime")
    if regime.value not in REGIMES:
        raise contract.RegimeWithoutAllocation(regime=regime.value, article=regime.article)
    splitting, offered = REGIMES[regime.value]
    for part in sorted({*asked, *({"community"} if causes else ())} - offered):
        raise contract.PartNotOffered(regime=regime.value, part=part, article=regime.article)
    if any(part < 0 for part in asked.values()):
        raise contract.PartsExceedSurplus(total=sum(asked.values(), Fraction(0)))
    return splitting(unit, year, surplus, asked, causes)
