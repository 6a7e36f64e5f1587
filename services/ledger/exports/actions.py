"""Hands the books over, part by part."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit

from . import contract
from .fec.description import fec_description
from .fec.export import fec_part
from .general.export import general_ledger_part
from .general.period import Period
from .general.rows import LedgerRow, Place, ledger_page
from .plaintext.export import journal_part


@answers(contract.export_fec)
def export_fec(unit: Unit, year: int, separator: str, encoding: str, cursor: str | None) -> Chunk:
    """Write the FEC of a year."""
    return fec_part(unit, year, separator, encoding, cursor)


@answers(contract.describe_fec)
def describe_fec(unit: Unit, year: int, separator: str, encoding: str, cursor: str | None) -> Chunk:
    """Describe the FEC of a year."""
    return fec_description(unit, year, separator, encoding)


@answers(contract.export_journal)
def export_journal(unit: Unit, format: str, year: int | None, cursor: str | None) -> Chunk:
    """Write the journal in the language of another program."""
    return journal_part(unit, format, year, cursor)


@answers(contract.export_general_ledger)
def export_general_ledger(
    unit: Unit, year: int | None, since: date | None, until: date | None, account: str, format: str, language: str,
    cursor: str | None,
) -> Chunk:  # fmt: skip
    """Write the general ledger of a period."""
    return general_ledger_part(unit, Period.asked(unit, year, since, until), account, format, language, cursor)


@answers(contract.general_ledger)
def general_ledger(
    unit: Unit, year: int | None, since: date | None, until: date | None, account: str, limit: int, cursor: str | None
) -> Listed:
    """Show the general ledger of a period, some rows at a time."""
    period = Period.asked(unit, year, since, until)
    place = Place.start(unit, period) if cursor is None else Place.at(cursor)
    rows, following = ledger_page(unit, period, account, place, limit)
    return Listed([_shown(row, unit.currency) for row in rows], following.cursor() if following else None)


def _shown(row: LedgerRow, currency: str) -> dict[str, Any]:
    amounts = {name: Money(getattr(row, name), currency) for name in ("debit", "credit", "balance")}
    return {**row._asdict(), "date": row.day, **amounts}
