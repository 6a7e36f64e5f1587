"""Writes the journal for other programs, a part at a time, in the order of recording.

All of it gives, in hledger and in beancount, the balances of the trial balance account by account; one year of it
gives what that year moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.chart import AccountRow, accounts_named
from services.ledger.closing.years import known_year
from services.ledger.exports.contract import PLAIN_MEDIA
from services.ledger.exports.places import closed, opened
from services.ledger.exports.reading import MOST_BYTES, Bounds, JournalLine, Place, lines_after
from services.ledger.journal.tables import Balance, Entry, entry_id

from .rules import account_name, beancount_text, hledger_tag, hledger_text
from .separated import heading, separated
from .spreadsheet import journal_sheet

AXES = ("auxiliary", "activity", "establishment", "working_group", "funding_source")
ENDINGS = {"hledger": "journal", "beancount": "beancount", "csv": "csv", "xlsx": "xlsx"}


def journal_part(unit: Unit, format: str, year: int | None, cursor: str | None) -> Chunk:
    """Return the part of the journal that a cursor asks for."""
    if year is not None:
        known_year(unit, year)
    name = f"journal-{unit.coop}{f'-{year}' if year else ''}.{ENDINGS[format]}"
    if format == "xlsx":
        return journal_sheet(unit, year, cursor, name)
    begun = ""
    if cursor is None:
        bounds = Bounds.set(unit.session, year)
        at = bounds.start
        begun = {"hledger": _hledger_head, "beancount": _beancount_head, "csv": lambda unit: heading()}[format](unit)
    else:
        state = opened(cursor, numbers=dict, last=int, entry=int, line=int)
        bounds, at = Bounds(state["numbers"], 0, state["last"]), Place(state["entry"], state["line"])
    lines, following = lines_after(unit.session, bounds, at)
    accounts = accounts_named(unit.session, {line.account for line in lines})
    write: Callable[[JournalLine, dict[str, AccountRow], str], str] = {
        "hledger": _hledger, "beancount": _beancount, "csv": separated
    }[format]  # fmt: skip
    texts, room, before = [begun], MOST_BYTES, at
    for line in lines:
        text = write(line, accounts, unit.currency)
        room -= len(text) if text.isascii() else len(text.encode())
        if room < 0:
            following = before
            break
        texts.append(text)
        before = line.place
    more = following and closed(
        {"numbers": bounds.numbers, "last": bounds.last, "entry": following.entry, "line": following.line}
    )
    return Chunk("".join(texts), PLAIN_MEDIA[format], more, name)


def _accounts(unit: Unit) -> Iterator[tuple[str, str]]:
    """List the accounts that moved, and their names."""
    codes = list(unit.session.scalars(select(Balance.account).distinct().order_by(Balance.account)))
    for code, row in sorted(accounts_named(unit.session, codes).items()):
        yield code, account_name(code, row.label)


def _hledger_head(unit: Unit) -> str:
    """Declare currency and accounts, so that ``hledger check --strict`` finds nothing to ask."""
    mark = str(Money(100_000, unit.currency))
    declared = "".join(f"account {name}\n" for _, name in _accounts(unit))
    return f"; {unit.coop}\ncommodity {mark} {unit.currency}\n{declared}"


def _hledger(line: JournalLine, accounts: dict[str, AccountRow], currency: str) -> str:
    name = account_name(line.account, accounts[line.account].label)
    tags = ", ".join(f"{axis}:{hledger_tag(value)}" for axis in AXES if (value := getattr(line, axis)))
    posting = f"    {name}  {Money(line.amount, currency)} {currency}{f'  ; {tags}' if tags else ''}\n"
    if line.line > 1:
        return posting
    reference = f", reference:{hledger_tag(line.reference)}" if line.reference else ""
    return (
        f"\n{line.day} * ({line.journal}-{line.year}-{line.number}) {hledger_text(line.label)}\n"
        f"    ; id:{entry_id(line.seq)}, journal:{line.journal}{reference}\n{posting}"
    )


def _beancount_head(unit: Unit) -> str:
    """Open every account on the first day of the books, for that currency alone."""
    begins = unit.session.scalar(select(func.min(Entry.day))) or unit.today
    declared = "".join(f"{begins} open {name} {unit.currency}\n" for _, name in _accounts(unit))
    title = beancount_text(unit.coop)
    return f'option "title" {title}\noption "operating_currency" "{unit.currency}"\n\n{declared}'


def _beancount(line: JournalLine, accounts: dict[str, AccountRow], currency: str) -> str:
    name = account_name(line.account, accounts[line.account].label)
    posting = f"  {name}  {Money(line.amount, currency)} {currency}\n"
    posting += "".join(f"    {axis}: {beancount_text(value)}\n" for axis in AXES if (value := getattr(line, axis)))
    if line.line > 1:
        return posting
    reference = f"  reference: {beancount_text(line.reference)}\n" if line.reference else ""
    return (
        f'\n{line.day} * {beancount_text(line.label)}\n  id: "{entry_id(line.seq)}"\n  journal: "{line.journal}"\n'
        f"  number: {line.number}\n{reference}{posting}"
    )
