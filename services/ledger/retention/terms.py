"""Until when the books keep what they know of somebody: ten years after the fiscal year, by each voucher's own year.

Accounting records and their vouchers, bank statements among them, are kept ten years after the fiscal year has ended
(Commercial Code, article L123-22); after that nothing asks for who was paid (GDPR, article 5, 1, e).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CompoundSelect, Select, column, func, or_, select, union
from sqlalchemy.dialects.postgresql import JSONB

from services.commons.storage import Unit
from services.ledger.banking.tables import BankLine, BankMatch, KnownPayer, Mandate, PaymentDetails, PaymentOrderItem
from services.ledger.journal.rules import year_span
from services.ledger.journal.tables import Entry, EntryLine

Term = tuple[date, str]


def entries_term(unit: Unit, ids: Sequence[str]) -> Term | None:
    """Return the last day of the books whose entries somebody stands in, and the article; None if in none."""
    last = select(func.max(Entry.day)).join(EntryLine, EntryLine.entry == Entry.seq)
    return _term(unit, unit.session.scalar(last.where(EntryLine.auxiliary.in_(ids))))


def statements_term(unit: Unit, ids: Sequence[str]) -> Term | None:
    """Return the same of the bank statements that show somebody: matched with their entries, or by an account."""
    last = select(func.max(BankLine.booked_on)).where(BankLine.id.in_(lines_of(ids)))
    return _term(unit, unit.session.scalar(last.where(BankLine.forgotten_on.is_(None))))


def ibans_of(ids: Sequence[str]) -> CompoundSelect[tuple[str]]:
    """Return the statement of the accounts that somebody is known to be paid on or to pay from."""
    return union(*(
        select(table.iban).where(table.auxiliary.in_(ids))
        for table in (KnownPayer, PaymentDetails, PaymentOrderItem, Mandate)
    ))  # fmt: skip


def lines_of(ids: Sequence[str]) -> Select[str]:
    """Return the statement of the bank lines that are known to show somebody; a match undone was a mistake."""
    detail = func.jsonb_array_elements(BankLine.details).table_valued(column("value", JSONB)).render_derived()
    shown = select(detail.c.value).where(detail.c.value["iban"].astext.in_(ibans_of(ids))).exists()
    matched = (
        select(BankMatch.line_id).join(EntryLine, EntryLine.entry == BankMatch.entry)
        .where(EntryLine.auxiliary.in_(ids), BankMatch.undone_at.is_(None))
    )  # fmt: skip
    return select(BankLine.id).where(or_(BankLine.id.in_(matched), shown))


def oldest_kept(unit: Unit) -> date:
    """Return the first day of the oldest fiscal year whose vouchers are kept today."""
    years = int(unit.rules.law("retention.books_years").value)
    day = unit.today
    # The day before the first of March stands for that of February which the year may lack.
    before = day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else date(day.year - years, 2, 28)
    return year_span(str(unit.rules.statutes("identity.fiscal_year_end").value), before).starts_on


def _term(unit: Unit, day: date | None) -> Term | None:
    if day is None:
        return None
    law = unit.rules.law("retention.books_years")
    closing = year_span(str(unit.rules.statutes("identity.fiscal_year_end").value), day).ends_on
    # The last day of February is the day before the first of March, whatever the year.
    following = date.fromordinal(closing.toordinal() + 1)
    return date.fromordinal(following.replace(year=following.year + int(law.value)).toordinal() - 1), law.article
