"""Where open items come from: each room that has some offers them, settles them, and takes a payment back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.banking.contract.refusals import UnknownOpenItem


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something to be paid: minor units, above zero to the cooperative; ``references`` are what a payer may write.

    ``due`` is how much of it is due by now (all of it, if None): what a direct debit may ask for.
    """

    kind: str
    id: str
    auxiliary: str | None
    outstanding: int
    references: tuple[str, ...] = ()
    due_on: date | None = None
    due: int | None = None

    @property
    def payable(self) -> int:
        """What is due by now, signed; all that is open where nothing else is said."""
        return self.outstanding if self.due is None else self.due


@dataclass(frozen=True, slots=True)
class Settlement:
    """A payment as the bank shows it: above zero, on a day, on an account of the books, under a reference."""

    amount: Money
    on: date
    account: str
    reference: str


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of open item.

    ``items`` lists what is open, or the one item of an id (without what only a list needs: references, ``due``).
    ``settle`` locks the item, posts and returns the entry. ``undo`` posts the counter-entry of such an entry, opens the
    item again and returns the counter-entry.
    """

    kind: str
    items: Callable[[Unit, str | None], Iterable[OpenItem]]
    settle: Callable[[Unit, OpenItem, Settlement], int]
    undo: Callable[[Unit, str, int, date], int]


SOURCES: dict[str, Source] = {}


def offers_open_items(source: Source) -> None:
    """Register a kind of open item; there is one source of it."""
    assert source.kind not in SOURCES, f"open items of kind {source.kind} are offered twice"
    SOURCES[source.kind] = source


def every_item(unit: Unit, kind: str | None = None) -> list[OpenItem]:
    """Return all open items, in a fixed order."""
    sources = [SOURCES[name] for name in sorted(SOURCES) if kind in (None, name)]
    return [item for source in sources for item in sorted(source.items(unit, None), key=lambda one: one.id)]


def open_item(unit: Unit, kind: str, identifier: str) -> OpenItem:
    """Return one open item, or refuse."""
    source = SOURCES.get(kind)
    found = next(iter(source.items(unit, identifier)), None) if source else None
    if found is None or found.outstanding == 0:
        raise UnknownOpenItem(kind=kind, id=identifier)
    return found
