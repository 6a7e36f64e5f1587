"""The fiscal year that an export is asked for."""

from __future__ import annotations

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.journal.tables import FiscalYear


def asked_year(unit: Unit, year: int) -> FiscalYear:
    """Return a fiscal year that something was posted in, or refuse as not found."""
    found = unit.session.get(FiscalYear, year)
    if found is None:
        raise NotFound(what="fiscal year", id=str(year))
    return found
