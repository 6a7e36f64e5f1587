"""Keeps the reserves together: what is in them leaves by an assembly's resolution alone (law 47-1775, article 16)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select

from services.commons.storage import Unit

from .knowing import BOOK
from .refusals import ReservesIndivisible
from .rules import DraftLine, draws_on_reserves, makes_losses
from .tables import FiscalYear


def indivisible(unit: Unit) -> str | None:
    """Return the law that keeps reserves together; it is that of cooperatives, not of associations."""
    if unit.rules.statutes("identity.regime").value == "association":
        return None
    return unit.rules.law("reserves.indivisible").article


def check_no_slip(unit: Unit, year: int, counter: Sequence[DraftLine]) -> None:
    """Refuse a counter-entry that takes out of the reserves what was in them when accounts were drawn up.

    What was put into them by mistake in a ``year`` that is still open comes out again; what an assembly was shown is
    no slip any more. The book is shared first, so that the year stays as it is.
    """
    if not (draws_on_reserves(counter) or makes_losses(counter)):
        return
    unit.session.execute(select(func.pg_advisory_xact_lock_shared(BOOK)))
    shown = select(exists().where(FiscalYear.year >= year, FiscalYear.state != "open"))
    if (article := indivisible(unit)) and unit.session.scalar(shown):
        raise ReservesIndivisible(article=article)
